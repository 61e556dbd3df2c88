import { describe, expect, test } from 'vitest'
import { targetOf } from '../../test/targets.ts'
import type { OperationCall } from '../operation.ts'
import { carrierOf } from '../operations.ts'

const asked = { model: 'asked', query: 'q', documents: ['a', { text: 'b', tag: 1 }, 'c'], top_n: 2 }
const call = (more: object = {}): OperationCall => ({ operation: 'rerank', body: { ...asked, ...more } })
const carried = (brandId: string) => {
  const target = targetOf(brandId)
  const carrier = carrierOf('rerank', target.brand)
  if (carrier === undefined) throw new Error(`${brandId} does not rerank`)
  return {
    request: (more?: object) => carrier.request(call(more), target),
    reply: (body: unknown, more?: object) => carrier.reply(body, call(more), target.brand.quirks),
  }
}
const results = [
  { index: 0, relevance_score: 0.1, document: { text: 'a' } },
  { index: 2, relevance_score: 0.9, document: { text: 'c' } },
  { index: 1, relevance_score: 0.5, document: { text: 'b' } },
]
const best = [
  { index: 2, relevance_score: 0.9 },
  { index: 1, relevance_score: 0.5 },
]

describe('compatible servers', () => {
  const together = carried('together')

  test('get what the caller wrote', () => {
    expect(together.request({ own: 1, proxyapi: {} })).toMatchObject({
      path: '/rerank',
      body: { ...asked, model: 'up-model', own: 1 },
      dropped: [],
    })
  })

  test('answer best first, at most top_n, documents only where they were asked for', () => {
    const usage = { prompt_tokens: 4, completion_tokens: 0, total_tokens: 4 }
    expect(together.reply({ id: 'r', results, usage })).toEqual({
      id: 'r',
      body: { id: 'r', results: best, usage: { prompt_tokens: 4, total_tokens: 4 } },
      usage: expect.objectContaining({ input: 4 }),
    })
    expect(together.reply({ results }, { return_documents: true })).toMatchObject({
      body: { results: [{ document: { text: 'c' } }, { document: { text: 'b' } }] },
    })
  })

  test.each([{ results: [] }, { results: [{ index: 3, relevance_score: 1 }] }, { results: [{ index: 0 }] }, []])(
    '%j is no answer',
    (body) => expect(together.reply(body)).toMatchObject({ error: { code: 'UPSTREAM_PROTOCOL_ERROR' } }),
  )
})

describe('Cohere', () => {
  const cohere = carried('cohere')

  test('takes texts, and no fields that it does not know', () => {
    expect(cohere.request({ return_documents: true, max_tokens_per_doc: 9, own: 1 })).toMatchObject({
      path: '/v2/rerank',
      body: { model: 'up-model', query: 'q', documents: ['a', 'b', 'c'], top_n: 2, max_tokens_per_doc: 9 },
      dropped: ['own'],
    })
  })

  test('bills searches', () => {
    const reply = { id: 'r', results, meta: { billed_units: { search_units: 1 } } }
    expect(cohere.reply(reply, { return_documents: true })).toMatchObject({
      body: { results: [{ index: 2, document: { text: 'c' } }, { index: 1 }], usage: { search_units: 1 } },
      usage: { searchUnits: 1, input: 0 },
    })
  })
})
