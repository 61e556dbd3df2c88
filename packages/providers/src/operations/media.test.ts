import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { targetOf } from '../../test/targets.ts'
import type { CarriedOperation, OperationCall } from '../operation.ts'
import { carrierOf } from '../operations.ts'
import { formOf } from './form.ts'

const target = targetOf('openai')
const upload = { name: 'a "b".mp3', type: 'audio/mpeg', bytes: new Uint8Array([1, 2, 3]) }

function carried(operation: CarriedOperation, body: object = {}, more: Partial<OperationCall> = {}) {
  const at = operation === 'count_tokens' ? targetOf('anthropic') : target
  const carrier = carrierOf(operation, at.brand)
  if (carrier === undefined) throw new Error(`nobody carries ${operation}`)
  const call: OperationCall = { operation, body: { model: 'asked', ...body }, ...more }
  return { request: carrier.request(call, at), reply: (reply: unknown) => carrier.reply(reply, call, {}) }
}

describe.each([
  ['moderations', '/moderations', { id: 'x', results: [{ flagged: false }] }, { results: [] }],
  ['images', '/images/generations', { data: [{ url: 'https://x' }] }, { data: [{}] }],
] as const)('%s', (operation, path, answer, nothing) => {
  test('is relayed both ways', () => {
    const { request, reply } = carried(operation, { prompt: 'p', own: [1], proxyapi: { trace: true } })
    expect(request).toMatchObject({ path, body: { model: 'up-model', prompt: 'p', own: [1] } })
    expect(request).not.toHaveProperty('body.proxyapi')
    expect(reply(answer)).toMatchObject({ body: null })
  })
  test('without a result is no answer', () => {
    expect(carried(operation).reply(nothing)).toMatchObject({ error: { fault: 'protocol' } })
    expect(carried(operation).reply({ error: { message: 'no', type: 'server_error' } })).toMatchObject({
      error: { fault: 'transient' },
    })
  })
})

test('images count, and their tokens where they have any', () => {
  const data = [{ b64_json: 'x' }, { b64_json: 'y' }]
  expect(carried('images').reply({ data })).toMatchObject({ usage: { images: 2, input: 0, output: 0 } })
  const usage = { input_tokens: 5, output_tokens: 900 }
  expect(carried('images').reply({ data, usage })).toMatchObject({ usage: { images: 2, input: 5, output: 900 } })
})

test('JSON in place of sound is an error', () => {
  expect(carried('speech').request).toMatchObject({ path: '/audio/speech' })
  expect(carried('speech').reply({ text: 'x' })).toMatchObject({ error: { fault: 'protocol' } })
})

test('a count of tokens has the caller’s headers and is free', () => {
  const { request, reply } = carried(
    'count_tokens',
    { messages: [], proxyapi: {} },
    { headers: { 'anthropic-beta': 'x-1' } },
  )
  expect(request).toMatchObject({
    path: '/messages/count_tokens',
    headers: { 'anthropic-beta': 'x-1', 'anthropic-version': '2023-06-01' },
    body: { model: 'up-model', messages: [] },
  })
  expect(reply({ input_tokens: 12 })).toMatchObject({ body: { input_tokens: 12 }, usage: { input: 0, output: 0 } })
  expect(reply({})).toMatchObject({ error: { fault: 'protocol' } })
})

test('Gemini counts the request that the prompt would become', () => {
  const target = targetOf('google', { model: 'gemini-x' })
  const carrier = carrierOf('count_tokens', target.brand)
  const call: OperationCall = {
    operation: 'count_tokens',
    body: { model: 'asked', system: 'be kind', messages: [{ role: 'user', content: 'hi' }] },
  }
  expect(carrier?.request(call, target)).toMatchObject({
    path: '/models/gemini-x:countTokens',
    body: {
      generateContentRequest: {
        model: 'models/gemini-x',
        systemInstruction: { parts: [{ text: 'be kind' }] },
        contents: [{ role: 'user', parts: [{ text: 'hi' }] }],
      },
    },
  })
  expect(carrier?.reply({ totalTokens: 7 }, call, {})).toMatchObject({ body: { input_tokens: 7 } })
})

describe('a recording', () => {
  const fields = { language: 'en', 'timestamp_granularities[]': ['word', 'segment'] }
  const transcribed = (more: object = {}) => carried('transcriptions', { ...fields, ...more }, { upload })

  test('goes up as a form, its file last', async () => {
    const { request } = transcribed()
    if ('unsupported' in request) throw new Error(request.unsupported)
    const sent = new Response(new Uint8Array(request.body as Buffer), { headers: request.headers })
    const form = await sent.formData()
    expect([...form.keys()]).toEqual([
      'model',
      'language',
      'timestamp_granularities[]',
      'timestamp_granularities[]',
      'file',
    ])
    expect(form.get('model')).toBe('up-model')
    const file = form.get('file') as File
    expect([file.type, [...new Uint8Array(await file.arrayBuffer())]]).toEqual(['audio/mpeg', [1, 2, 3]])
  })

  test('comes back with seconds or tokens', () => {
    expect(transcribed().reply({ text: 'hi', usage: { type: 'duration', seconds: 9 } })).toMatchObject({
      body: null,
      usage: { seconds: 9 },
    })
    const tokens = { type: 'tokens', input_tokens: 14, input_token_details: { audio_tokens: 10 }, output_tokens: 3 }
    expect(transcribed().reply({ text: 'hi', usage: tokens })).toMatchObject({
      usage: { input: 14, inputAudio: 10, output: 3 },
    })
    expect(transcribed().reply({ text: 'hi', duration: 2.5 })).toMatchObject({ usage: { seconds: 2.5 } })
    expect(transcribed().reply({})).toMatchObject({ error: { fault: 'protocol' } })
  })

  test('as text is asked for as JSON, which tells what it costs', () => {
    const { request, reply } = transcribed({ response_format: 'text' })
    expect(String((request as { body: Buffer }).body)).toContain('\r\njson\r\n')
    expect(reply({ text: 'hi', usage: { type: 'duration', seconds: 9 } })).toMatchObject({
      body: 'hi\n',
      usage: { seconds: 9 },
    })
  })

  test('as subtitles lasts until their end', () => {
    const srt = '1\n00:00:00,000 --> 00:00:02,000\nhi\n\n2\n00:00:02,000 --> 01:00:05,500\nyou\n'
    expect(transcribed({ response_format: 'srt' }).reply(srt)).toMatchObject({
      body: null,
      usage: { seconds: 3_605.5, estimated: true },
    })
    const vtt = 'WEBVTT\n\n00:00.000 --> 00:07.250\nhi\n'
    expect(transcribed({ response_format: 'vtt' }).reply(vtt)).toMatchObject({ usage: { seconds: 7.25 } })
    expect(transcribed({ response_format: 'vtt' }).reply({ text: 'x' })).toMatchObject({ error: {} })
  })

  test('in a form is never cut by what it holds', async () => {
    const hostile = fc.array(fc.constantFrom('--form-boundary-0', '--form-boundary-1', '\r\n', '--', 'x'))
    await fc.assert(
      fc.asyncProperty(hostile, async (pieces) => {
        const bytes = Buffer.from(pieces.join(''))
        const { type, body } = formOf([['a', '1']], { ...upload, bytes })
        const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData()
        expect(Buffer.from(await (form.get('file') as File).arrayBuffer()).equals(bytes)).toBe(true)
        expect([...form.keys()]).toEqual(['a', 'file'])
      }),
      { numRuns: 50 },
    )
  })
})
