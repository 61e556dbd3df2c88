import { createHash } from 'node:crypto'
import type { Knock, PlainReply } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import type { Context } from '../context.ts'
import type { Runtime } from '../runtime.ts'
import type { Store } from '../store/database.ts'
import { claimKey, type KeyScope, releaseKey, storeAnswer } from '../store/idempotency.ts'

export interface Idempotency {
  /** Runs a request once for its key: the same request again gets the stored answer. */
  around(
    knock: Knock,
    request: { path: unknown; query: unknown; body: unknown },
    context: Context,
    run: () => Promise<PlainReply>,
  ): Promise<PlainReply>
}

interface IdempotencyParts {
  store: Store
  runtime: Pick<Runtime, 'clock'>
  /** Stored answers may hold secrets that are shown once. */
  sealer: { seal(text: string, place: string): string; open(sealed: string, place: string): string }
}

const leaseMs = 60_000
const keepMs = 24 * 3_600_000
const retryAfterMs = 1_000

export function createIdempotency({ store, runtime, sealer }: IdempotencyParts): Idempotency {
  return {
    async around({ operation }, request, { principal, idempotencyKey: key }, run) {
      if (key !== null && !/^[\x21-\x7e]{1,255}$/.test(key)) throw new ApiError('INVALID_IDEMPOTENCY_KEY')
      const { userId } = principal
      // The key of an inference call belongs to its hold: it costs one commit before dispatch, not two.
      const inference = operation.family === 'openai' || operation.family === 'anthropic'
      if (key === null || userId === null || !operation.idempotent || inference) return run()
      const scope: KeyScope = { userId, operation: operation.id, key }
      const place = `idempotency_keys:${userId} ${operation.id} ${key}:answer`
      const nowMs = runtime.clock.now()
      const claim = await claimKey(store, scope, { fingerprint: fingerprintOf(request), nowMs, leaseMs, keepMs })
      if (claim === 'other-request') throw new ApiError('IDEMPOTENCY_KEY_REUSED')
      if (claim === 'in-flight') throw new ApiError('IDEMPOTENCY_IN_PROGRESS', undefined, { retryAfterMs })
      if (claim.answer !== null) return replayed(JSON.parse(sealer.open(claim.answer, place)) as PlainReply)
      try {
        const reply = await run()
        await storeAnswer(store, scope, claim.fence, sealer.seal(JSON.stringify(reply), place))
        return reply
      } catch (error) {
        await releaseKey(store, scope, claim.fence)
        throw error
      }
    },
  }
}

const replayed = (reply: PlainReply): PlainReply => ({
  ...reply,
  headers: { ...reply.headers, 'Idempotent-Replayed': 'true' },
})

const fingerprintOf = ({ path, query, body }: { path: unknown; query: unknown; body: unknown }) =>
  createHash('sha256')
    .update(JSON.stringify([path, query, body ?? null]))
    .digest('hex')
