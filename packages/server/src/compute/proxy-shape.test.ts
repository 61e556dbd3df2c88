import { describe, expect, test } from 'vitest'
import { type ProxyBody, shape } from './proxy-shape.ts'

const shaped = (body: Partial<ProxyBody>, secrets: string[] = []) =>
  shape(
    { protocol: 'http', method: 'POST', timeout_ms: 60_000, stream: false, ...body } as ProxyBody,
    secrets,
    () => 'id-1',
  )
const refusal = (code: string) => expect.objectContaining({ code })

describe('http', () => {
  test.each([
    ['an object as JSON', { a: 1 }, '{"a":1}', 'application/json'],
    ['a text as it is', 'hello', 'hello', 'text/plain; charset=utf-8'],
    ['a number as JSON', 1, '1', 'application/json'],
  ])('sends %s', (_, body, text, type) => {
    expect(shaped({ body })).toMatchObject({ body: text, headers: { 'content-type': type } })
  })

  test('sends nothing for null, and no type of its own where the caller names one', () => {
    expect(shaped({ body: null })).toMatchObject({ body: null, headers: {} })
    expect(shaped({ body: '<a/>', headers: { 'Content-Type': 'text/xml' } }).headers).toEqual({
      'Content-Type': 'text/xml',
    })
  })

  test.each(['connect', 'TRACE', 'BREW'])('does not send %s', (method) => {
    expect(() => shaped({ method })).toThrow(refusal('METHOD_NOT_ALLOWED'))
  })

  test('takes methods in any case', () => {
    expect(shaped({ method: 'delete' }).method).toBe('DELETE')
  })

  test('a key of ours goes nowhere', () => {
    const key = 'pxk_0123456789ABCDEFGHIJKLMNOPQRSTUV3FPu6a'
    expect(() => shaped({ headers: { 'x-a': `Bearer ${key}` } })).toThrow(refusal('INVALID_REQUEST'))
    expect(() => shaped({ headers: { 'x-a': 'the-token' } }, ['the-token'])).toThrow(refusal('INVALID_REQUEST'))
    expect(shaped({ headers: { 'x-a': 'another' } }, ['the-token']).headers).toEqual({ 'x-a': 'another' })
  })
})

describe('openai', () => {
  test.each([
    [{ messages: [] }, '/v1/chat/completions'],
    [{ prompt: 'x' }, '/v1/completions'],
    ['text', '/'],
  ])('%j goes to %s where the URL has no path', (body, path) => {
    expect(shaped({ protocol: 'openai', body }).defaultPath).toBe(path)
  })
})

describe('openinference', () => {
  const tensor = { name: 'x', shape: [2, 2], datatype: 'FP32', data: [1, 2, 3, 4] }

  test('with messages it is OpenAI’s shape', () => {
    const body = { model: 'gpt-4', messages: [{ role: 'user', content: 'Hello!' }], temperature: 0.7 }
    expect(shaped({ protocol: 'openinference', body })).toMatchObject({
      defaultPath: '/v1/chat/completions',
      body: JSON.stringify(body),
    })
  })

  test('with inputs the model becomes the path', () => {
    const { defaultPath, body } = shaped({ protocol: 'oip', body: { model: 'a/b', inputs: [tensor], id: '1' } })
    expect(defaultPath).toBe('/v2/models/a%2Fb/infer')
    expect(JSON.parse(body ?? '')).toEqual({ id: '1', inputs: [tensor] })
  })

  test.each([
    ['flat data', tensor],
    [
      'nested data',
      {
        ...tensor,
        data: [
          [1, 2],
          [3, 4],
        ],
      },
    ],
    ['data that come otherwise', { ...tensor, data: undefined }],
    ['no elements', { ...tensor, shape: [0], data: [] }],
  ])('takes %s', (_, input) => {
    expect(() => shaped({ protocol: 'oip', body: { inputs: [input] } })).not.toThrow()
  })

  test.each([
    ['a shape that does not fit', { ...tensor, shape: [3] }],
    ['a shape that is none', { ...tensor, shape: [-1] }],
    ['a type that nobody has', { ...tensor, datatype: 'FP128' }],
    ['no name', { ...tensor, name: undefined }],
    ['no tensor', 7],
  ])('refuses %s', (_, input) => {
    expect(() => shaped({ protocol: 'oip', body: { inputs: [input] } } as never)).toThrow(refusal('INVALID_REQUEST'))
  })
})

describe('mcp', () => {
  const message = (body: ProxyBody['body']) => JSON.parse(shaped({ protocol: 'mcp', body }).body ?? '') as unknown

  test('adds what is missing of JSON-RPC', () => {
    expect(message({ method: 'inference', params: { model: 'llama-2' } })).toEqual({
      jsonrpc: '2.0',
      id: 'id-1',
      method: 'inference',
      params: { model: 'llama-2' },
    })
  })

  test('leaves a whole message, a notification and an answer as they are', () => {
    const whole = { jsonrpc: '2.0', id: 7, method: 'tools/call', params: {} }
    expect(message(whole)).toEqual(whole)
    expect(message({ method: 'notifications/initialized' })).not.toHaveProperty('id')
    expect(message({ id: 1, result: {} })).toEqual({ jsonrpc: '2.0', id: 1, result: {} })
  })

  test('takes both kinds of answer, unless the caller says otherwise', () => {
    const body = { method: 'ping' }
    expect(shaped({ protocol: 'mcp', body }).headers.accept).toBe('application/json, text/event-stream')
    expect(shaped({ protocol: 'mcp', body, headers: { Accept: 'application/json' } }).headers).not.toHaveProperty(
      'accept',
    )
  })

  test.each([
    ['a batch', [{ method: 'a' }]],
    ['a text', 'x'],
    ['no method', { params: {} }],
    ['params that are null', { method: 'a', params: null }],
  ])('refuses %s', (_, body) => {
    expect(() => shaped({ protocol: 'mcp', body })).toThrow(refusal('INVALID_REQUEST'))
  })
})
