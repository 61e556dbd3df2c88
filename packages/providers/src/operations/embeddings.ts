/** Embeddings by the dialects that have them. The caller's shape is OpenAI's. */
import { headersFor, pathAt } from '../address.ts'
import type { DialectRequest, Target, Unsupported } from '../dialect.ts'
import { methodPath, modelName } from '../dialects/gemini/request.ts'
import { chatUsage } from '../dialects/openai-chat/usage.ts'
import { array, record, text } from '../lenient.ts'
import { losses } from '../losses.ts'
import type { Carrier, Carriers, OperationCall } from '../operation.ts'
import { embeddingList, encodingOf, inputUsage, textsOf } from './embedding-list.ts'
import { objectIn, relayedRequest } from './relayed.ts'
import { int8Of } from './vectors.ts'

type Body = Record<string, unknown>

/** https://platform.openai.com/docs/api-reference/embeddings */
const openai: Carrier = {
  inputsMax: 2_048,
  isNative: true,
  request(call, target) {
    const request = relayedRequest(call, target, '/embeddings')
    const body = request.body as Body
    if (body.input_type == null || target.brand.quirks.inputType === true) return request
    const { input_type: _, ...known } = body
    return { ...request, body: known, dropped: ['input_type'] }
  },
  reply(body, call, quirks) {
    const read = objectIn(body)
    if ('error' in read) return read
    const rows = array(read.object.data).map(record)
    const usage = chatUsage(read.object, quirks)
    const answer = embeddingList(inOrder(rows), call, usage)
    if ('error' in answer) return answer
    return isAsAsked(rows, call) && usage !== undefined ? { ...answer, body: null } : answer
  },
}

/** Rows stand where their index says; without one, where they came. */
function inOrder(rows: readonly Body[]): unknown[] {
  const vectors = new Array<unknown>(rows.length)
  for (const [position, { index, embedding }] of rows.entries()) {
    vectors[typeof index === 'number' ? index : position] = embedding
  }
  return Array.from(vectors)
}

function isAsAsked(rows: readonly Body[], call: OperationCall): boolean {
  const type = encodingOf(call) === 'base64' ? 'string' : 'object'
  return rows.every(({ object, index, embedding }, position) => {
    return object === 'embedding' && index === position && typeof embedding === type
  })
}

/** https://docs.cohere.com/reference/embed */
const cohere: Carrier = {
  inputsMax: 96,
  isNative: false,
  request(call, target) {
    const texts = textsOf(call)
    if (texts === undefined) return { unsupported: 'input' }
    const { input_type, dimensions, truncate } = call.body
    const body = {
      model: target.model,
      texts,
      input_type: input_type ?? 'search_document',
      embedding_types: ['float'],
      ...(dimensions != null && { output_dimension: dimensions }),
      // Its own default cuts a long text without a word.
      truncate: truncate ?? 'NONE',
    }
    return written(call, target, '/v2/embed', body, ['input_type', 'dimensions', 'truncate'])
  },
  reply(body, call) {
    const read = objectIn(body)
    if ('error' in read) return read
    const { embeddings, meta, id } = read.object
    const vectors = Array.isArray(embeddings) ? embeddings : array(record(embeddings).float)
    const answer = embeddingList(vectors, call, inputUsage(record(record(meta).billed_units).input_tokens))
    return 'error' in answer ? answer : { ...answer, ...(text(id) && { id: text(id) }) }
  },
}

const taskTypes: Readonly<Record<string, string>> = {
  search_document: 'RETRIEVAL_DOCUMENT',
  search_query: 'RETRIEVAL_QUERY',
  classification: 'CLASSIFICATION',
  clustering: 'CLUSTERING',
}

/** https://ai.google.dev/api/embeddings */
const gemini: Carrier = {
  inputsMax: 100,
  isNative: false,
  request(call, target) {
    const texts = textsOf(call)
    if (texts === undefined) return { unsupported: 'input' }
    const { input_type, dimensions } = call.body
    const model = modelName(target.model)
    const taskType = taskTypes[String(input_type)]
    const requests = texts.map((input) => ({
      model,
      content: { parts: [{ text: input }] },
      ...(taskType !== undefined && { taskType }),
      ...(dimensions != null && { outputDimensionality: dimensions }),
    }))
    const carried = taskType === undefined ? ['dimensions'] : ['dimensions', 'input_type']
    return written(call, target, methodPath(target.model, 'batchEmbedContents'), { requests }, carried)
  },
  reply(body, call) {
    const read = objectIn(body)
    if ('error' in read) return read
    const vectors = array(read.object.embeddings).map((embedding) => record(embedding).values)
    return embeddingList(vectors, call, inputUsage(record(read.object.usageMetadata).promptTokenCount))
  },
}

/** https://docs.perplexity.ai/api-reference/embeddings-post: vectors are signed bytes in base64. */
const perplexity: Carrier = {
  inputsMax: 512,
  isNative: false,
  request(call, target) {
    const texts = textsOf(call)
    if (texts === undefined) return { unsupported: 'input' }
    const { dimensions } = call.body
    const body = {
      model: target.model,
      input: texts,
      encoding_format: 'base64_int8',
      ...(dimensions != null && { dimensions }),
    }
    return written(call, target, '/v1/embeddings', body, ['dimensions'])
  },
  reply(body, call, quirks) {
    const read = objectIn(body)
    if ('error' in read) return read
    const rows = array(read.object.data).map(record)
    const vectors = inOrder(rows).map((vector) => (typeof vector === 'string' ? int8Of(vector) : vector))
    return embeddingList(vectors, call, chatUsage(read.object, quirks))
  },
}

const understood = new Set(['model', 'input', 'encoding_format', 'proxyapi'])

/** A body of another shape; what it does not carry is named. */
function written(
  call: OperationCall,
  target: Target,
  path: string,
  body: Body,
  carried: readonly string[],
): DialectRequest | Unsupported {
  const lost = losses()
  for (const [name, value] of Object.entries(call.body)) {
    if (value != null && !understood.has(name) && !carried.includes(name)) lost.drop(name)
  }
  return { method: 'POST', path: pathAt(target, path), headers: headersFor(target), body, dropped: lost.dropped() }
}

export const embeddings: Carriers = new Map([
  ['openai-chat', openai],
  ['cohere-v2', cohere],
  ['gemini', gemini],
  ['perplexity-agent', perplexity],
])
