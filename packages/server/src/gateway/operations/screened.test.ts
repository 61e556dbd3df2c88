import type { CarriedOperation, OperationCall } from '@proxyapi/providers'
import { describe, expect, test } from 'vitest'
import { rulesOf } from '../../../test/gateway/rules.ts'
import { noMetrics } from '../../../test/runtime.ts'
import { Filtering } from '../filter/filtering.ts'
import { Turns } from '../filter/pace.ts'
import { screened } from './screened.ts'

const filtering = (action: 'flag' | 'redact' | 'block') =>
  new Filtering(rulesOf({ keywords: ['secret'], name: 'r', action }), new Turns(), noMetrics)
const call = (operation: CarriedOperation, body: object): OperationCall => ({
  operation,
  body: { model: 'm', ...body },
})

describe('redaction reaches every place where a caller says something', () => {
  test.each<[CarriedOperation, object, object]>([
    ['embeddings', { input: 'a secret' }, { input: 'a [redacted]' }],
    ['embeddings', { input: ['secret', 'b'] }, { input: ['[redacted]', 'b'] }],
    ['embeddings', { input: [[1, 2]] }, { input: [[1, 2]] }],
    [
      'rerank',
      { query: 'secret', documents: ['secret', { text: 'secret', id: 'secret' }] },
      { query: '[redacted]', documents: ['[redacted]', { text: '[redacted]', id: 'secret' }] },
    ],
    ['images', { prompt: 'secret', n: 2 }, { prompt: '[redacted]', n: 2 }],
    ['speech', { input: 'secret', instructions: 'secret' }, { input: '[redacted]', instructions: '[redacted]' }],
    ['transcriptions', { prompt: 'secret' }, { prompt: '[redacted]' }],
  ])('%s %j', async (operation, body, expected) => {
    expect((await screened(call(operation, body), filtering('redact'))).body).toEqual({ model: 'm', ...expected })
  })
})

test('what is judged by its caller’s own wish is not judged by us', async () => {
  const asked = call('moderations', { input: 'secret' })
  expect(await screened(asked, filtering('block'))).toBe(asked)
})

test('a flag leaves the call alone, a block refuses it', async () => {
  const asked = call('embeddings', { input: 'secret' })
  const flagging = filtering('flag')
  expect(await screened(asked, flagging)).toBe(asked)
  expect(flagging.headers()).toEqual({ 'x-proxyapi-content-filter': 'flag=r' })
  await expect(async () => screened(asked, filtering('block'))).rejects.toMatchObject({ code: 'CONTENT_BLOCKED' })
})
