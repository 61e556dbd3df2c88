/** Rerank by the dialects that have it. The caller's shape is Cohere's. */
import { headersFor, pathAt } from '../address.ts'
import { array, isRecord, number, record, text } from '../lenient.ts'
import { losses } from '../losses.ts'
import type { Carrier, Carriers, OperationAnswer, OperationCall } from '../operation.ts'
import { protocolError } from '../upstream-error.ts'
import { tokens, usageOf } from '../usage.ts'
import { objectIn, relayedRequest } from './relayed.ts'

type Body = Readonly<Record<string, unknown>>

/** What the compatible servers share: https://docs.together.ai/reference/rerank */
const compatible: Carrier = {
  isNative: true,
  request: (call, target) => relayedRequest(call, target, '/rerank'),
  reply(body, call) {
    const read = objectIn(body)
    if ('error' in read) return read
    const { usage } = read.object
    if (!isRecord(usage)) return ranked(read.object, call)
    const input = tokens(usage.prompt_tokens) || tokens(usage.total_tokens)
    return ranked(read.object, call, { usage: usageOf({ input }), told: { prompt_tokens: input, total_tokens: input } })
  },
}

const carried = new Set(['model', 'query', 'documents', 'top_n', 'return_documents', 'max_tokens_per_doc', 'proxyapi'])

/** https://docs.cohere.com/reference/rerank */
const cohere: Carrier = {
  isNative: false,
  request(call, target) {
    const lost = losses()
    for (const [name, value] of Object.entries(call.body)) if (value != null && !carried.has(name)) lost.drop(name)
    const { query, top_n, max_tokens_per_doc } = call.body
    const body = {
      model: target.model,
      query,
      documents: documentsOf(call),
      ...(top_n != null && { top_n }),
      ...(max_tokens_per_doc != null && { max_tokens_per_doc }),
    }
    const path = pathAt(target, '/v2/rerank')
    return { method: 'POST', path, headers: headersFor(target), body, dropped: lost.dropped() }
  },
  reply(body, call) {
    const read = objectIn(body)
    if ('error' in read) return read
    const units = record(record(read.object.meta).billed_units).search_units
    if (units === undefined) return ranked(read.object, call)
    return ranked(read.object, call, { usage: usageOf({ searchUnits: tokens(units) }), told: { search_units: units } })
  },
}

/** Documents as texts. */
export const documentsOf = ({ body }: OperationCall): string[] =>
  array(body.documents).map((document) =>
    typeof document === 'string' ? document : String(record(document).text ?? ''),
  )

interface Counted {
  readonly usage: ReturnType<typeof usageOf>
  /** As the caller reads it. */
  readonly told: Body
}

/** Best first, at most as many as were asked for; documents where they were asked for, and only there. */
function ranked(
  body: Body,
  call: OperationCall,
  counted?: Counted,
): OperationAnswer | { error: ReturnType<typeof protocolError> } {
  const documents = documentsOf(call)
  const results: { index: number; relevance_score: number }[] = []
  for (const row of array(body.results).map(record)) {
    const index = number(row.index)
    const score = number(row.relevance_score) ?? number(row.score)
    if (index === undefined || documents[index] === undefined || score === undefined)
      return { error: protocolError('a result without its document or score') }
    results.push({ index, relevance_score: score })
  }
  if (results.length === 0) return { error: protocolError('no results') }
  results.sort((a, b) => b.relevance_score - a.relevance_score)
  const shown = results.slice(0, number(call.body.top_n) ?? results.length)
  const id = text(body.id)
  return {
    body: {
      ...(id !== undefined && { id }),
      results: call.body.return_documents === true ? shown.map((row) => withDocument(row, documents)) : shown,
      ...(counted && { usage: counted.told }),
    },
    ...(counted && { usage: counted.usage }),
    ...(id !== undefined && { id }),
  }
}

const withDocument = (row: { index: number }, documents: readonly string[]) => ({
  ...row,
  document: { text: documents[row.index] },
})

export const rerank: Carriers = new Map([
  ['openai-chat', compatible],
  ['cohere-v2', cohere],
])
