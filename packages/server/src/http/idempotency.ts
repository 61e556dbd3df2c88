import { createHash } from 'node:crypto'
import type { Knock, OperationMeta, PlainReply } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import type { Context } from '../context.ts'
import type { Runtime } from '../runtime.ts'
import type { Store } from '../store/database.ts'
import {
  claimKey,
  forgetKeys,
  type Keep,
  type KeyScope,
  releaseKey,
  renewKey,
  storeAnswer,
} from '../store/idempotency.ts'
import type { Job } from '../worker.ts'

export interface Idempotency {
  /**
   * Runs a request once for its key: the same request again gets the stored answer. A handler that keeps its answer in the
   * transaction of its effect has one effect whatever dies; the answer of any other is kept once it is there.
   */
  around(
    knock: Knock,
    request: { path: unknown; query: unknown; body: unknown },
    context: Context,
    run: () => Promise<PlainReply>,
  ): Promise<PlainReply>
  jobs(): Job[]
}

interface IdempotencyParts {
  store: Store
  runtime: Pick<Runtime, 'clock'>
  /** Stored answers may hold secrets that are shown once. */
  sealer: { seal(text: string, place: string): string; open(sealed: string, place: string): string }
}

const leaseMs = 60_000
const renewMs = 20_000
const dayMs = 24 * 3_600_000
const moneyKeptMs = 7 * dayMs
const forgetEveryMs = 60_000
const forgottenAtOnce = 1_000
const retryAfterMs = 1_000

export function createIdempotency({ store, runtime, sealer }: IdempotencyParts): Idempotency {
  return {
    around({ operation }, request, context, run) {
      const { principal, idempotencyKey: key } = context
      if (key !== null && !/^[\x21-\x7e]{1,255}$/.test(key)) throw new ApiError('INVALID_IDEMPOTENCY_KEY')
      const { userId } = principal
      // The key of an inference call belongs to its hold: it costs one commit before dispatch, not two.
      const inference = operation.family === 'openai' || operation.family === 'anthropic'
      if (key === null || userId === null || !operation.idempotent || inference) return run()
      return once(operation, { userId, operation: operation.id, key }, request, context, run)
    },
    jobs: () => [
      {
        name: 'idempotency.forget',
        everyMs: forgetEveryMs,
        run: () => forgetKeys(store, runtime.clock.now(), forgottenAtOnce),
      },
    ],
  }

  async function once(
    operation: OperationMeta,
    scope: KeyScope,
    request: { path: unknown; query: unknown; body: unknown },
    context: Context,
    run: () => Promise<PlainReply>,
  ): Promise<PlainReply> {
    const place = `idempotency_keys:${scope.userId} ${scope.operation} ${scope.key}:answer`
    const nowMs = runtime.clock.now()
    const keepMs = movesMoney(operation) ? moneyKeptMs : dayMs
    const claim = await claimKey(store, scope, { fingerprint: fingerprintOf(request), nowMs, leaseMs, keepMs })
    if (claim === 'other-request') throw new ApiError('IDEMPOTENCY_KEY_REUSED')
    if (claim === 'in-flight') throw new ApiError('IDEMPOTENCY_IN_PROGRESS', undefined, { retryAfterMs })
    if (claim.answer !== null) return replayed(JSON.parse(sealer.open(claim.answer, place)) as PlainReply)
    const { fence } = claim
    const sealed = (reply: PlainReply) => sealer.seal(JSON.stringify(reply), place)
    let isKept = false
    context.keepAnswer = async (tx, reply) => {
      isKept = await storeAnswer(tx, scope, fence, sealed(reply))
      // Another run has taken the key over: this one leaves no effect.
      if (!isKept) throw new ApiError('IDEMPOTENCY_IN_PROGRESS', undefined, { retryAfterMs })
    }
    const over = new AbortController()
    void keepLease(scope, fence, over.signal)
    try {
      const reply = await run()
      if (!isKept) await store.write((tx) => storeAnswer(tx, scope, fence, sealed(reply)))
      return reply
    } catch (error) {
      await releaseKey(store, scope, fence)
      throw error
    } finally {
      over.abort()
    }
  }

  /** While a run lasts nobody takes its key over; a store that is down is asked again as long as the lease may stand. */
  async function keepLease(scope: KeyScope, fence: number, over: AbortSignal): Promise<void> {
    for (let isOurs = true; isOurs; ) {
      await runtime.clock.sleep(renewMs, over)
      if (over.aborted) return
      isOurs = await renewKey(store, scope, fence, runtime.clock.now() + leaseMs).catch(() => true)
    }
  }
}

/** Of a request without a key, or of one that has no use for it. */
export const keepNothing: Keep<PlainReply> = async () => {}

const movesMoney = ({ spends, permission }: OperationMeta) => spends || permission === 'credits:write'

const replayed = (reply: PlainReply): PlainReply => ({
  ...reply,
  headers: { ...reply.headers, 'Idempotent-Replayed': 'true' },
})

const fingerprintOf = ({ path, query, body }: { path: unknown; query: unknown; body: unknown }) =>
  createHash('sha256')
    .update(JSON.stringify([path, query, body ?? null]))
    .digest('hex')
