/** Bodies from strangers at the endpoints of `/v1`: each is refused before a hold is taken or an upstream is asked. */
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callers } from './callers.ts'
import { type Harness, startHarness } from './harness.ts'
import { provider } from './lanes.ts'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness({
    providers: ({ openai }) => [provider('openai', 'openai', openai, { models: ['gpt-4o'] })],
  })
})
afterAll(() => harness.close())

const json = { 'content-type': 'application/json' }

async function refused(path: string, body: BodyInit, headers: Record<string, string> = json) {
  const response = await fetch(`${harness.url}${path}`, { method: 'POST', headers, body })
  const { error } = (await response.json()) as { error: { code?: string; type: string; message: string } }
  expect(harness.sims.openai.requests()).toEqual([])
  expect(harness.book.admitted).toEqual([])
  return { status: response.status, ...error }
}

describe.each(callers)('to $id', ({ id, path, body: bodyOf }) => {
  const good = { ...bodyOf('hi'), model: 'gpt-4o' } as Record<string, unknown>
  const text = JSON.stringify(good)

  test.each(['gzip', 'br', 'zstd', 'deflate', 'gzip, gzip'])('BD02 a body in %s is 415', async (encoding) => {
    const headers = { ...json, 'content-encoding': encoding }
    expect((await refused(path, gzipSync(text), headers)).status).toBe(415)
  })

  test.each(['text/plain', 'multipart/form-data; boundary=x', 'application/xml', 'application/x-www-form-urlencoded'])(
    'BD07 %s is 415',
    async (type) => {
      expect((await refused(path, text, { 'content-type': type })).status).toBe(415)
    },
  )

  test('BD07 no type at all is 415', async () => {
    expect((await refused(path, Buffer.from(text), {})).status).toBe(415)
  })

  test.each(['', text.slice(0, -1), `${text.slice(0, -1)},}`, `\ufeff${text}`, `${text}//`, '{"n":NaN}', 'null', '[]'])(
    'BD08 %j is 400',
    async (broken) => {
      expect((await refused(path, broken)).status).toBe(400)
    },
  )

  test('BD03 BD05 what is nested too deep, or says a thing twice, is 400', async () => {
    const deep = `${text.slice(0, -1)},"x":${'['.repeat(10_000)}${']'.repeat(10_000)}}`
    expect((await refused(path, deep)).status).toBe(400)
    expect((await refused(path, `${text.slice(0, -1)},"model":"dear"}`)).status).toBe(400)
    const many = Object.fromEntries(Array.from({ length: 50_001 }, (_, n) => [`k${n}`, 0]))
    expect((await refused(path, JSON.stringify({ ...good, metadata: many }))).status).toBe(400)
  })

  test('BD01 more than 10 MB is 413, also where nobody says how much it is', async () => {
    const large = `${text.slice(0, -1)},"x":"${'x'.repeat(10 * 2 ** 20)}"}`
    expect((await refused(path, large)).status).toBe(413)
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(Buffer.alloc(2 ** 16, 0x20)),
    })
    const response = await fetch(`${harness.url}${path}`, {
      method: 'POST',
      headers: json,
      body: endless,
      duplex: 'half',
    } as RequestInit).catch(() => ({ status: 413 }))
    expect(response.status).toBe(413)
  })

  const wrong = ['null', '[]', '{}', 'true', '""', '1e400', '-1', '0.5', '"100"', '"\\ud800"']
  // What a dialect lets its callers leave out by null, and texts where there may be any.
  const fine: Record<string, string[]> = {
    messages: [],
    input: ['""', '"100"', '[]'],
    model: ['"100"'],
    max_tokens: id === 'anthropic-messages' ? [] : ['null'],
    max_output_tokens: ['null'],
  }

  test.each(Object.keys(good))(
    'BD06 %s of another type or beyond its range is 400, or a model that is not there',
    async (field) => {
      for (const value of wrong) {
        if (fine[field]?.includes(value)) continue
        const changed = JSON.stringify({ ...good, [field]: '@' }).replace('"@"', value)
        const { status, message } = await refused(path, changed)
        expect([400, ...(field === 'model' ? [404] : [])], `${field}: ${value}: ${message}`).toContain(status)
      }
    },
  )
})

test.each<[string, unknown]>([
  ['max_tokens', -1],
  ['max_tokens', 1e12],
  ['max_tokens', '100'],
  ['n', 1_000_000],
  ['temperature', 1e308],
  ['stop', Array(100_000).fill('x')],
])('BD10 AI01 %s: what no model can do is 400 before a hold', async (field, value) => {
  const messages = [{ role: 'user', content: 'hi' }]
  const { status } = await refused(
    '/v1/chat/completions',
    JSON.stringify({ model: 'gpt-4o', messages, [field]: value }),
  )
  expect(status).toBe(400)
})

test('BD10 a number that JSON can write and nobody can count is 400', async () => {
  const text = '{"model":"gpt-4o","messages":[{"role":"user","content":"hi"}],"temperature":1e400}'
  expect((await refused('/v1/chat/completions', text)).status).toBe(400)
})
