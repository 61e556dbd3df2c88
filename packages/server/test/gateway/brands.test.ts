/** Every brand that speaks OpenAI's dialect, from OpenAI's own client to the wire of that brand. */
import { type Brand, baseUrlOf, brands } from '@proxyapi/providers'
import {
  type FlavourName,
  faultModels,
  flavourNames,
  flavourPrices,
  flavours,
  type ModelFault,
  type ModelSimulator,
  simulateBrand,
} from '@proxyapi/simulators'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { ProviderSettings } from '../../src/gateway/provider-settings.ts'
import { type Harness, settledAll, startHarness } from './harness.ts'
import { facts, price, provider } from './lanes.ts'

const quick = { timeoutMs: 300, idleTimeoutMs: 200, connectTimeoutMs: 300 }
const secret = 'sim-secret-0123456789'

const chatModels = (name: FlavourName): string[] =>
  flavours[name].models.filter(({ does }) => does === undefined || does === 'chat').map(({ id }) => id)
const reportsCost = (name: FlavourName): boolean => flavours[name].cost !== undefined
const rows = flavourNames.flatMap((name) => chatModels(name).map((model) => ({ name, model, id: `${name}/${model}` })))
const failing = (name: FlavourName, fault: string): string => `${name}-${fault.replace('sim/', '')}`

const sims = new Map<FlavourName, ModelSimulator>()
const simOf = (name: FlavourName): ModelSimulator => sims.get(name) ?? expect.fail(name)

/** As a configuration writes it: the base of the flavour's paths. */
function lane(id: string, name: FlavourName, more: Partial<ProviderSettings> = {}): ProviderSettings {
  const lane = provider(id, name, simOf(name).url, { key: secret, ...more })
  return { ...lane, baseUrl: baseUrlOf(lane.brand, `${simOf(name).url}${flavours[name].bases[0]}`) }
}

/** A brand of which the code has never heard. */
const newcomer: Brand = {
  id: 'newcomer',
  name: 'Newcomer',
  aliases: [],
  speaks: ['openai-chat'],
  operations: ['chat'],
  baseUrl: 'https://newcomer.example/v1',
  keyEnv: ['NEWCOMER_API_KEY'],
  auth: 'bearer',
  list: null,
  quirks: { reportedCost: { field: 'cost', perUsd: 1 }, privateAddress: true },
}

let harness: Harness
beforeAll(async () => {
  for (const name of flavourNames) sims.set(name, await simulateBrand(name, { seed: 'a' }))
  harness = await startHarness({
    providers: () => [
      ...flavourNames.flatMap((name) => [
        lane(name, name),
        ...faultModels.map((model) => lane(failing(name, model), name, { ...quick, models: [model] })),
      ]),
      lane('dated', 'azure_openai', {
        apiVersion: '2024-10-21',
        models: ['gpt-4o'],
        deployments: { 'gpt-4o': 'team-gpt' },
      }),
      lane('plain', 'azure_openai', { models: ['gpt-4o'], deployments: { 'gpt-4o': 'team-gpt' } }),
      lane('cutting', 'ollama', { models: ['small'] }),
      { ...lane('newcomer', 'openrouter'), brand: newcomer },
    ],
    models: [
      ...rows.map(({ name, model }) => facts(name, model, reportsCost(name) ? { price: null } : {})),
      ...flavourNames.flatMap((name) => faultModels.map((model) => facts(name, model))),
      facts('azure_openai', 'gpt-4o'),
      facts('ollama', 'small', { contextLength: null }),
      ...chatModels('openrouter').map((model) => facts('newcomer', model, { price: null })),
    ],
  })
})
afterEach(async () => {
  await settledAll(harness)
  harness.book.settled.length = 0
  for (const sim of sims.values()) sim.reset()
})
afterAll(async () => {
  await harness.close()
  await Promise.all([...sims.values()].map((sim) => sim.close()))
})

const echo = (model: string, text: string) => ({
  model,
  messages: [{ role: 'user' as const, content: `echo: ${text}` }],
})
const weather = {
  type: 'function' as const,
  function: {
    name: 'get_weather',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
}

/** What was settled last, in micro-USD and tokens. */
async function settled() {
  await settledAll(harness)
  return harness.book.settled.at(-1) ?? expect.fail('nothing was settled')
}

function billed(name: FlavourName) {
  const [row] = simOf(name).bill()
  return row ?? expect.fail(`${name} billed nothing`)
}

test('every brand that speaks the dialect has a flavour', () => {
  const speaking = [...brands.values()].filter(({ speaks }) => speaks[0] === 'openai-chat').map(({ id }) => id)
  expect(speaking.filter((id) => id !== 'openai').sort()).toEqual([...flavourNames].sort())
})

describe.each(rows)('$id', ({ name, model, id }) => {
  test('a whole answer: text, model, usage and cost are those of the upstream', async () => {
    const { data, response } = await harness.openai.chat.completions
      .create({ ...echo(id, 'Hello there'), max_completion_tokens: 900 })
      .withResponse()
    expect(data.choices[0]).toMatchObject({
      finish_reason: 'stop',
      message: { role: 'assistant', content: 'Hello there' },
    })
    expect(data.model).toBe(model)
    expect(response.headers.get('x-proxyapi-provider')).toBe(name)
    const { amount, record } = await settled()
    const { input_tokens, output_tokens } = billed(name)
    expect(record).toMatchObject({ inputTokens: input_tokens, outputTokens: output_tokens, estimated: false })
    const usd = reportsCost(name)
      ? input_tokens * flavourPrices.input + output_tokens * flavourPrices.output
      : (input_tokens * (price.input ?? 0) + output_tokens * (price.output ?? 0)) / 1e12
    expect(amount).toBe(Math.round(usd * 1e6))
    expect(Number(response.headers.get('x-proxyapi-cost'))).toBe(amount / 1e6)
    expect(JSON.stringify([data, ...response.headers])).not.toMatch(/sim-secret|127\.0\.0\.1/)
    expect(JSON.stringify(simOf(name).requests()[0]?.headers)).toContain(secret)
  })

  test('a stream says the same for the same price, with usage for who asks', async () => {
    const ask = echo(id, 'one two three')
    const whole = await harness.openai.chat.completions.create(ask)
    const price = (await settled()).amount
    const asked = { ...ask, stream: true, stream_options: { include_usage: true } } as const
    let text = ''
    let finish: string | null | undefined
    let usage: { prompt_tokens: number; completion_tokens: number } | null | undefined
    for await (const chunk of await harness.openai.chat.completions.create(asked)) {
      text += chunk.choices[0]?.delta.content ?? ''
      finish = chunk.choices[0]?.finish_reason ?? finish
      usage = chunk.usage ?? usage
    }
    expect([text, finish]).toEqual(['one two three', 'stop'])
    expect(usage?.completion_tokens).toBe(whole.usage?.completion_tokens)
    expect(await settled()).toMatchObject({ amount: price, record: { estimated: false } })
  })

  test('a tool is called, whole and streamed, and its result goes back', async () => {
    const messages = [{ role: 'user' as const, content: 'What is the weather in Paris?' }]
    const request = { model: id, messages, tools: [weather] }
    const whole = await harness.openai.chat.completions.create(request)
    const said = whole.choices[0]?.message ?? expect.fail('no choice')
    const [call] = said.tool_calls ?? []
    if (call?.type !== 'function') expect.fail('no call')
    expect(whole.choices[0]?.finish_reason).toBe('tool_calls')
    expect([call.function.name, JSON.parse(call.function.arguments)]).toEqual(['get_weather', { city: 'Paris' }])
    const streamed = await harness.openai.chat.completions.stream(request).finalChatCompletion()
    expect(streamed.choices[0]?.message.tool_calls?.filter(Boolean)).toMatchObject([
      { function: { name: 'get_weather' } },
    ])
    const result = { role: 'tool' as const, tool_call_id: call.id, content: 'rain' }
    const after = await harness.openai.chat.completions.create({ ...request, messages: [...messages, said, result] })
    expect(after.choices[0]?.message.content).toContain('rain')
  })
})

describe('thoughts are the caller’s to read, wherever they stand', () => {
  const reasoning = rows.filter(({ name, model }) => {
    const { models, reasoning } = flavours[name]
    return reasoning !== undefined && models.some(({ id, reasons }) => id === model && reasons === true)
  })
  test.each(reasoning)('$id', async ({ name, id }) => {
    const body = { ...echo(id, 'Hi'), max_tokens: 200 }
    const shown = await harness.anthropic.messages.create(body)
    expect(shown.content).toMatchObject([
      { type: 'thinking', thinking: expect.stringContaining('echo: Hi') },
      { text: 'Hi' },
    ])
    const { record } = await settled()
    expect(record.outputTokens).toBe(billed(name).output_tokens)
    expect(shown.usage.output_tokens).toBe(record.outputTokens)
    const streamed = await harness.anthropic.messages.stream(body).finalMessage()
    expect(streamed.content).toMatchObject([
      { thinking: (shown.content[0] as { thinking: string }).thinking },
      { text: 'Hi' },
    ])
    const [choice] = (await harness.openai.chat.completions.create(echo(id, 'Hi'))).choices
    expect(choice?.message.content).toBe('Hi')
  })
})

/** What the caller is told, whatever the brand says: status and code. */
const told: [ModelFault, number, string][] = [
  ['overloaded', 502, 'upstream_error'],
  ['error-500', 502, 'upstream_error'],
  ['rate-limited', 429, 'rate_limit_exceeded'],
  ['rate-limited-bare', 429, 'rate_limit_exceeded'],
  ['no-quota', 502, 'upstream_auth_failed'],
  ['bad-key', 502, 'upstream_auth_failed'],
  ['not-found', 404, 'model_not_found'],
  ['content-policy', 400, 'content_policy_violation'],
  ['context-length', 400, 'context_length_exceeded'],
  ['error-in-200', 502, 'upstream_error'],
]

describe.each(flavourNames.map((name) => [name] as const))('failures of %s', (name) => {
  const ask = (fault: ModelFault, stream: boolean) =>
    fetch(`${harness.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer key' },
      body: JSON.stringify({ ...echo(`${failing(name, fault)}/sim/${fault}`, 'one two three four five six'), stream }),
    })
  const leaks = /sim-secret|si\*\*\*|b3a6|127\.0\.0\.1|https?:|user_/

  test.each(told)('%s is %i %s, costs nothing and tells no secret', async (fault, status, code) => {
    for (const stream of [false, true]) {
      const response = await ask(fault, stream)
      const text = await response.text()
      if (stream && fault === 'error-in-200') expect(text).toContain(code)
      else expect([response.status, JSON.parse(text).error.code]).toEqual([status, code])
      expect(text).not.toMatch(leaks)
      expect((await settled()).amount).toBe(0)
    }
  })

  test('in mid-stream it is told in the stream, and no end is forged', async () => {
    const text = await (await ask('error-mid-stream', true)).text()
    expect(text).toContain('upstream_error')
    expect(text).not.toContain('[DONE]')
    expect(text).not.toMatch(leaks)
    expect((await settled()).record.outputTokens).toBeGreaterThan(0)
  })
})

describe('a brand with a dated surface', () => {
  test('is called there by deployment where the configuration names a version', async () => {
    const answer = await harness.openai.chat.completions.create(echo('dated/gpt-4o', 'Hi'))
    expect(answer.choices[0]?.message.content).toBe('Hi')
    expect(simOf('azure_openai').requests()).toMatchObject([
      {
        path: '/openai/deployments/team-gpt/chat/completions',
        query: 'api-version=2024-10-21',
        headers: { 'api-key': secret },
      },
    ])
    expect(simOf('azure_openai').requests()[0]?.headers).not.toHaveProperty('api-version')
  })
  test('is called by the plain one otherwise, with the deployment for a model', async () => {
    await harness.openai.chat.completions.create(echo('plain/gpt-4o', 'Hi'))
    expect(simOf('azure_openai').requests()).toMatchObject([
      { path: '/openai/v1/chat/completions', query: '', body: { model: 'team-gpt' } },
    ])
  })
})

describe('an upstream that cuts a prompt, or leaves a wish out, without a word', () => {
  const refusal = (body: object) => harness.openai.chat.completions.create({ ...echo('cutting/small', 'Hi'), ...body })

  test('is not asked what is longer than its least window', async () => {
    await expect(refusal(echo('cutting/small', 'word '.repeat(8_000)))).rejects.toMatchObject({
      status: 400,
      code: 'context_length_exceeded',
    })
    expect(simOf('ollama').requests()).toEqual([])
  })
  test.each([
    ['n', { n: 2 }],
    ['logprobs', { logprobs: true }],
    ['tool_choice', { tools: [weather], tool_choice: 'required' as const }],
  ])('is not asked for %s', async (param, body) => {
    await expect(refusal(body)).rejects.toMatchObject({ status: 400, code: 'unsupported_parameter', param })
    expect(simOf('ollama').requests()).toEqual([])
  })
})

test('a brand that speaks a known dialect is one row: nothing else knows of it', async () => {
  const [model = ''] = chatModels('openrouter')
  const answer = await harness.openai.chat.completions.create(echo(`newcomer/${model}`, 'Hi'))
  expect(answer.choices[0]?.message.content).toBe('Hi')
  const { input_tokens, output_tokens } = billed('openrouter')
  const usd = input_tokens * flavourPrices.input + output_tokens * flavourPrices.output
  expect((await settled()).amount).toBe(Math.round(usd * 1e6))
})
