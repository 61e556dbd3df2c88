import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Ending, type Exchange, events, type Init, open, type Reply, send } from '../test/raw-client.ts'
import { simulateAnthropic } from './anthropic.ts'
import { simulateCohere } from './cohere.ts'
import { simulateGemini } from './gemini.ts'
import { type ModelFault, type ModelSimulator, modelFaults } from './model-server.ts'
import { simulateOpenAI } from './openai.ts'
import { simulatePerplexity } from './perplexity.ts'
import { type ErrorFault, isErrorFault } from './script.ts'

interface Vendor {
  name: string
  start(slowMs: number): Promise<ModelSimulator>
  /** Of a call of this model; the same for every model where the body names it. */
  path(model: string, stream: boolean): string
  body(model: string, stream: boolean): object
  headers: Record<string, string>
  good: string
  /** Statuses of errors that are worded otherwise than by most. */
  statuses: Partial<Record<ErrorFault, number>>
  /** Where the list is, and the ids in it. */
  list: string
  // biome-ignore lint/suspicious/noExplicitAny: tests read members of answers that they know.
  listed(json: any): string[]
  /** Asks for an answer of this shape. */
  shaped(schema: object): object
  /** What a refusal holds, and what usage is told by. */
  refusal: RegExp
  usage: string
  // biome-ignore lint/suspicious/noExplicitAny: tests read members of answers that they know.
  said(json: any): string
  /** The words of an error, of a body or of an event. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read members of answers that they know.
  errorOf(json: any): unknown
  /** How a limit of the rate says when to come back. */
  retries(reply: Reply): boolean
  /** What only a finished answer of this vendor holds. */
  finish: string
  endMarker: string
  firstFrame: string
  token: string
}

const chatBody = (model: string, stream: boolean) => ({
  model,
  stream,
  max_tokens: 500,
  messages: [{ role: 'user', content: 'Hi' }],
})
// biome-ignore lint/suspicious/noExplicitAny: a list as it came.
const dataIds = (json: any) => json.data.map(({ id }: { id: string }) => id)
// biome-ignore lint/suspicious/noExplicitAny: an error as it came.
const errorMessage = (json: any) => json.error?.message
const retryHeader = ({ headers }: Reply) => headers['retry-after'] === '1'

const vendors: Vendor[] = [
  {
    name: 'openai',
    start: (slowMs) => simulateOpenAI({ slowMs }),
    path: () => '/v1/chat/completions',
    body: chatBody,
    headers: { authorization: 'Bearer test' },
    good: 'gpt-4o',
    statuses: {},
    list: '/v1/models',
    listed: dataIds,
    shaped: (schema) => ({ response_format: { type: 'json_schema', json_schema: { name: 'x', schema } } }),
    refusal: /"refusal":"I'm sorry/,
    usage: '_tokens"',
    said: (json) => json.choices[0].message.content,
    errorOf: errorMessage,
    retries: retryHeader,
    finish: '"finish_reason":"stop"',
    endMarker: '[DONE]',
    firstFrame: '"role":"assistant"',
    token: '"delta":{"content":"You',
  },
  {
    name: 'openai, responses',
    start: (slowMs) => simulateOpenAI({ slowMs }),
    path: () => '/v1/responses',
    body: (model, stream) => ({ model, stream, max_output_tokens: 500, input: 'Hi' }),
    headers: { authorization: 'Bearer test' },
    good: 'gpt-4o',
    statuses: {},
    list: '/v1/models',
    listed: dataIds,
    shaped: (schema) => ({ text: { format: { type: 'json_schema', name: 'x', schema } } }),
    refusal: /"refusal":"I'm sorry/,
    usage: 'total_tokens"',
    said: (json) => json.output[0].content[0].text,
    errorOf: (json) => json.error?.message ?? json.response?.error?.message,
    retries: retryHeader,
    finish: '"type":"response.output_item.done"',
    endMarker: 'response.completed',
    firstFrame: '"type":"response.created"',
    token: '"delta":"You',
  },
  {
    name: 'anthropic',
    start: (slowMs) => simulateAnthropic({ slowMs }),
    path: () => '/v1/messages',
    body: chatBody,
    headers: { 'x-api-key': 'test', 'anthropic-version': '2023-06-01' },
    good: 'claude-sonnet-5',
    statuses: { overloaded: 529, 'no-quota': 402 },
    list: '/v1/models?limit=1000',
    listed: dataIds,
    shaped: (schema) => ({ output_config: { format: { type: 'json_schema', schema } } }),
    refusal: /"stop_reason":"refusal"/,
    usage: '_tokens"',
    said: (json) => json.content.at(-1).text,
    errorOf: errorMessage,
    retries: retryHeader,
    finish: '"stop_reason":"end_turn"',
    endMarker: 'message_stop',
    firstFrame: '"type":"message_start"',
    token: '"type":"text_delta","text":"You',
  },
  {
    name: 'cohere',
    start: (slowMs) => simulateCohere({ slowMs }),
    path: () => '/v2/chat',
    body: chatBody,
    headers: { authorization: 'Bearer test' },
    good: 'command-a-03-2025',
    statuses: { 'content-policy': 498 },
    list: '/v1/models?page_size=1000',
    listed: (json) => json.models.map(({ name }: { name: string }) => name),
    shaped: (schema) => ({ response_format: { type: 'json_object', json_schema: schema } }),
    refusal: /"text":"I'm sorry/,
    usage: '_tokens"',
    said: (json) => json.message.content.at(-1).text,
    // In a stream, the message of an answer is an object.
    errorOf: ({ message, delta }) => delta?.error ?? (typeof message === 'string' ? message : undefined),
    retries: retryHeader,
    finish: '"finish_reason":"COMPLETE"',
    endMarker: '[DONE]',
    firstFrame: '"type":"message-start"',
    token: '"content":{"text":"You',
  },
  {
    name: 'gemini',
    start: (slowMs) => simulateGemini({ slowMs }),
    path: (model, stream) => `/v1beta/models/${model}:${stream ? 'streamGenerateContent?alt=sse' : 'generateContent'}`,
    body: () => ({ contents: [{ role: 'user', parts: [{ text: 'Hi' }] }], generationConfig: { maxOutputTokens: 500 } }),
    headers: { 'x-goog-api-key': 'test' },
    good: 'gemini-2.0-flash',
    statuses: { 'bad-key': 400, 'no-quota': 402 },
    list: '/v1beta/models?pageSize=1000',
    listed: (json) => json.models.map(({ name }: { name: string }) => name.replace('models/', '')),
    shaped: (schema) => ({ generationConfig: { responseMimeType: 'application/json', responseJsonSchema: schema } }),
    refusal: /"promptFeedback":{"blockReason"/,
    usage: 'TokenCount"',
    said: (json) => json.candidates[0].content.parts[0].text,
    errorOf: errorMessage,
    retries: ({ text }) => text.includes('"retryDelay":"1s"'),
    finish: '"finishReason":"STOP"',
    // There is none: the connection ends.
    endMarker: '[DONE]',
    firstFrame: '"text":""',
    token: '"text":"You',
  },
  {
    name: 'perplexity',
    start: (slowMs) => simulatePerplexity({ slowMs }),
    path: () => '/v1/agent',
    body: (model, stream) => ({ model, stream, input: 'Hi' }),
    headers: { authorization: 'Bearer test' },
    good: 'perplexity/sonar',
    statuses: { 'no-quota': 402 },
    list: '/v1/models',
    listed: dataIds,
    shaped: (schema) => ({ response_format: { type: 'json_schema', json_schema: { name: 'shape', schema } } }),
    refusal: /"text":"I'm sorry/,
    usage: '_tokens"',
    said: (json) => json.output.at(-1).content[0].text,
    errorOf: errorMessage,
    retries: retryHeader,
    finish: '"status":"completed","output":[{',
    // There is none: the response that is complete is the last event.
    endMarker: '[DONE]',
    firstFrame: '"type":"response.created"',
    token: '"delta":"You',
  },
]

describe.each(vendors)('$name', (vendor) => {
  let sim: ModelSimulator
  beforeAll(async () => {
    sim = await vendor.start(1)
  })
  afterAll(() => sim.close())

  const call = (model: string, stream: boolean, { url } = sim): [url: string, init: Init] => [
    `${url}${vendor.path(model, stream)}`,
    { headers: vendor.headers, body: vendor.body(model, stream) },
  ]
  const ask = (model: string, stream: boolean) => send(...call(model, stream))
  const stream = (fault: ModelFault) => ask(`sim/${fault}`, true)
  const whole = (fault: ModelFault) => ask(`sim/${fault}`, false)
  const begin = (fault: ModelFault, isStream = true) => open(...call(`sim/${fault}`, isStream))

  /** Leaves, and waits until the simulator has noticed that this very request was given up. */
  async function leave(exchange: Exchange): Promise<void> {
    const { n } = sim.requests().at(-1) ?? { n: 0 }
    exchange.leave()
    await sim.until((requests) => requests.find((seen) => seen.n === n)?.end === 'aborted')
  }

  test.each<[ErrorFault, number]>([
    ['error-500', 500],
    ['rate-limited', 429],
    ['rate-limited-bare', 429],
    ['bad-key', 401],
    ['not-found', 404],
    ['context-length', 400],
    ['content-policy', 400],
    ['overloaded', 503],
    ['no-quota', 429],
  ])('%s is an error of the vendor, streamed or not, and costs nothing', async (fault, usual) => {
    const status = vendor.statuses[fault] ?? usual
    const before = sim.bill()
    for (const reply of [await stream(fault), await whole(fault)]) {
      expect([reply.status, reply.ending]).toEqual([status, 'complete'])
      expect(vendor.errorOf(reply.json)).toBeTruthy()
      expect(vendor.retries(reply)).toBe(fault === 'rate-limited')
    }
    expect(sim.bill()).toEqual(before)
  })

  test('every fault is listed as a model and tested here', async () => {
    const { json } = await send(`${sim.url}${vendor.list}`, { headers: vendor.headers })
    const listed = vendor.listed(json)
    expect(modelFaults.filter((fault) => !listed.includes(`sim/${fault}`))).toEqual([])
    expect(modelFaults.filter((fault) => !isErrorFault(fault) && !otherFaults.includes(fault))).toEqual([])
  })

  const otherFaults: ModelFault[] = [
    'reset',
    'hang',
    'silent',
    'comments',
    'role-then-silent',
    'headers-then-reset',
    'role-then-reset',
    'slow-first-token',
    'stall',
    'cut',
    'truncated',
    'reset-mid',
    'garbage',
    'error-mid-stream',
    'error-in-200',
    'no-end-marker',
    'html',
    'empty',
    'refusal',
    'no-usage',
    'off-schema',
  ]

  test('reset ends the connection before any header', async () => {
    for (const reply of [await stream('reset'), await whole('reset')]) {
      expect([reply.status, reply.text, reply.ending]).toEqual([0, '', 'reset'])
    }
  })

  test('hang sends no header and sees the caller leave', async () => {
    const seen = sim.requests().length
    const exchange = begin('hang')
    await sim.until((requests) => requests.length > seen)
    expect(sim.requests().at(-1)).toMatchObject({ end: 'open', status: null, fault: 'hang' })
    await leave(exchange)
    expect(await exchange.head).toBeNull()
  })

  test.each([true, false])('silent sends headers and no byte of the body (stream: %s)', async (isStream) => {
    const exchange = begin('silent', isStream)
    expect((await exchange.head)?.status).toBe(200)
    await leave(exchange)
    expect(await exchange.text()).toBe('')
    expect(sim.requests().at(-1)).toMatchObject({ bytes: 0, end: 'aborted' })
  })

  test('comments are all that comes', async () => {
    const exchange = begin('comments')
    await exchange.text((text) => text.includes('still waiting'))
    await leave(exchange)
    expect(events(await exchange.text())).toEqual([])
  })

  test('role-then-silent sends what stands before the first token', async () => {
    const exchange = begin('role-then-silent')
    await exchange.text((text) => text.includes(vendor.firstFrame))
    await leave(exchange)
    const text = await exchange.text()
    expect(text).toContain(vendor.firstFrame)
    expect(text).not.toContain(vendor.token)
  })

  test('headers-then-reset and role-then-reset end the connection before the first token', async () => {
    for (const isStream of [true, false]) {
      const bare = await (isStream ? stream : whole)('headers-then-reset')
      expect([bare.status, bare.text, bare.ending]).toEqual([200, '', 'reset'])
    }
    const begun = await stream('role-then-reset')
    expect([begun.status, begun.ending]).toEqual([200, 'reset'])
    expect(begun.text).toContain(vendor.firstFrame)
    expect(begun.text).not.toContain(vendor.token)
  })

  test('stall sends half and then nothing, and bills the half', async () => {
    const exchange = begin('stall')
    await exchange.text((text) => text.includes(vendor.token))
    await leave(exchange)
    expect(await exchange.text()).not.toContain(vendor.finish)
    const full = (await stream('slow-first-token')).text
    const row = (model: string) => sim.bill().find((candidate) => candidate.model === model)
    const [half, all] = [row('sim/stall')?.output_tokens ?? 0, row('sim/slow-first-token')?.output_tokens ?? 0]
    expect(full).toContain(vendor.finish)
    expect(half).toBeGreaterThan(0)
    expect(half).toBeLessThan(all)
  })

  test.each<[ModelFault, Ending]>([
    ['cut', 'short'],
    ['reset-mid', 'reset'],
    ['truncated', 'complete'],
  ])('%s ends in mid-stream (%s) without finish or end marker', async (fault, ending) => {
    const reply = await stream(fault)
    expect([reply.status, reply.ending]).toEqual([200, ending])
    expect(reply.text).toContain(vendor.token)
    expect(reply.text).not.toContain(vendor.finish)
    expect(reply.text).not.toContain(vendor.endMarker)
    const short = await whole(fault)
    expect([short.json, short.ending]).toEqual([null, ending])
    expect(short.text.length).toBeGreaterThan(0)
  })

  test('garbage is one event that is no JSON among good ones', async () => {
    const { text, ending } = await stream('garbage')
    const broken = events(text).filter((event) => typeof event === 'string' && event !== '[DONE]')
    expect([broken.length, ending]).toEqual([1, 'complete'])
    expect(text).toContain(vendor.finish)
    expect((await whole('garbage')).json).toBeNull()
  })

  test('error-mid-stream and error-in-200 speak of errors under status 200', async () => {
    const late = await stream('error-mid-stream')
    const early = await stream('error-in-200')
    expect([late.status, late.text.includes(vendor.token), late.text.includes(vendor.finish)]).toEqual([
      200,
      true,
      false,
    ])
    expect(vendor.errorOf(events(late.text).at(-1))).toBeTruthy()
    expect(new Set(events(early.text).map((event) => Boolean(vendor.errorOf(event))))).toEqual(new Set([true]))
    const body = await whole('error-in-200')
    expect([body.status, typeof vendor.errorOf(body.json)]).toEqual([200, 'string'])
  })

  test('no-end-marker finishes, but does not say so', async () => {
    const { text, ending } = await stream('no-end-marker')
    expect([ending, text.includes(vendor.finish), text.includes(vendor.endMarker)]).toEqual(['complete', true, false])
  })

  test('html and empty are 200 and no answer', async () => {
    for (const reply of [await stream('html'), await whole('html')]) {
      expect([reply.status, reply.headers['content-type']]).toEqual([200, 'text/html'])
    }
    for (const reply of [await stream('empty'), await whole('empty')]) {
      expect([reply.status, reply.text, reply.ending]).toEqual([200, '', 'complete'])
    }
  })

  test('what says nothing of an answer costs nothing', async () => {
    const cheap: ModelFault[] = ['reset', 'headers-then-reset', 'role-then-reset', 'html', 'empty', 'error-in-200']
    for (const fault of cheap) await stream(fault)
    for (const fault of ['silent', 'role-then-silent'] as const) {
      const exchange = begin(fault)
      await exchange.head
      await leave(exchange)
    }
    const billed = sim.bill().map(({ model }) => model)
    expect(
      billed.filter((model) => [...cheap, 'silent', 'role-then-silent'].some((fault) => model === `sim/${fault}`)),
    ).toEqual([])
  })

  test('slow-first-token waits before the first token, not before the headers, and then goes on', async () => {
    expect((await stream('slow-first-token')).text).toContain(vendor.finish)
    const patient = await vendor.start(3_600_000)
    const exchange = open(...call('sim/slow-first-token', true, patient))
    await exchange.text((text) => text.includes(vendor.firstFrame))
    exchange.leave()
    expect(await exchange.text()).not.toContain(vendor.token)
    await patient.until(([seen]) => seen?.end === 'aborted')
    await patient.close()
  })

  test('refusal refuses, no-usage tells no usage but bills it, off-schema ignores the schema', async () => {
    expect((await whole('refusal')).text).toMatch(vendor.refusal)
    for (const reply of [await whole('no-usage'), await stream('no-usage')])
      expect(reply.text).not.toContain(vendor.usage)
    expect(sim.bill().find(({ model }) => model === 'sim/no-usage')?.output_tokens).toBeGreaterThan(0)
    const schema = { type: 'object', properties: { a: { type: 'integer' } } }
    const answer = async (model: string) => {
      const [url, { headers, body }] = call(model, false)
      const shaped = { ...Object(body), ...vendor.shaped(schema) }
      return vendor.said((await send(url, { ...(headers && { headers }), body: shaped })).json)
    }
    expect(JSON.parse(await answer(vendor.good))).toHaveProperty('a')
    const text = await answer('sim/off-schema')
    expect(() => JSON.parse(text)).toThrow()
  })

  test('planned faults flap: two fail, one works, one fails, then all work', async () => {
    const match = { model: vendor.good }
    sim.fault({ match, do: 'error-500', times: 2 })
    sim.fault({ match: { ...match, nth: 4 }, do: 'html' })
    const seen: unknown[] = []
    for (let n = 0; n < 6; n++)
      seen.push((await ask(vendor.good, false)).headers['content-type'] === 'text/html' || (await lastStatus()))
    expect(seen).toEqual([500, 500, 200, true, 200, 200])
  })

  async function lastStatus(): Promise<number | null> {
    return sim.requests().at(-1)?.status ?? null
  }

  test('faults are planned over HTTP too, for any path', async () => {
    const plan = (rule: unknown) => send(`${sim.url}/__sim/fault`, { body: rule })
    expect((await plan({ do: 'nonsense' })).status).toBe(400)
    expect((await plan('nonsense')).status).toBe(400)
    expect(
      (await plan({ match: { method: 'GET', path: vendor.list.replace(/els.*/, '*') }, do: 'rate-limited', times: 1 }))
        .status,
    ).toBe(200)
    const list = () => send(`${sim.url}${vendor.list}`, { headers: vendor.headers })
    expect([(await list()).status, (await list()).status]).toEqual([429, 200])
    expect((await send(`${sim.url}/__sim/nothing`)).status).toBe(404)
  })

  test('a planned error has the headers that the plan names', async () => {
    sim.fault({ do: 'rate-limited', headers: { 'retry-after': '90' } })
    const { status, headers } = await ask(vendor.good, false)
    expect([status, headers['retry-after']]).toEqual([429, '90'])
  })

  test('a stream can be cut behind any event and behind any byte', async () => {
    const { text } = await ask(vendor.good, true)
    const length = Buffer.byteLength(text)
    for (const afterBytes of [0, 1, 17, 333, length - 1]) {
      sim.fault({ match: { model: vendor.good }, do: 'truncated', afterBytes })
      expect(Buffer.byteLength((await ask(vendor.good, true)).text)).toBe(afterBytes)
      expect(sim.requests().at(-1)?.bytes).toBe(afterBytes)
    }
    sim.fault({ match: { model: vendor.good }, do: 'truncated', afterEvents: 3 })
    expect(events((await ask(vendor.good, true)).text)).toHaveLength(3)
  })

  test('a caller who leaves in mid-stream is seen at once, and pays for what was sent', async () => {
    const slow = await vendor.start(1)
    slow.fault({ do: 'stall', afterEvents: 8 })
    const exchange = open(...call(vendor.good, true, slow))
    await exchange.text((text) => text.includes(vendor.token))
    exchange.leave()
    await slow.until(([seen]) => seen?.end === 'aborted')
    expect(slow.bill()[0]?.output_tokens).toBeGreaterThan(0)
    await slow.close()
  })

  test('reset forgets everything', async () => {
    await send(`${sim.url}/__sim/fault`, { body: { do: 'hang', times: null } })
    await send(`${sim.url}/__sim/reset`, { body: {} })
    expect(sim.bill()).toEqual([])
    expect((await ask(vendor.good, false)).status).toBe(200)
    expect(sim.requests()).toHaveLength(1)
  })
})

test('close ends what hangs', async () => {
  const sim = await simulateOpenAI()
  const exchange = open(`${sim.url}/v1/chat/completions`, {
    headers: { authorization: 'Bearer k' },
    body: { model: 'sim/hang' },
  })
  await sim.until((requests) => requests.length === 1)
  await sim.close()
  expect(await exchange.ended).toBe('reset')
})
