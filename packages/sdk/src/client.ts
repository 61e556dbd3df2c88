import type { APIPromise } from './core/api-promise.ts'
import { type AnswerCache, createAnswerCache } from './core/cache.ts'
import { Caller, type OperationId } from './core/caller.ts'
import { type ClientMetrics, createCounters } from './core/counters.ts'
import { levelled } from './core/logger.ts'
import { type CallOptions, type ClientOptions, settingsOf } from './core/options.ts'
import type { CallArguments } from './core/prepare.ts'
import { createRetryBudget } from './core/retry-budget.ts'
import type { Answer } from './core/shapes.ts'
import type { Shared, Timing } from './core/transport.ts'
import { anthropicOptions, openaiOptions, type VendorOptions } from './core/vendor-options.ts'
import { Realtime } from './realtime/realtime.ts'
import { Resources } from './resources/index.ts'

const systemTiming: Timing = {
  now: () => Date.now(),
  random: () => Math.random(),
  wait: (ms, signal) =>
    new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, ms)
      signal.addEventListener('abort', done, { once: true })
    }),
}

/** What a client shares with those made of it, and what tests put in its place; no option of callers. */
export const internals = Symbol.for('@proxyapi/sdk/internals')

interface Internals extends Partial<Pick<Shared, 'timing' | 'budget' | 'counters'>> {
  cache?: AnswerCache | null
}

/**
 * The whole API. `new ProxyAPI()` reads PROXY_API_KEY, PROXY_API_TOKEN and PROXY_API_BASE_URL; a text is the base URL.
 * Safe failures are retried twice; errors are typed, branch on their `code`.
 */
export class ProxyAPI extends Resources {
  readonly realtime: Realtime
  readonly #caller: Caller
  readonly #state: { closed: boolean }
  readonly #options: ClientOptions

  constructor(options?: ClientOptions | string) {
    const settings = settingsOf(options)
    const shared: Internals = (options as { [internals]?: Internals } | undefined)?.[internals] ?? {}
    const state = { closed: false }
    const parts: Shared = {
      settings,
      budget: shared.budget ?? createRetryBudget(),
      counters: shared.counters ?? createCounters(),
      logger: levelled(settings.logger, settings.logLevel),
      timing: shared.timing ?? systemTiming,
      closed: () => state.closed,
    }
    const own = () => (settings.cache ? createAnswerCache(settings.cache) : null)
    const caller = new Caller(parts, shared.cache === undefined ? own() : shared.cache)
    super(caller)
    this.realtime = new Realtime(caller)
    this.#caller = caller
    this.#state = state
    this.#options = typeof options === 'string' ? { baseURL: options } : { ...options }
    warnOfPlainHttp(parts)
  }

  /** Any operation by its operationId, as `client.call('getModel', { path: { model_id: 'openai/gpt-4o' } })`. */
  call<Id extends OperationId>(
    operation: Id,
    given: CallArguments = {},
    options?: CallOptions,
  ): APIPromise<Answer<Id>> {
    return this.#caller.call(operation, given, options)
  }

  /** A GraphQL query over the catalog; errors in the answer throw GraphQLRequestError. */
  graphql<T = Record<string, unknown>>(
    query: string,
    variables?: Record<string, unknown>,
    options?: CallOptions,
  ): APIPromise<T> {
    return this.#caller.call('graphql', { body: { query, ...(variables && { variables }) } }, options)
  }

  /** Options for `new OpenAI(client.openai)`. */
  get openai(): VendorOptions {
    return openaiOptions(this.#caller.shared.settings)
  }

  /** Options for `new Anthropic(client.anthropic)`. */
  get anthropic(): VendorOptions {
    return anthropicOptions(this.#caller.shared.settings)
  }

  /** Milliseconds of the clock that deadlines are kept by. */
  protected now(): number {
    return this.#caller.shared.timing.now()
  }

  /** Counts of attempts, retries, errors and kept answers, in total and by operation. */
  getMetrics(): ClientMetrics {
    return this.#caller.shared.counters.read()
  }

  /** The answers that are kept for their ETag; `clear()` drops them. */
  get cache(): { clear(): void } {
    return { clear: () => this.#caller.cache?.clear() }
  }

  /** The same client with some options changed: it shares metrics, retry budget and, unless `cache` is given, kept answers. */
  withOptions(patch: ClientOptions): this {
    const { budget, counters, timing } = this.#caller.shared
    const shared: Internals = { budget, counters, timing, ...(!('cache' in patch) && { cache: this.#caller.cache }) }
    const Same = this.constructor as new (options: ClientOptions) => this
    const { apiKey, token, ...rest } = this.#options
    const credential = 'apiKey' in patch || 'token' in patch ? {} : { apiKey, token }
    const options = { ...rest, ...credential, ...patch, [internals]: shared }
    return new Same(options)
  }

  /** Ends subscriptions; later calls throw CLIENT_CLOSED. */
  async close(): Promise<void> {
    this.#state.closed = true
    this.realtime.close()
    this.cache.clear()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

function warnOfPlainHttp({ settings, logger }: Shared): void {
  const { protocol, hostname } = new URL(settings.baseURL)
  const loopback = hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname)
  if (protocol === 'http:' && !loopback && (settings.apiKey ?? settings.token)) {
    logger.warn(`the credential goes over plain http to ${hostname}`)
  }
}
