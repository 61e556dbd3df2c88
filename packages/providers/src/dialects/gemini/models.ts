import type { ListedModel, ModelList } from '../../dialect.ts'
import { array, positive, record, text, texts } from '../../lenient.ts'

const pageRows = '1000'
const prefix = 'models/'

/** Fields that stand in the row under their own names and are left out of its `metadata`. */
const read = new Set([
  'name',
  'id',
  'object',
  'displayName',
  'display_name',
  'modelStage',
  'inputTokenLimit',
  'outputTokenLimit',
  'supportedGenerationMethods',
  'thinking',
])

/** `GET /models`, paged by `pageToken`; the methods that a model supports are its capabilities. The compatible surface has `data`. */
export function geminiModels(body: unknown): ModelList {
  const page = record(body)
  const list = array(page.models ?? page.data)
  const rows = list.map(listedModel).filter((row) => row !== undefined)
  const token = text(page.nextPageToken)
  return {
    rows,
    rejected: list.length - rows.length,
    ...(token !== undefined && { next: { pageSize: pageRows, pageToken: token } }),
  }
}

function listedModel(value: unknown): ListedModel | undefined {
  const row = record(value)
  const name = text(row.name) ?? text(row.id)
  const id = name?.startsWith(prefix) ? text(name.slice(prefix.length)) : name
  if (id === undefined) return undefined
  const capabilities = [...texts(row.supportedGenerationMethods), ...(row.thinking === true ? ['thinking'] : [])]
  const retires = Date.parse(text(record(row.modelStatus).retirementTime) ?? '')
  const facts: Omit<ListedModel, 'id'> = {
    name: text(row.displayName) ?? text(row.display_name),
    // The window is what may go in; what comes out has a limit of its own.
    contextLength: positive(row.inputTokenLimit),
    maxInputTokens: positive(row.inputTokenLimit),
    maxOutputTokens: positive(row.outputTokenLimit),
    capabilities: capabilities.length > 0 ? capabilities : undefined,
    stage: text(row.modelStage) ?? text(record(row.modelStatus).modelStage),
    shutdownDate: Number.isNaN(retires) ? undefined : new Date(retires).toISOString().slice(0, 10),
  }
  const metadata = Object.fromEntries(Object.entries(row).filter(([key]) => !read.has(key)))
  return {
    id,
    ...Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined)),
    ...(Object.keys(metadata).length > 0 && { metadata }),
  }
}
