import type { ListedModel, ModelList } from '../../dialect.ts'
import { array, positive, record, text, texts } from '../../lenient.ts'

type Row = Readonly<Record<string, unknown>>

/** Where compatible servers write the size of the window; the first that says a number wins. */
const windowFields = [
  'context_length',
  'context_window',
  'max_model_len',
  'max_context_length',
  'max_input_tokens',
  'inputTokenLimit',
  'n_ctx',
]
const outputFields = ['max_completion_tokens', 'max_output_tokens', 'outputTokenLimit']

/** Fields that stand in the row under their own names and are left out of its `metadata`. */
const read = new Set([
  'id',
  'object',
  'created',
  'display_name',
  'aliases',
  'alias_target',
  'shutdown_date',
  'lifecycle_status',
  'knowledge_cutoff',
  'deprecation_replacement_model',
  'providers',
  ...windowFields,
])

/**
 * Lists of the chat family: `data[]` of OpenAI and its kin, `models[]` of others, or the bare rows. Prices stay in
 * `metadata`: their unit belongs to the brand.
 */
export function chatModels(body: unknown, query: Readonly<Record<string, string>> = {}): ModelList {
  const page = record(body)
  const list = array(page.data ?? page.models ?? body)
  const rows = list.map(listedModel).filter((row) => row !== undefined)
  const next = nextPage(record(page.links).next) ?? nextOffset(page, list.length, query)
  return { rows, rejected: list.length - rows.length, ...(next && { next }) }
}

/** What `POST /api/show` says of a local model: its window as it was trained, and what it can do. */
export function chatModelDetails(body: unknown): Partial<ListedModel> {
  const shown = record(body)
  const window = Object.entries(record(shown.model_info)).find(([name]) => name.endsWith('.context_length'))?.[1]
  const words = texts(shown.capabilities)
  return stated({
    contextLength: positive(window),
    // A model that completes is given a chat template, too.
    capabilities: some(words.flatMap((word) => (word === 'completion' ? ['chat', word] : [word]))),
  })
}

function listedModel(value: unknown): ListedModel | undefined {
  const row = record(value)
  const id = text(row.id) ?? text(row.model) ?? text(row.name)
  if (id === undefined) return undefined
  const architecture = record(row.architecture)
  const limits = record(row.top_provider)
  const hosts = array(row.providers).map(record)
  const own = first(row, windowFields) ?? trainedWindow(row)
  const contextLength = positive(limits.context_length) ?? own ?? liveWindow(hosts)
  const facts: Omit<ListedModel, 'id'> = {
    name: text(row.display_name) ?? text(row.name),
    created: positive(row.created) ?? positive(row.created_at),
    contextLength,
    maxInputTokens: positive(row.max_prompt_length),
    maxOutputTokens: positive(limits.max_completion_tokens) ?? first(row, outputFields),
    inputModalities: some(texts(row.input_modalities ?? architecture.input_modalities)),
    outputModalities: some(texts(row.output_modalities ?? architecture.output_modalities)),
    capabilities: flagged(row, true),
    lacks: flagged(row, false),
    aliases: aliases(row, id),
    aliasOf: text(record(row.alias_target).slug),
    stage: text(row.lifecycle_status),
    shutdownDate: text(row.shutdown_date) ?? text(row.expiration_date) ?? retirement(row.deprecation),
    knowledgeCutoff: text(row.knowledge_cutoff),
    replacement: some([text(row.deprecation_replacement_model)].filter((model) => model !== undefined)),
  }
  const metadata = {
    ...Object.fromEntries(Object.entries(row).filter(([key]) => !read.has(key))),
    ...(hosts.length > 0 && { offers: hosts.map(offer) }),
    ...(own !== undefined && own !== contextLength && { context_length: own }),
  }
  return { id, ...stated(facts), ...(Object.keys(metadata).length > 0 && { metadata }) }
}

const stated = <T extends object>(facts: T): T =>
  Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined)) as T

function first(row: Row, fields: readonly string[]): number | undefined {
  for (const field of fields) {
    const value = positive(row[field])
    if (value !== undefined) return value
  }
  return undefined
}

const trainedWindow = (row: Row) => positive(record(row.meta).n_ctx_train)

/** A router promises no more than the smallest window of the hosts that are up. */
function liveWindow(hosts: readonly Row[]): number | undefined {
  const windows = hosts
    .filter((host) => host.status === 'live')
    .map((host) => positive(host.context_length))
    .filter((window) => window !== undefined)
  return windows.length > 0 ? Math.min(...windows) : undefined
}

/** What differs from one second to the next is no fact of a model. */
const measured: ReadonlySet<string> = new Set(['first_token_latency_ms', 'throughput'])
const offer = (host: Row): Row => Object.fromEntries(Object.entries(host).filter(([name]) => !measured.has(name)))

const supports = 'supports_'

/** What a row says that the model can do, or cannot: a list of words, or members that are true or false. */
function flagged(row: Row, is: boolean): string[] | undefined {
  if (Array.isArray(row.capabilities)) return is ? some(texts(row.capabilities)) : undefined
  const members = Object.entries(record(row.capabilities))
  const own = Object.entries(row).filter(([name]) => name.startsWith(supports))
  const named = [...members, ...own.map(([name, has]) => [name.slice(supports.length), has] as const)]
  return some(named.filter(([, has]) => has === is).map(([name]) => name))
}

/** Names under which the model can be called as well: a dated slug belongs to the row without a variant. */
function aliases(row: Row, id: string): string[] | undefined {
  const slug = id.includes(':') ? undefined : text(row.canonical_slug)
  return some([...texts(row.aliases), ...(slug === undefined || slug === id ? [] : [slug])])
}

/** A day as text, or Unix seconds for calls. */
function retirement(deprecation: unknown): string | undefined {
  const seconds = positive(record(deprecation).inference)
  if (seconds === undefined) return text(deprecation)
  const moment = new Date(seconds * 1000)
  return Number.isNaN(moment.getTime()) ? undefined : moment.toISOString().slice(0, 10)
}

function nextPage(link: unknown): Record<string, string> | undefined {
  const href = text(link)
  if (href === undefined || !URL.canParse(href, 'http://list.invalid')) return undefined
  return Object.fromEntries(new URL(href, 'http://list.invalid').searchParams)
}

/** A list that says how many rows there are goes on until so many were read. */
function nextOffset(
  page: Row,
  rows: number,
  query: Readonly<Record<string, string>>,
): Record<string, string> | undefined {
  const total = positive(page.total_count)
  const offset = (positive(query.offset) ?? 0) + rows
  return total === undefined || rows === 0 || offset >= total ? undefined : { offset: String(offset) }
}

const some = (list: string[]): string[] | undefined => (list.length > 0 ? list : undefined)
