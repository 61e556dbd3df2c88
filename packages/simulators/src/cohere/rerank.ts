import { isObject, type JsonObject } from '../json.ts'
import { countTokens } from '../tokens.ts'
import { unitVector } from '../unit-vector.ts'
import { invalid, unknownField } from './errors.ts'
import type { CohereModel } from './models.ts'

const members = new Set(['model', 'query', 'documents', 'top_n', 'max_tokens_per_doc', 'priority'])
const maxDocuments = 10_000
/** A longer document is searched in pieces, each of which counts. */
const tokensOfPiece = 500
const piecesOfSearchUnit = 100
const dimensions = 256

/** The body that `POST /v2/rerank` answers, and what it bills; throws Refused where Cohere would. */
export function ranking(
  body: JsonObject,
  model: CohereModel,
  id: string,
): { body: Record<string, unknown>; searchUnits: number } {
  const stranger = Object.keys(body).find((name) => !members.has(name))
  if (stranger !== undefined) throw unknownField(stranger, 'rerank')
  const { query } = body
  if (typeof query !== 'string' || query === '') throw invalid('invalid request: query must be a non-empty string')
  const documents = documentsOf(body.documents)
  const asked = unitVector(model.name, query, dimensions)
  const results = documents.map((document, index) => ({ index, relevance_score: relevance(asked, document, model) }))
  results.sort((a, b) => b.relevance_score - a.relevance_score || a.index - b.index)
  const pieces = documents.reduce((sum, text) => sum + Math.max(1, Math.ceil(countTokens(text) / tokensOfPiece)), 0)
  const searchUnits = Math.ceil(pieces / piecesOfSearchUnit)
  const reply = {
    id,
    results: results.slice(0, topOf(body.top_n)),
    meta: { api_version: { version: '2' }, billed_units: { search_units: searchUnits } },
  }
  return { body: reply, searchUnits }
}

function documentsOf(value: unknown): string[] {
  if (!Array.isArray(value) || value.length === 0) throw invalid('invalid request: documents must not be empty')
  if (value.length > maxDocuments) throw invalid(`too many documents provided: at most ${maxDocuments} are allowed`)
  return value.map((document: unknown, index) => {
    if (typeof document === 'string') return document
    if (isObject(document) && typeof document.text === 'string') return document.text
    throw invalid(`invalid request: documents[${index}] must be a string`)
  })
}

function topOf(value: unknown): number {
  if (value === undefined || value === null) return maxDocuments
  if (!Number.isInteger(value) || Number(value) < 1) throw invalid('invalid request: top_n must be at least 1')
  return Number(value)
}

/** From 0 to 1: more for more words in common. */
function relevance(asked: Float32Array, document: string, model: CohereModel): number {
  const offered = unitVector(model.name, document, dimensions)
  const cosine = asked.reduce((sum, value, at) => sum + value * (offered[at] ?? 0), 0)
  return Math.round(Math.max(0, Math.min(1, (cosine + 1) / 2)) * 1e8) / 1e8
}
