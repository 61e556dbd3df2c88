import type { APIPromise } from './core/api-promise.ts'
import { createAnswerCache } from './core/cache.ts'
import { Caller, type OperationId } from './core/caller.ts'
import { type ClientMetrics, createCounters } from './core/counters.ts'
import { levelled } from './core/logger.ts'
import { type CallOptions, type ClientOptions, settingsOf } from './core/options.ts'
import type { CallArguments } from './core/prepare.ts'
import { createRetryBudget } from './core/retry-budget.ts'
import type { Answer } from './core/shapes.ts'
import type { Shared, Timing } from './core/transport.ts'
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

/**
 * The whole API. `new ProxyAPI()` reads PROXY_API_KEY, PROXY_API_TOKEN and PROXY_API_BASE_URL; a text is the base URL.
 * Safe failures are retried twice; errors are typed, branch on their `code`.
 */
export class ProxyAPI extends Resources {
  readonly realtime: Realtime
  readonly #caller: Caller
  readonly #state: { closed: boolean }
  readonly #options: ClientOptions

  constructor(options?: ClientOptions | string, shared?: { timing?: Timing }) {
    const settings = settingsOf(options)
    const state = { closed: false }
    const parts: Shared = {
      settings,
      budget: createRetryBudget(),
      counters: createCounters(),
      logger: levelled(settings.logger, settings.logLevel),
      timing: shared?.timing ?? systemTiming,
      closed: () => state.closed,
    }
    const caller = new Caller(parts, settings.cache ? createAnswerCache(settings.cache) : null)
    super(caller)
    this.realtime = new Realtime(caller)
    this.#caller = caller
    this.#state = state
    this.#options = typeof options === 'string' ? { baseURL: options } : { ...options }
    warnOfPlainHttp(parts)
  }

  /** Any operation by its operationId. */
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
  get openai(): { apiKey: string; baseURL: string } {
    return { apiKey: this.#plainCredential(), baseURL: `${this.#caller.shared.settings.baseURL}/v1` }
  }

  /** Options for `new Anthropic(client.anthropic)`. */
  get anthropic(): { apiKey: string; baseURL: string } {
    return { apiKey: this.#plainCredential(), baseURL: this.#caller.shared.settings.baseURL }
  }

  /** Milliseconds of the clock that deadlines are kept by. */
  protected now(): number {
    return this.#caller.shared.timing.now()
  }

  #plainCredential(): string {
    const { apiKey, token } = this.#caller.shared.settings
    const credential = apiKey ?? token
    return typeof credential === 'string' ? credential : ''
  }

  /** Counts of this client's attempts. */
  getMetrics(): ClientMetrics {
    return this.#caller.shared.counters.read()
  }

  /** The answers that are kept for their ETag. */
  get cache(): { clear(): void } {
    return { clear: () => this.#caller.cache?.clear() }
  }

  /** A client with other options. */
  withOptions(patch: ClientOptions): this {
    return new (this.constructor as new (options: ClientOptions) => this)({ ...this.#options, ...patch })
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
