import {
  type Cloud,
  type CloudError,
  CloudFailure,
  type CloudReply,
  type CloudRequest,
  type Plan,
} from '@proxyapi/clouds'
import type { Egress } from '../egress/egress.ts'
import { EgressFailure } from '../egress/failure.ts'
import type { Clock, Metrics } from '../runtime.ts'
import { createPacer, type Pacer } from './pacer.ts'

/** A cloud as the operator has set it up. */
export interface CloudAccount {
  cloud: Cloud
  /** null: the operator has none, and nothing is rented there. */
  key: string | null
  /** Without a slash at its end. */
  baseUrl: string
  /** Its instances answer on addresses that are not public. */
  privateEndpoints: boolean
  /** Answers in this process; absent: requests go out to the base URL. */
  door?: (request: CloudRequest) => Promise<CloudReply>
}

export interface Driver {
  /** Runs a plan to its end, each request in its turn. Throws CloudFailure, or EgressFailure where no reply came. */
  run<T>(account: CloudAccount, op: string, plan: Plan<T>, options?: RunOptions): Promise<T>
  /** Resolves when a request of this class may go out. */
  turn(account: CloudAccount, kind: CloudRequest['class'], signal?: AbortSignal): Promise<void>
  /** Sends one request once, now. Throws EgressFailure. */
  send(account: CloudAccount, request: CloudRequest, timeoutMs?: number): Promise<CloudReply>
}

export interface RunOptions {
  /** The turn of the first request was waited for already. */
  turnTaken?: boolean
  signal?: AbortSignal
}

export interface DriverParts {
  egress: Egress
  clock: Clock
  metrics: Metrics
}

const replyBytesMax = 50_000_000
const rateLimitedMs = 12_000

/** Runs the plans of adapters: sockets, turns and the clock are here, what a cloud says and means is theirs. */
export function createDriver({ egress, clock, metrics }: DriverParts): Driver {
  const pacers = new Map<string, Pacer>()

  function pacerOf({ cloud }: CloudAccount): Pacer {
    const known = pacers.get(cloud.id)
    if (known) return known
    const made = createPacer(cloud.limits, clock)
    pacers.set(cloud.id, made)
    return made
  }

  async function send(account: CloudAccount, request: CloudRequest, timeoutMs?: number): Promise<CloudReply> {
    const { cloud, key, baseUrl } = account
    const own = request.url === undefined
    if (own && account.door) return account.door(request)
    const response = await egress.request({
      class: own ? 'cloud' : 'fetch',
      method: request.method,
      url: request.url ?? baseUrl + request.path,
      headers: {
        accept: 'application/json',
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(own && key !== null ? cloud.auth(key) : {}),
        ...request.headers,
      },
      body: request.body === undefined ? null : JSON.stringify(request.body),
      ...(timeoutMs === undefined ? {} : { limits: { headersMs: timeoutMs, totalMs: timeoutMs } }),
    })
    const { status, headers } = response
    const reply = { status, headers, body: await response.text(replyBytesMax) }
    if (status === 429) {
      const { retryAfterMs } = cloud.error(status, headers, reply.body)
      pacerOf(account).hold(request.class, retryAfterMs ?? rateLimitedMs)
    }
    return reply
  }

  async function paced(account: CloudAccount, request: CloudRequest, { turnTaken, signal }: RunOptions) {
    if (request.afterMs !== undefined) await clock.sleep(request.afterMs, signal)
    if (request.url === undefined && !turnTaken) await pacerOf(account).turn(request.class, signal)
    signal?.throwIfAborted()
    return send(account, request)
  }

  const answer = (account: CloudAccount, asked: CloudRequest | CloudRequest[], options: RunOptions) =>
    Array.isArray(asked)
      ? Promise.all(asked.map((request) => paced(account, request, options)))
      : paced(account, asked, options)

  async function steps<T>(account: CloudAccount, plan: Plan<T>, { turnTaken = false, signal }: RunOptions): Promise<T> {
    const rest = signal ? { signal } : {}
    let options: RunOptions = { ...rest, turnTaken }
    let step = plan.next()
    while (!step.done) {
      let replies: CloudReply | CloudReply[]
      try {
        replies = await answer(account, step.value, options)
      } catch (error) {
        step = plan.throw(error)
        continue
      } finally {
        options = rest
      }
      step = plan.next(replies)
    }
    return step.value
  }

  return {
    async run(account, op, plan, options = {}) {
      const count = (outcome: string) =>
        metrics.count('proxyapi_gpu_cloud_calls_total', { provider: account.cloud.id, op, outcome })
      try {
        const value = await steps(account, plan, options)
        count('ok')
        return value
      } catch (error) {
        count(cloudErrorOf(error)?.code ?? 'other')
        throw error
      }
    },
    turn: (account, kind, signal) => pacerOf(account).turn(kind, signal),
    send,
  }
}

/** What a failed call of a cloud means; null for an error that is none of its. */
export function cloudErrorOf(error: unknown): CloudError | null {
  if (error instanceof CloudFailure) return error.error
  if (!(error instanceof EgressFailure)) return null
  return { code: 'transient', message: error.message, retrySafe: true, mayExist: error.sent }
}
