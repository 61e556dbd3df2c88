import type { ListedModel, ModelList } from '../../dialect.ts'
import { array, positive, record, text, texts } from '../../lenient.ts'

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
const read = new Set(['id', 'object', 'created', 'display_name', 'aliases', 'shutdown_date', ...windowFields])

/**
 * Lists of the chat family: `data[]` of OpenAI and its kin, `models[]` of others. Prices stay in `metadata`: their unit
 * belongs to the brand.
 */
export function chatModels(body: unknown): ModelList {
  const list = array(record(body).data ?? record(body).models ?? body)
  const rows = list.map(listedModel).filter((row) => row !== undefined)
  const next = nextPage(record(record(body).links).next)
  return { rows, rejected: list.length - rows.length, ...(next && { next }) }
}

function listedModel(value: unknown): ListedModel | undefined {
  const row = record(value)
  const id = text(row.id) ?? text(row.model) ?? text(row.name)
  if (id === undefined) return undefined
  const architecture = record(row.architecture)
  const limits = record(row.top_provider)
  const contextLength =
    positive(limits.context_length) ?? first(row, windowFields) ?? trainedWindow(row) ?? liveWindow(row)
  const facts: Omit<ListedModel, 'id'> = {
    name: text(row.display_name) ?? text(row.name),
    created: positive(row.created) ?? positive(row.created_at),
    contextLength,
    maxInputTokens: positive(row.max_prompt_length),
    maxOutputTokens: positive(limits.max_completion_tokens) ?? first(row, outputFields),
    inputModalities: some(texts(row.input_modalities ?? architecture.input_modalities)),
    outputModalities: some(texts(row.output_modalities ?? architecture.output_modalities)),
    capabilities: capabilities(row.capabilities),
    aliases: some(texts(row.aliases)),
    shutdownDate: text(row.shutdown_date) ?? text(row.expiration_date) ?? retirement(row.deprecation),
  }
  const metadata = Object.fromEntries(Object.entries(row).filter(([key]) => !read.has(key)))
  return {
    id,
    ...Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined)),
    ...(Object.keys(metadata).length > 0 && { metadata }),
  }
}

function first(row: Readonly<Record<string, unknown>>, fields: readonly string[]): number | undefined {
  for (const field of fields) {
    const value = positive(row[field])
    if (value !== undefined) return value
  }
  return undefined
}

const trainedWindow = (row: Readonly<Record<string, unknown>>) => positive(record(row.meta).n_ctx_train)

/** A router promises no more than the smallest window of the hosts that are up. */
function liveWindow(row: Readonly<Record<string, unknown>>): number | undefined {
  const windows = array(row.providers)
    .map(record)
    .filter((host) => host.status === 'live')
    .map((host) => positive(host.context_length))
    .filter((window) => window !== undefined)
  return windows.length > 0 ? Math.min(...windows) : undefined
}

function capabilities(value: unknown): string[] | undefined {
  if (Array.isArray(value)) return some(texts(value))
  const names = Object.entries(record(value)).filter(([, has]) => has === true)
  return some(names.map(([name]) => name))
}

function retirement(deprecation: unknown): string | undefined {
  const seconds = positive(record(deprecation).inference)
  return seconds === undefined ? undefined : new Date(seconds * 1000).toISOString().slice(0, 10)
}

function nextPage(link: unknown): Record<string, string> | undefined {
  const href = text(link)
  if (href === undefined || !URL.canParse(href, 'http://list.invalid')) return undefined
  return Object.fromEntries(new URL(href, 'http://list.invalid').searchParams)
}

const some = (list: string[]): string[] | undefined => (list.length > 0 ? list : undefined)
