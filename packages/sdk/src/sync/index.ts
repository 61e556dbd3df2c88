import type { APIPromise } from '../core/api-promise.ts'
import { ConfigurationError } from '../core/errors.ts'
import type { ClientOptions } from '../core/options.ts'
import { Page, type PagePromise } from '../core/page.ts'
import type { Stream } from '../core/stream.ts'
import type {
  DiscoveryClient as AsyncDiscoveryClient,
  GPUProxyClient as AsyncGPUProxyClient,
  ProxyAPI as AsyncProxyAPI,
} from '../index.ts'
import { Blocking } from './blocking.ts'
import type { FromWorker, WorkerStart } from './protocol.ts'

type Settled<R> =
  R extends PagePromise<infer T>
    ? Page<T>
    : R extends APIPromise<infer T>
      ? T extends Stream<infer E>
        ? Iterable<E>
        : T
      : R extends Promise<infer T>
        ? T
        : R

/** The same methods, with plain values where the async client gives promises. */
export type BlockingClient<C> = {
  [K in keyof C]: C[K] extends (...args: infer A) => infer R
    ? (...args: A) => Settled<R>
    : C[K] extends object
      ? BlockingClient<C[K]>
      : C[K]
}

export interface BlockingOptions extends Omit<ClientOptions, 'fetch' | 'middleware' | 'logger' | 'onAttempt'> {
  /** A module that the worker imports first; its default export may supply `fetch`, `token`, `middleware`, `logger`. */
  workerSetup?: URL | string
}

type Constructor<C> = new (
  options?: BlockingOptions | string,
  apiKey?: string,
) => BlockingClient<C> & Disposable & { close(): void }

/** A blocking client: each call waits for one worker that runs the async client. For scripts and tools, not inside servers. */
export const ProxyAPI = blocking('ProxyAPI') as unknown as Constructor<AsyncProxyAPI>
export const DiscoveryClient = blocking('DiscoveryClient') as unknown as Constructor<AsyncDiscoveryClient>
export const GPUProxyClient = blocking('GPUProxyClient') as unknown as Constructor<AsyncGPUProxyClient>

const attemptMs = 600_000
const unavailable = new Set(['realtime', 'onModelUpdate', 'withOptions'])

function blocking(kind: WorkerStart['kind']) {
  return function BlockingClient(given: BlockingOptions | string = {}, apiKey?: string) {
    const { workerSetup, ...options } =
      typeof given === 'string' ? { baseURL: given, ...(apiKey && { apiKey }) } : given
    for (const [name, value] of Object.entries(options)) refuseUncloneable(name, value)
    const attempts = (options.maxRetries ?? 2) + 1
    const waitMsMax = options.deadline ?? attempts * (options.timeout ?? attemptMs) + (attempts - 1) * 60_000 + 1_000
    const worker = new Blocking(
      { kind, options: options as Record<string, unknown>, setup: workerSetup ? String(workerSetup) : null },
      waitMsMax,
    )
    return member(worker, [])
  }
}

function refuseUncloneable(name: string, value: unknown): void {
  if (typeof value === 'function' || value instanceof AbortSignal || value instanceof FormData) {
    throw new ConfigurationError(
      `${name} cannot be handed to the worker of a blocking client: supply it in a module, by workerSetup`,
    )
  }
}

/** A node of the client: a call runs it, a property goes deeper. */
function member(worker: Blocking, path: string[]): unknown {
  const node = () => {}
  return new Proxy(node, {
    get(_, name) {
      if (name === Symbol.dispose || (name === 'close' && path.length === 0)) return () => worker.close()
      if (typeof name === 'symbol' || name === 'then') return undefined
      if (unavailable.has(name))
        throw new ConfigurationError(`${name} needs an event loop: use the async client of @proxyapi/sdk`)
      return member(worker, [...path, name])
    },
    apply(_, __, args: unknown[]) {
      for (const [i, value] of args.entries()) refuseDeep(`argument ${i + 1}`, value)
      return settled(worker, worker.ask({ type: 'call', path, args }))
    },
  })
}

function refuseDeep(name: string, value: unknown): void {
  refuseUncloneable(name, value)
  if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) refuseUncloneable(`${name}.${key}`, inner)
}

function settled(worker: Blocking, answer: Exclude<FromWorker, { type: 'error' }>): unknown {
  if (answer.type === 'value') return answer.value
  if (answer.type === 'batch') return batches(worker, answer)
  return pageOf(worker, answer)
}

/** An array of the page's items; iterating it goes on through all pages, one round trip each. */
function pageOf(
  worker: Blocking,
  { items, name, count, total, next, handle }: Extract<FromWorker, { type: 'page' }>,
): Page<unknown> {
  let following: Page<unknown> | null | undefined
  const nextPage = () => {
    following ??= handle === null ? null : (settled(worker, worker.ask({ type: 'next', handle })) as Page<unknown>)
    return following
  }
  const page = Page.of_({ items, name, count, total, next, more: () => Promise.reject(new Error('use nextPage()')) })
  Object.defineProperty(page, 'nextPage', { value: nextPage })
  Object.defineProperty(page, Symbol.iterator, {
    *value() {
      yield* items
      const more = nextPage()
      if (more) yield* more
    },
  })
  return page
}

function* batches(worker: Blocking, { handle }: { handle: number }): Generator<unknown> {
  let done = false
  try {
    while (!done) {
      const batch = worker.ask({ type: 'next', handle })
      if (batch.type !== 'batch') return
      yield* batch.events
      done = batch.done
    }
  } finally {
    if (!done) worker.ask({ type: 'drop', handle })
  }
}

export * from '../core/errors.ts'
