import type { ErrorCode } from '@proxyapi/contract/errors'
import type { BrandList, Dialect, ListedModel, ModelList } from '@proxyapi/providers'
import { EgressFailure } from '../../egress/failure.ts'
import type { Span } from '../../runtime.ts'
import { inSpan } from '../../telemetry/tracing/in-span.ts'
import { traitsOf } from '../brand-traits.ts'
import { isUsableId } from '../fact-values.ts'
import type { Fetched, FetchFailure } from '../health.ts'
import { type ConfiguredProvider, type DiscoverySettings, rowsNameOf } from '../settings.ts'
import { statementOf } from './listed-facts.ts'
import { keepPrices } from './listed-prices.ts'
import { patiently, unreached } from './patiently.ts'
import { callProvider, type ProviderAnswer, type ProviderCall, type ProviderCallParts } from './provider-call.ts'

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
/** Models of one list that are asked for one by one, and how many of them at a time. */
const detailsMax = 50
const detailsAtOnce = 4

/** All pages of a provider's list, within its deadline. Rejects never: what goes wrong is an outcome. */
export async function fetchList(
  provider: ConfiguredProvider,
  validators: Validators,
  settings: DiscoverySettings,
  parts: ListParts,
  signal: AbortSignal,
  span: Span | null = null,
): Promise<Fetched> {
  const { list } = provider.brand
  const dialect = list === null ? undefined : parts.dialects.get(list.dialect)
  if (list === null || dialect?.models === undefined)
    return failed('NOT_CONFIGURED', 'This provider has no list that can be read.')
  const asker = new ListReader(provider, list, dialect, settings, parts, signal, span)
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
  readonly #list: BrandList & { query: Record<string, string> }
  readonly #dialect: Dialect
  readonly #settings: DiscoverySettings
  readonly #parts: ListParts
  readonly #signal: AbortSignal
  readonly #span: Span | null
  readonly #endsAt: number
  readonly #rows = new Map<string, ListedModel>()
  #rejected = 0

  constructor(
    provider: ConfiguredProvider,
    list: BrandList,
    dialect: Dialect,
    settings: DiscoverySettings,
    parts: ListParts,
    signal: AbortSignal,
    span: Span | null,
  ) {
    const dated = provider.apiVersion !== undefined && list.query?.['api-version'] !== undefined
    this.#provider = provider
    this.#list = {
      ...list,
      query: { ...list.query, ...(dated && { 'api-version': provider.apiVersion }) } as Record<string, string>,
    }
    this.#dialect = dialect
    this.#settings = settings
    this.#parts = parts
    this.#signal = signal
    this.#span = span
    this.#endsAt = parts.clock.monotonic() + settings.timeoutMs
  }

  async read({ etag, lastModified }: Validators): Promise<Fetched> {
    const conditions = {
      ...(etag !== null && { 'if-none-match': etag }),
      ...(lastModified !== null && { 'if-modified-since': lastModified }),
    }
    let query = this.#list.query
    let path = this.#list.path
    let answer = await this.#answer({ path, query, headers: conditions })
    if (answer.status === 404 && this.#list.orElse !== undefined) {
      path = this.#list.orElse
      answer = await this.#answer({ path, query, headers: conditions })
    }
    const first = this.#accepted(answer)
    if (first.status === 304 && etag === null && lastModified === null) throw this.#refusal(first)
    if (first.status === 304) return { outcome: 'not-modified' }
    const asked = new Set<string>()
    for (let pages = 1; ; pages++) {
      const list = this.#take(answer, query)
      if (list.next === undefined) return this.#complete(first, pages)
      query = { ...this.#list.query, ...list.next }
      const key = new URLSearchParams(query).toString()
      if (asked.has(key)) throw unreadable('The pages of the provider’s list go in a circle.')
      if (pages === pagesMax) throw unreadable(`The provider’s list has more than ${pagesMax} pages.`)
      asked.add(key)
      answer = this.#accepted(await this.#answer({ path, query }))
    }
  }

  /** Validators speak of one page, so they are kept only where that is the whole list. */
  async #complete({ headers }: ProviderAnswer, pages: number): Promise<Fetched> {
    const isWhole = pages === 1 && this.#list.details === undefined
    const rows = await this.#detailed([...this.#rows.values()])
    const { brand } = this.#provider
    return {
      outcome: 'list',
      statements: rows
        .map((row) => statementOf(row, brand.id, rowsNameOf(this.#provider)))
        .filter((statement) => statement !== undefined),
      rejected: this.#rejected,
      etag: isWhole ? headers.get('etag') : null,
      lastModified: isWhole ? headers.get('last-modified') : null,
    }
  }

  #take(answer: ProviderAnswer, query: Record<string, string>): ModelList {
    const list = this.#dialect.models?.(this.#parse(answer), query) ?? { rows: [], rejected: 0 }
    const before = this.#rows.size
    for (const row of list.rows) {
      if (!isUsableId(row.id)) this.#rejected++
      else if (!this.#rows.has(row.id)) this.#rows.set(row.id, row)
    }
    this.#rejected += list.rejected
    if (list.rows.length > 0 && before > 0 && this.#rows.size === before)
      throw unreadable('The provider sent a page of its list twice.')
    if (this.#rows.size > rowsMax) throw unreadable(`The provider’s list has more than ${rowsMax} models.`)
    return list
  }

  /** The first rows with what the provider says of each when it is asked; who does not tell is listed all the same. */
  async #detailed(rows: ListedModel[]): Promise<ListedModel[]> {
    const { details: path } = this.#list
    if (path === undefined) return rows
    const known = new Map<string, ListedModel>()
    const waiting = rows.slice(0, detailsMax)
    const lane = async () => {
      for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) {
        try {
          const answer = this.#accepted(await this.#answer({ path, query: {}, body: { model: row.id } }))
          known.set(row.id, { ...row, ...this.#dialect.modelDetails?.(this.#parse(answer)) })
        } catch (error) {
          if (!(error instanceof ListRefused)) throw error
        }
      }
    }
    await Promise.all(Array.from({ length: detailsAtOnce }, lane))
    return rows.map((row) => known.get(row.id) ?? row)
  }

  #parse({ text }: ProviderAnswer): unknown {
    try {
      return JSON.parse(text, keepPrices(traitsOf(this.#provider.brand.id).listPrices))
    } catch {
      // Only that it is no JSON matters; what stands there may be anything.
      throw unreadable(
        /^\s*</.test(text)
          ? 'The provider answered HTML instead of JSON.'
          : 'The provider’s answer is not JSON, or was cut.',
      )
    }
  }

  #answer(asked: Pick<ProviderCall, 'path' | 'query' | 'headers' | 'body'>): Promise<ProviderAnswer> {
    const name = asked.body === undefined ? 'page' : 'details'
    return inSpan(this.#span, name, (span) => this.#asked(asked, span), { kind: 'client' })
  }

  async #asked(
    asked: Pick<ProviderCall, 'path' | 'query' | 'headers' | 'body'>,
    span: Span | null,
  ): Promise<ProviderAnswer> {
    const call = {
      ...asked,
      provider: this.#provider,
      settings: this.#settings,
      endsAt: this.#endsAt,
      signal: this.#signal,
    }
    const patience = { settings: this.#settings, endsAt: this.#endsAt, signal: this.#signal }
    const outcome = await patiently(() => callProvider(call, this.#parts), patience, this.#parts)
    if (outcome instanceof EgressFailure) throw this.#unreached(outcome)
    span?.set({ 'http.response.status_code': outcome.status })
    return outcome
  }

  #accepted(answer: ProviderAnswer): ProviderAnswer {
    if (answer.status === 200 || answer.status === 304) return answer
    throw this.#refusal(answer)
  }

  #unreached(failure: EgressFailure): ListRefused {
    const { code, message } = unreached(failure)
    return new ListRefused(code, message)
  }

  #refusal({ status, headers, text }: ProviderAnswer): ListRefused {
    if (status >= 300 && status < 400)
      return new ListRefused('UPSTREAM_ERROR', 'The provider answered with a redirect, which is not followed.')
    const { code } = this.#dialect.error(status, parsed(text), headers)
    if (code === 'UPSTREAM_AUTH_FAILED') return new ListRefused(code, 'The provider refused the credential.')
    return new ListRefused('UPSTREAM_ERROR', `The provider answered with status ${status}.`)
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // An error body may be any text.
    return text
  }
}
