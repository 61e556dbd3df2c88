import type { ListedModel, ModelList } from '../../dialect.ts'
import { array, positive, record, text, texts } from '../../lenient.ts'

const pageRows = '1000'

/** Fields that stand in the row under their own names and are left out of its `metadata`. */
const read = new Set(['name', 'context_length', 'endpoints', 'features', 'is_deprecated'])

/** `GET /v1/models`: the id is `name`, the window a float; what a model can do is its endpoints and its features. */
export function cohereModels(body: unknown): ModelList {
  const page = record(body)
  const list = array(page.models)
  const rows = list.map(listedModel).filter((row) => row !== undefined)
  const token = text(page.next_page_token)
  return {
    rows,
    rejected: list.length - rows.length,
    ...(token !== undefined && { next: { page_size: pageRows, page_token: token } }),
  }
}

function listedModel(value: unknown): ListedModel | undefined {
  const row = record(value)
  const id = text(row.name)
  if (id === undefined) return undefined
  const contextLength = positive(row.context_length)
  const capabilities = [...new Set([...texts(row.endpoints), ...texts(row.features)])]
  const metadata = Object.fromEntries(Object.entries(row).filter(([key]) => !read.has(key)))
  return {
    id,
    ...(contextLength !== undefined && { contextLength: Math.floor(contextLength) }),
    ...(capabilities.length > 0 && { capabilities }),
    ...(row.is_deprecated === true && { stage: 'deprecated' }),
    ...(Object.keys(metadata).length > 0 && { metadata }),
  }
}
