import type { ListedModel, ModelList } from '../../dialect.ts'
import { array, isRecord, positive, record, text } from '../../lenient.ts'

const pageRows = '1000'

/** Fields that stand in the row under their own names and are left out of its `metadata`. */
const read = new Set([
  'id',
  'type',
  'display_name',
  'created_at',
  'max_input_tokens',
  'max_tokens',
  'capabilities',
  'lifecycle',
  'retires_at',
])

/** `GET /models`, newest first; limits of 0 and null are unknown. */
export function messagesModels(body: unknown): ModelList {
  const page = record(body)
  const list = array(page.data)
  const rows = list.map(listedModel).filter((row) => row !== undefined)
  // A list that goes on is never taken for whole: its last row names the page after it where nothing else does.
  const last = page.has_more === true ? (text(page.last_id) ?? rows.at(-1)?.id) : undefined
  return {
    rows,
    rejected: list.length - rows.length,
    ...(last !== undefined && { next: { limit: pageRows, after_id: last } }),
  }
}

function listedModel(value: unknown): ListedModel | undefined {
  const row = record(value)
  const id = text(row.id)
  if (id === undefined) return undefined
  const created = Date.parse(text(row.created_at) ?? '')
  const facts: Omit<ListedModel, 'id'> = {
    name: text(row.display_name),
    created: Number.isNaN(created) || created <= 0 ? undefined : Math.floor(created / 1000),
    maxInputTokens: positive(row.max_input_tokens),
    maxOutputTokens: positive(row.max_tokens),
    capabilities: capabilities(row.capabilities, true),
    lacks: capabilities(row.capabilities, false),
    stage: text(row.lifecycle),
    shutdownDate: text(row.retires_at)?.slice(0, 10),
  }
  const metadata = Object.fromEntries(Object.entries(row).filter(([key]) => !read.has(key)))
  return {
    id,
    ...Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined)),
    ...(Object.keys(metadata).length > 0 && { metadata }),
  }
}

/** Names of what is said to be supported, or not to be. */
function capabilities(value: unknown, isSupported: boolean): string[] | undefined {
  if (!isRecord(value)) return undefined
  const names = Object.keys(value).filter((name) => record(value[name]).supported === isSupported)
  return isSupported || names.length > 0 ? names : undefined
}
