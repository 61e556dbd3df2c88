import { operations } from '../generated/operations.ts'
import { APIPromise, type Exchange } from './api-promise.ts'
import type { AnswerCache } from './cache.ts'
import { ConfigurationError, GraphQLRequestError, ProxyAPIError } from './errors.ts'
import type { OperationRow } from './operation.ts'
import type { CallOptions } from './options.ts'
import { Page, PagePromise } from './page.ts'
import { type CallArguments, type Prepared, prepare } from './prepare.ts'
import { answeredOf, apiErrorOf } from './read-error.ts'
import { Stream, type StreamFamily } from './stream.ts'
import { type Sent, type Shared, send } from './transport.ts'

export type OperationId = keyof typeof operations

/** The one way from a resource's method to the wire. */
export class Caller {
  readonly shared: Shared
  readonly cache: AnswerCache | null

  constructor(shared: Shared, cache: AnswerCache | null) {
    this.shared = shared
    this.cache = cache
  }

  call<T>(id: OperationId, given: CallArguments, options: CallOptions = {}): APIPromise<T> {
    return new APIPromise(this.#exchange<T>(id, given, options, (value) => unwrapped(rowOf(id), value) as T))
  }

  page<T>(id: OperationId, given: CallArguments, options: CallOptions = {}): PagePromise<T> {
    const { page } = rowOf(id)
    const more = (cursor: string) =>
      this.page<T>(id, { ...given, query: { ...given.query, cursor } }, options).then((next) => next)
    return new PagePromise(this.#exchange(id, given, options, (value) => pageOf<T>(page!, value, more)))
  }

  /** Resolves when the headers have come. */
  stream<E>(id: OperationId, given: CallArguments, options: CallOptions = {}): APIPromise<Stream<E>> {
    return new APIPromise(this.#open<E>(id, given, options))
  }

  async #open<E>(id: OperationId, given: CallArguments, options: CallOptions): Promise<Exchange<Stream<E>>> {
    const prepared = this.#prepared(id, given, options)
    const sent = await send(prepared, options, this.shared)
    sent.stopTimer()
    const { response, attempts, abort, release } = sent
    const { settings, timing } = this.shared
    const parts = {
      response,
      attempts,
      abort,
      release,
      idleMs: settings.streamIdleTimeout,
      now: timing.now,
      requestId: response.headers.get('x-request-id'),
    }
    const family: StreamFamily =
      id === 'createMessage' || id === 'createResponse'
        ? 'anthropic'
        : rowOf(id).family === 'openai'
          ? 'openai'
          : 'lines'
    return { response, attempts, read: async () => new Stream<E>({ ...parts, family }) }
  }

  async #exchange<T>(
    id: OperationId,
    given: CallArguments,
    options: CallOptions,
    take: (value: unknown) => T,
  ): Promise<Exchange<T>> {
    const prepared = this.#prepared(id, given, options)
    const key = this.#cacheKey(prepared)
    const cached = key === null || options.useCache === false ? undefined : this.cache?.get(key)
    const { timing, counters } = this.shared
    if (key !== null && cached && options.useCache === true && timing.now() - cached.storedAt < ttlOf(this.shared)) {
      counters.cache(true)
      return {
        response: new Response(cached.text, { headers: cached.headers }),
        attempts: 0,
        read: async () => take(JSON.parse(cached.text)),
      }
    }
    if (options.useCache === false) prepared.headers.set('cache-control', 'no-cache')
    else if (cached) prepared.headers.set('if-none-match', cached.etag)
    const sent = await send(prepared, options, this.shared)
    if (key !== null) counters.cache(sent.response.status === 304)
    return {
      response: sent.response,
      attempts: sent.attempts,
      read: () => this.#read(prepared, sent, key, cached?.text, take),
    }
  }

  async #read<T>(
    prepared: Prepared,
    sent: Sent,
    key: string | null,
    kept: string | undefined,
    take: (value: unknown) => T,
  ): Promise<T> {
    const { response, attempts } = sent
    try {
      if (prepared.row.binary) return take(await response.blob())
      if (response.status === 304 && kept !== undefined) return take(JSON.parse(kept))
      const text = await response.text()
      const etag = response.headers.get('etag')
      if (key !== null && etag)
        this.cache?.set(key, { etag, text, storedAt: this.shared.timing.now(), headers: response.headers })
      return take(this.#parsed(prepared, response, text, attempts))
    } finally {
      sent.release()
    }
  }

  #parsed({ row, operation }: Prepared, response: Response, text: string, attempts: number): unknown {
    const type = response.headers.get('content-type') ?? ''
    if (text === '' || !/json/.test(type)) {
      if (text === '' || !type.includes('html')) return text === '' ? undefined : text
      throw invalid(operation, text)
    }
    const value = parsedOr(text, () => invalid(operation, text))
    const now = this.shared.timing.now()
    const { success, errors, data } = (value ?? {}) as { success?: boolean; errors?: unknown[]; data?: unknown }
    if (row.family === 'task' && success === false) throw apiErrorOf(response, value, attempts, now)
    if (row.family === 'graphql' && errors)
      throw new GraphQLRequestError(answeredOf(response, value, attempts, now), errors, data)
    return value
  }

  #prepared(id: OperationId, given: CallArguments, options: CallOptions): Prepared {
    if (this.shared.closed()) throw new ProxyAPIError('CLIENT_CLOSED', 'The client was closed')
    return prepare(id, rowOf(id), given, options, this.shared.settings)
  }

  /** null where the operation's answers carry no ETag, or the cache is off. */
  #cacheKey({ row, url }: Prepared): string | null {
    const { apiKey, token } = this.shared.settings
    const credential = apiKey ?? token
    if (!row.etag || !this.cache || typeof credential === 'function') return null
    return `${credential ?? ''} ${url}`
  }
}

const ttlOf = ({ settings }: Shared) => (settings.cache ? settings.cache.ttl : 0)

function rowOf(id: string): OperationRow {
  const row = (operations as Record<string, OperationRow>)[id]
  if (row) return row
  throw new ConfigurationError(`There is no operation ${id}`)
}

const invalid = (operation: string, text: string) =>
  new ProxyAPIError('INVALID_RESPONSE', `${operation}: the answer is not JSON: ${text.slice(0, 200)}`)

function parsedOr(text: string, failure: () => Error): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw failure()
  }
}

/** `data` of the enveloped families; the rest as it is. */
function unwrapped({ family = 'api' }: OperationRow, value: unknown): unknown {
  const enveloped = family === 'api' || family === 'task' || family === 'graphql'
  return enveloped && typeof value === 'object' && value !== null && 'data' in value ? value.data : value
}

const at = (value: unknown, path: string) =>
  path.split('.').reduce<unknown>((node, name) => (node as Record<string, unknown> | undefined)?.[name], value)

function pageOf<T>(
  { items, next }: { items: string; next: string },
  value: unknown,
  more: (cursor: string) => Promise<Page<T>>,
): Page<T> {
  const list = (at(value, items) ?? []) as T[]
  const folder = items.includes('.') ? at(value, items.slice(0, items.lastIndexOf('.'))) : value
  const { count, total } = (folder ?? {}) as { count?: number; total?: number }
  return Page.of_({
    items: list,
    name: items.split('.').at(-1)!,
    count: count ?? list.length,
    total: total ?? null,
    next: (at(value, next) as string | null | undefined) ?? null,
    more,
  })
}
