import type { ErrorCode } from '@proxyapi/contract/errors'
import { type Dialect, type ModelList, retryAfterMs } from '@proxyapi/providers'
import { EgressFailure, type FailureKind, toApiError } from '../../egress/failure.ts'
import { traitsOf } from '../brand-traits.ts'
import type { Fetched, FetchFailure } from '../health.ts'
import type { Statement } from '../model.ts'
import { type ConfiguredProvider, type DiscoverySettings, rowsNameOf } from '../settings.ts'
import { statementOf } from './listed-facts.ts'
import { callProvider, type ProviderAnswer, type ProviderCallParts } from './provider-call.ts'

/** What the source said last time, so that it can answer that nothing changed. */
export interface Validators {
  etag: string | null
  lastModified: string | null
}

export interface ListParts extends ProviderCallParts {
  dialects: ReadonlyMap<string, Dialect>
}

const pagesMax = 50
const rowsMax = 50_000

/** All pages of a provider's list, within its deadline. Rejects never: what goes wrong is an outcome. */
export async function fetchList(
  provider: ConfiguredProvider,
  validators: Validators,
  settings: DiscoverySettings,
  parts: ListParts,
  signal: AbortSignal,
): Promise<Fetched> {
  const { list } = provider.brand
  const dialect = list === null ? undefined : parts.dialects.get(list.dialect)
  if (list === null || dialect?.models === undefined)
    return failed('NOT_CONFIGURED', 'This provider has no list that can be read.')
  const asker = new ListReader(provider, list, dialect, settings, parts, signal)
  try {
    return await asker.read(validators)
  } catch (error) {
    if (error instanceof ListRefused) return { outcome: 'failed', failure: error.failure }
    throw error
  }
}

const failed = (code: ErrorCode, message: string): Fetched => ({ outcome: 'failed', failure: { code, message } })

/** Ends the reading of a list from anywhere inside. */
class ListRefused extends Error {
  readonly failure: FetchFailure

  constructor(code: ErrorCode, message: string) {
    super(message)
    this.failure = { code, message }
  }
}

const unreadable = (message: string) => new ListRefused('UPSTREAM_PROTOCOL_ERROR', message)

/** One reading of one list. */
class ListReader {
  readonly #provider: ConfiguredProvider
  readonly #list: { path: string; query: Record<string, string> }
  readonly #dialect: Dialect
  readonly #settings: DiscoverySettings
  readonly #parts: ListParts
  readonly #signal: AbortSignal
  readonly #endsAt: number
  readonly #statements = new Map<string, Statement>()
  #rejected = 0

  constructor(
    provider: ConfiguredProvider,
    list: { path: string; query?: Record<string, string> },
    dialect: Dialect,
    settings: DiscoverySettings,
    parts: ListParts,
    signal: AbortSignal,
  ) {
    const dated = provider.apiVersion !== undefined && list.query?.['api-version'] !== undefined
    this.#provider = provider
    this.#list = {
      path: list.path,
      query: { ...list.query, ...(dated && { 'api-version': provider.apiVersion }) } as Record<string, string>,
    }
    this.#dialect = dialect
    this.#settings = settings
    this.#parts = parts
    this.#signal = signal
    this.#endsAt = parts.clock.monotonic() + settings.timeoutMs
  }

  async read({ etag, lastModified }: Validators): Promise<Fetched> {
    const conditions = {
      ...(etag !== null && { 'if-none-match': etag }),
      ...(lastModified !== null && { 'if-modified-since': lastModified }),
    }
    let answer = await this.#page(this.#list.query, conditions)
    if (answer.status === 304) return { outcome: 'not-modified' }
    const first = answer
    const asked = new Set<string>()
    for (let pages = 1; ; pages++) {
      const list = this.#take(answer)
      if (list.next === undefined) return this.#complete(first, pages)
      const query = { ...this.#list.query, ...list.next }
      const key = new URLSearchParams(query).toString()
      if (asked.has(key)) throw unreadable('The pages of the provider’s list go in a circle.')
      if (pages === pagesMax) throw unreadable(`The provider’s list has more than ${pagesMax} pages.`)
      asked.add(key)
      answer = await this.#page(query, {})
    }
  }

  /** Validators speak of one page, so they are kept only where that is the whole list. */
  #complete({ headers }: ProviderAnswer, pages: number): Fetched {
    return {
      outcome: 'list',
      statements: [...this.#statements.values()],
      rejected: this.#rejected,
      etag: pages === 1 ? headers.get('etag') : null,
      lastModified: pages === 1 ? headers.get('last-modified') : null,
    }
  }

  #take(answer: ProviderAnswer): ModelList {
    const list = this.#dialect.models?.(this.#parse(answer)) ?? { rows: [], rejected: 0 }
    const before = this.#statements.size
    for (const row of list.rows) {
      const statement = statementOf(row, this.#provider.brand.id, rowsNameOf(this.#provider))
      if (statement === undefined) this.#rejected++
      else if (!this.#statements.has(statement.uid)) this.#statements.set(statement.uid, statement)
    }
    this.#rejected += list.rejected
    if (list.rows.length > 0 && before > 0 && this.#statements.size === before)
      throw unreadable('The provider sent a page of its list twice.')
    if (this.#statements.size > rowsMax) throw unreadable(`The provider’s list has more than ${rowsMax} models.`)
    return list
  }

  #parse({ text }: ProviderAnswer): unknown {
    try {
      return JSON.parse(text, keepPrices(this.#provider.brand.id))
    } catch {
      // Only that it is no JSON matters; what stands there may be anything.
      throw unreadable(
        /^\s*</.test(text)
          ? 'The provider answered HTML instead of JSON.'
          : 'The provider’s answer is not JSON, or was cut.',
      )
    }
  }

  /** One page that was answered with 200 or 304, tried again where that may help. */
  async #page(query: Record<string, string>, headers: Record<string, string>): Promise<ProviderAnswer> {
    for (let tried = 0; ; tried++) {
      const call = {
        provider: this.#provider,
        path: this.#list.path,
        query,
        headers,
        settings: this.#settings,
        endsAt: this.#endsAt,
        signal: this.#signal,
      }
      const outcome = await callProvider(call, this.#parts).catch(asFailure)
      if (!(outcome instanceof EgressFailure) && (outcome.status === 200 || outcome.status === 304)) return outcome
      const wait = this.#waitMs(outcome, tried)
      if (wait === null) throw outcome instanceof EgressFailure ? this.#unreached(outcome) : this.#refusal(outcome)
      await this.#parts.clock.sleep(wait, this.#signal)
    }
  }

  /** How long to wait before the next try; null where there is none. */
  #waitMs(outcome: ProviderAnswer | EgressFailure, tried: number): number | null {
    const { maxRetries, retryDelayMs } = this.#settings
    const mayHelp = outcome instanceof EgressFailure ? transient.has(outcome.kind) : isTransient(outcome.status)
    if (!mayHelp || tried >= maxRetries || this.#signal.aborted) return null
    const asked = outcome instanceof EgressFailure ? 0 : (retryAfterMs(outcome.headers) ?? 0)
    const wait = Math.max(asked, this.#parts.random.float() * retryDelayMs * 2 ** tried)
    return this.#parts.clock.monotonic() + wait < this.#endsAt ? wait : null
  }

  #unreached(failure: EgressFailure): ListRefused {
    const { code } = toApiError(failure, 'upstream')
    return new ListRefused(code, unreachedMessages[failure.kind] ?? 'The provider could not be reached.')
  }

  #refusal({ status, headers, text }: ProviderAnswer): ListRefused {
    if (status >= 300 && status < 400)
      return new ListRefused('UPSTREAM_ERROR', 'The provider answered with a redirect, which is not followed.')
    const { code } = this.#dialect.error(status, parsed(text), headers)
    if (code === 'UPSTREAM_AUTH_FAILED') return new ListRefused(code, 'The provider refused the credential.')
    return new ListRefused('UPSTREAM_ERROR', `The provider answered with status ${status}.`)
  }
}

const transient: ReadonlySet<FailureKind> = new Set(['unresolvable', 'refused', 'reset', 'timeout'])
const isTransient = (status: number): boolean => status === 408 || status === 429 || status >= 500

const unreachedMessages: { [K in FailureKind]?: string } = {
  timeout: 'The provider did not answer in time.',
  'too-large': 'The provider’s answer is larger than 16 MB.',
  reset: 'The provider closed the connection.',
  refused: 'The provider refused the connection.',
  tls: 'The TLS connection to the provider failed.',
  blocked: 'The provider’s address is not allowed; see egress.allow.',
  aborted: 'The fetch was given up.',
}

function asFailure(error: unknown): EgressFailure {
  if (error instanceof EgressFailure) return error
  throw error
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // An error body may be any text.
    return text
  }
}

/** A reviver that leaves prices as their source text, so that no digit of them is lost. */
function keepPrices(brand: string): ((key: string, value: unknown) => unknown) | undefined {
  const prices = traitsOf(brand).listPrices
  if (prices === undefined) return undefined
  const paths = [...Object.values(prices.at), ...Object.values(prices.pieces ?? {})]
  const names = new Set(paths.map((path) => path.slice(path.lastIndexOf('.') + 1)))
  return (key: string, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' && names.has(key) ? (context?.source ?? value) : value
}
