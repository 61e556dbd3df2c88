import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { targetOf } from '../../test/targets.ts'
import type { OperationCall } from '../operation.ts'
import { carrierOf } from '../operations.ts'
import { embeddingPieces, inputsOf, joinedEmbeddings } from './embedding-list.ts'
import { base64Of } from './vectors.ts'

const call = (body: object = {}): OperationCall => ({
  operation: 'embeddings',
  body: { model: 'asked', input: ['a', 'b'], ...body },
})

function carried(brandId: string) {
  const target = targetOf(brandId)
  const carrier = carrierOf('embeddings', target.brand)
  if (carrier === undefined) throw new Error(`${brandId} does not embed`)
  return {
    ...carrier,
    sent(body?: object) {
      const request = carrier.request(call(body), target)
      if ('unsupported' in request) throw new Error(request.unsupported)
      return { ...request, body: request.body as Record<string, unknown> }
    },
    refused: (body: object) => carrier.request(call(body), target),
    read(reply: unknown, body?: object) {
      const answer = carrier.reply(reply, call(body), target.brand.quirks)
      if ('error' in answer) throw new Error(answer.error.message)
      return answer
    },
    failed: (reply: unknown) => carrier.reply(reply, call(), target.brand.quirks),
  }
}

const rows = (...vectors: unknown[]) => vectors.map((embedding, index) => ({ object: 'embedding', index, embedding }))
const list = (...vectors: unknown[]) => ({
  object: 'list',
  data: rows(...vectors),
  model: 'm',
  usage: { prompt_tokens: 7, total_tokens: 7 },
})

describe('OpenAI’s shape', () => {
  const openai = carried('openai')

  test('goes up as it came, but for the model and what is ours', () => {
    const { path, body, dropped } = openai.sent({ dimensions: 8, own: 1, proxyapi: {}, input_type: 'search_query' })
    expect(path).toBe('/embeddings')
    expect(body).toEqual({ model: 'up-model', input: ['a', 'b'], dimensions: 8, own: 1 })
    expect(dropped).toEqual(['input_type'])
    const tolerant = carried('openai_compatible').sent({ input_type: 'search_query' })
    expect(tolerant).toMatchObject({ body: { input_type: 'search_query' }, dropped: [] })
  })

  test('an answer as asked is forwarded', () => {
    expect(openai.read(list([1], [2]))).toMatchObject({ body: null, usage: { input: 7 } })
    expect(openai.read(list(base64Of([1]), base64Of([2])), { encoding_format: 'base64' }).body).toBeNull()
  })

  test('numbers where base64 was asked are made anew, and the other way round', () => {
    const { body } = openai.read(list([1], [2]), { encoding_format: 'base64' })
    expect(body).toMatchObject({ data: rows(base64Of([1]), base64Of([2])), usage: { prompt_tokens: 7 } })
    expect(openai.read(list(base64Of([1]), base64Of([2]))).body).toMatchObject({ data: rows([1], [2]) })
  })

  test('rows in another order stand where their index says', () => {
    const mixed = { ...list(), data: [...rows([1], [2])].reverse() }
    expect(openai.read(mixed).body).toMatchObject({ data: rows([1], [2]) })
  })

  test.each([
    ['too few vectors', list([1])],
    ['too many', list([1], [2], [3])],
    ['one place twice', { ...list(), data: [rows([1])[0], rows([1])[0]] }],
    ['a vector without numbers', list([1], [])],
    ['no object', 'x'],
  ])('%s are no answer', (_, reply) => {
    expect(openai.failed(reply)).toMatchObject({ error: { code: 'UPSTREAM_PROTOCOL_ERROR' } })
  })

  test('an error inside a 200 is one', () => {
    expect(openai.failed({ error: { message: 'slow down', code: 429 } })).toMatchObject({ error: { fault: 'rate' } })
  })
})

describe('Cohere’s', () => {
  const cohere = carried('cohere')

  test('request', () => {
    const { path, body, dropped } = cohere.sent({ dimensions: 256, user: 'u', input_type: 'clustering' })
    expect(path).toBe('/v2/embed')
    expect(body).toEqual({
      model: 'up-model',
      texts: ['a', 'b'],
      input_type: 'clustering',
      embedding_types: ['float'],
      output_dimension: 256,
      truncate: 'NONE',
    })
    expect(dropped).toEqual(['user'])
    expect(cohere.sent({ input: 'one' }).body).toMatchObject({ texts: ['one'], input_type: 'search_document' })
    expect(cohere.refused({ input: [1, 2] })).toEqual({ unsupported: 'input' })
  })

  test('answer', () => {
    const reply = { id: 'e', embeddings: { float: [[1], [2]] }, meta: { billed_units: { input_tokens: 5 } } }
    expect(cohere.read(reply)).toMatchObject({
      body: { data: rows([1], [2]), usage: { prompt_tokens: 5, total_tokens: 5 } },
      usage: { input: 5, estimated: false },
      id: 'e',
    })
  })
})

describe('Gemini’s', () => {
  const gemini = carried('google')

  test('request', () => {
    const { path, body } = gemini.sent({ dimensions: 256, input_type: 'search_query' })
    expect(path).toBe('/models/up-model:batchEmbedContents')
    expect(body.requests).toHaveLength(2)
    expect(body.requests).toContainEqual({
      model: 'models/up-model',
      content: { parts: [{ text: 'a' }] },
      taskType: 'RETRIEVAL_QUERY',
      outputDimensionality: 256,
    })
    expect(gemini.sent({ input_type: 'strange' }).dropped).toEqual(['input_type'])
  })

  test('answer, without a word on usage', () => {
    const answer = gemini.read({ embeddings: [{ values: [1] }, { values: [2] }] })
    expect(answer.body).toMatchObject({ data: rows([1], [2]) })
    expect(answer.usage).toBeUndefined()
  })
})

test('Perplexity’s signed bytes become numbers', () => {
  const perplexity = carried('perplexity')
  expect(perplexity.sent().body).toMatchObject({ encoding_format: 'base64_int8', input: ['a', 'b'] })
  const bytes = (...values: number[]) => Buffer.from(new Int8Array(values).buffer).toString('base64')
  expect(perplexity.read(list(bytes(1, -1), bytes(127, -128))).body).toMatchObject({
    data: rows([1, -1], [127, -128]),
  })
})

test('a brand that does not list the operation has no carrier', () => {
  expect(carrierOf('embeddings', targetOf('anthropic').brand)).toBeUndefined()
  expect(carrierOf('rerank', targetOf('openai').brand)).toBeUndefined()
})

describe('in pieces', () => {
  test('nothing is lost, nothing is asked twice, and the order is kept', () => {
    const inputs = fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(inputs, fc.integer({ min: 1, max: 12 }), (input, most) => {
        const pieces = embeddingPieces(call({ input }), most)
        expect(pieces.flatMap(inputsOf)).toEqual(input)
        for (const piece of pieces) expect(inputsOf(piece).length).toBeLessThanOrEqual(most)
        const answers = pieces.map((piece) => ({
          object: 'list',
          data: rows(...inputsOf(piece)),
          usage: { prompt_tokens: inputsOf(piece).length, total_tokens: inputsOf(piece).length },
        }))
        expect(joinedEmbeddings(answers)).toEqual({
          object: 'list',
          data: rows(...input),
          usage: { prompt_tokens: input.length, total_tokens: input.length },
        })
      }),
    )
  })

  test('one list of token ids is one input', () => {
    expect(inputsOf(call({ input: [1, 2, 3] }))).toEqual([[1, 2, 3]])
    expect(embeddingPieces(call({ input: [1, 2, 3] }), 1)).toHaveLength(1)
  })
})
