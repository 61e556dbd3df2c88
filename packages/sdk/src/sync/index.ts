import type { APIPromise } from '../core/api-promise.ts'
import { ConfigurationError, ProxyAPIError } from '../core/errors.ts'
import { type CallOptions, type ClientOptions, type Settings, settingsOf } from '../core/options.ts'
import { itemsMax, Page, type PagePromise } from '../core/page.ts'
import type { Stream } from '../core/stream.ts'
import { anthropicOptions, openaiOptions } from '../core/vendor-options.ts'
import { withData } from '../core/with-data.ts'
import type {
  DiscoveryClient as AsyncDiscoveryClient,
  GPUProxyClient as AsyncGPUProxyClient,
  ProxyAPI as AsyncProxyAPI,
} from '../index.ts'
import { Blocking } from './blocking.ts'
import type { Answered, PageMessage, WorkerStart } from './protocol.ts'

/** The first page of a list; iterating it goes on through all pages, one round trip each. */
export type BlockingPage<T> = Omit<Page<T>, 'nextPage'> & {
  /** null on the last page. */
  nextPage(): BlockingPage<T> | null
  /** This page and those after it. */
  pages(): Iterable<BlockingPage<T>>
  /** All items from this page on as one page. More than `limit` (default 10,000) is an error, never a silent cut. */
  all(options?: { limit?: number }): Page<T>
}

/** The events of one answer, readable once; `break` closes the connection. */
export interface BlockingStream<E> extends Iterable<E> {
  /** Reads to the end and folds the events to the answer that a whole reply would have been. */
  final(): unknown
}

type Settled<R> =
  R extends PagePromise<infer T>
    ? BlockingPage<T>
    : R extends APIPromise<infer T>
      ? T extends Stream<infer E>
        ? BlockingStream<E>
        : T
      : R extends Promise<infer T>
        ? T
        : R

/** The same methods, with plain values where the async client gives promises. */
export type BlockingClient<C> = {
  [K in keyof Omit<C, 'realtime' | 'onModelUpdate' | 'withOptions'>]: C[K] extends (...args: infer A) => infer R
    ? (...args: A) => Settled<R>
    : C[K] extends object
      ? BlockingClient<C[K]>
      : C[K]
}

export interface BlockingOptions
  extends Omit<ClientOptions, 'apiKey' | 'token' | 'fetch' | 'webSocket' | 'middleware' | 'logger' | 'onAttempt'> {
  /** Sent as `X-API-Key`. Default: PROXY_API_KEY. */
  apiKey?: string | null
  /** Sent as `Authorization: Bearer`. Default: PROXY_API_TOKEN. Not together with `apiKey`. */
  token?: string | null
  /** A module that the worker imports first; its default export may supply `fetch`, `token`, `middleware`, `logger`. */
  workerSetup?: URL | string
}

type Constructor<C> = new (options?: BlockingOptions | string, apiKey?: string) => Blocked<C>

type Blocked<C> = BlockingClient<C> &
  Disposable & {
    /** The same client with some options changed, and a worker of its own. */
    withOptions(patch: BlockingOptions): Blocked<C>
    /** Ends the worker; later calls throw CLIENT_CLOSED. */
    close(): void
  }

/** A blocking client: each call waits for one worker that runs the async client. For scripts and tools, not inside servers. */
export const ProxyAPI = blocking('ProxyAPI') as unknown as Constructor<AsyncProxyAPI>
export const DiscoveryClient = blocking('DiscoveryClient') as unknown as Constructor<AsyncDiscoveryClient>
export const GPUProxyClient = blocking('GPUProxyClient') as unknown as Constructor<AsyncGPUProxyClient>

const attemptMsMax = 600_000
const retryAfterMsMax = 60_000
/** Within it the async client tells by itself what ran out. */
const graceMs = 1_000
const needEventLoop = new Set(['realtime', 'onModelUpdate'])
const plainMembers: Record<string, ((settings: Settings) => object) | undefined> = {
  openai: openaiOptions,
  anthropic: anthropicOptions,
}

function blocking(kind: WorkerStart['kind']) {
  const create = (given: BlockingOptions): unknown => {
    const { workerSetup, ...options } = given
    for (const [name, value] of Object.entries(options)) refuseUncloneable(name, value)
    const settings = settingsOf(options)
    const setup = workerSetup === undefined ? null : String(workerSetup)
    const worker = new Blocking({ kind, options: { ...options }, setup }, settings.baseURL)
    const withOptions = (patch: BlockingOptions) => create({ ...given, ...patch })
    return member({ worker, settings, withOptions }, [])
  }
  return function BlockingClient(given: BlockingOptions | string = {}, apiKey?: string) {
    return create(typeof given === 'string' ? { baseURL: given, ...(apiKey && { apiKey }) } : given)
  }
}

interface Parts {
  worker: Blocking
  settings: Settings
  withOptions: (patch: BlockingOptions) => unknown
}

/** As long as all attempts and the longest waits between them can take, and a little more. */
function waitMsOf({ deadline, timeout = attemptMsMax, maxRetries }: Settings, call: CallOptions = {}): number {
  const attempts = (call.maxRetries ?? maxRetries) + 1
  const longest = attempts * Math.max(timeout, call.timeout ?? 0) + (attempts - 1) * retryAfterMsMax
  return Math.min(call.deadline ?? deadline ?? Number.POSITIVE_INFINITY, longest) + graceMs
}

function refuseUncloneable(name: string, value: unknown): void {
  if (typeof value === 'function' || value instanceof AbortSignal || value instanceof FormData) {
    throw new ConfigurationError(
      `${name} cannot be handed to the worker of a blocking client: supply it in a module, by workerSetup`,
    )
  }
}

/** A node of the client: a call runs it, a property goes deeper. */
function member(parts: Parts, path: string[]): unknown {
  const { worker, settings, withOptions } = parts
  const node = () => {}
  return new Proxy(node, {
    get(_, name) {
      const root = path.length === 0
      if (name === Symbol.dispose || (name === 'close' && root)) return () => worker.close()
      if (typeof name === 'symbol' || name === 'then') return undefined
      if (needEventLoop.has(name) && root)
        throw new ConfigurationError(`${name} needs an event loop: use the async client of @proxyapi/sdk`)
      if (name === 'withOptions' && root) return withOptions
      const plain = root ? plainMembers[name] : undefined
      return plain ? plain(settings) : member(parts, [...path, name])
    },
    apply(_, __, args: unknown[]) {
      for (const [i, value] of args.entries()) refuseDeep(`argument ${i + 1}`, value)
      const last = args.at(-1)
      const call = typeof last === 'object' && last !== null ? (last as CallOptions) : {}
      return settled(parts, worker.ask({ type: 'call', path, args }, waitMsOf(settings, numbersOf(call))))
    },
  })
}

/** A last argument may be a body that has members of these names. */
const numbersOf = ({ timeout, maxRetries }: CallOptions): CallOptions => ({
  ...(typeof timeout === 'number' && { timeout }),
  ...(typeof maxRetries === 'number' && { maxRetries }),
})

function refuseDeep(name: string, value: unknown): void {
  refuseUncloneable(name, value)
  if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) refuseUncloneable(`${name}.${key}`, inner)
}

function settled(parts: Parts, answer: Answered): unknown {
  if (answer.type === 'page') return pageOf(parts, answer)
  if (answer.type === 'stream') return streamOf(parts, answer.handle)
  if (answer.type !== 'value') return undefined
  return answer.data ? withData(answer.value as object) : answer.value
}

function pageOf({ worker, settings }: Parts, { handle, ...parts }: PageMessage): BlockingPage<unknown> {
  let following: BlockingPage<unknown> | null | undefined
  const nextPage = () => {
    if (parts.next === null) return null
    if (following === undefined) {
      const answer = worker.ask({ type: 'next', of: 'page', handle }, waitMsOf(settings))
      following = answer.type === 'page' ? pageOf({ worker, settings } as Parts, answer) : null
    }
    return following
  }
  const more = () => Promise.reject(new Error('use nextPage()'))
  const page = Page.of_({ ...parts, more }) as unknown as BlockingPage<unknown>
  const members = {
    nextPage,
    *pages() {
      for (let at: BlockingPage<unknown> | null = page; at; at = at.nextPage()) yield at
    },
    *[Symbol.iterator]() {
      for (const { data } of members.pages()) for (let i = 0; i < data.length; i++) yield data[i]
    },
    all({ limit = itemsMax }: { limit?: number } = {}) {
      const items: unknown[] = []
      for (const item of members[Symbol.iterator]()) {
        if (items.push(item) > limit)
          throw new ProxyAPIError('TOO_MANY_ITEMS', `There are more than ${limit} items: raise limit, or iterate`)
      }
      return Page.of_({ items, name: parts.name, count: items.length, total: items.length, next: null, more })
    },
  }
  for (const name of Reflect.ownKeys(members))
    Object.defineProperty(page, name, { value: members[name as 'all'], configurable: true })
  return page
}

function streamOf({ worker, settings }: Parts, handle: number): BlockingStream<unknown> {
  const waitMs = waitMsOf(settings) + settings.streamIdleTimeout
  return {
    *[Symbol.iterator]() {
      for (let given = false; ; given = false) {
        const answer = worker.ask({ type: 'next', of: 'stream', handle }, waitMs)
        if (answer.type !== 'event') return
        try {
          yield answer.value
          given = true
        } finally {
          if (!given) worker.ask({ type: 'drop', handle }, waitMs)
        }
      }
    },
    final() {
      const answer = worker.ask({ type: 'final', handle }, waitMs)
      return 'value' in answer ? answer.value : undefined
    },
  }
}

export * from '../core/errors.ts'
