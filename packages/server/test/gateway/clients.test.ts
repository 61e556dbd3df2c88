import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Harness, settledAll, startHarness } from './harness.ts'
import { provider } from './lanes.ts'

let harness: Harness

beforeAll(async () => {
  harness = await startHarness({
    providers: ({ openai, anthropic, cohere, google, perplexity }) => [
      provider('openai', 'openai', openai, { models: ['gpt-4o', 'gpt-4o-mini'] }),
      provider('anthropic', 'anthropic', anthropic, { models: ['claude-sonnet-4-5-20250929'], priority: 2 }),
      provider('cohere', 'cohere', cohere, { models: ['command-a-03-2025'], priority: 3 }),
      provider('google', 'google', google, { models: ['gemini-3.1-pro-preview', 'gemini-2.5-flash'], priority: 4 }),
      provider('perplexity', 'perplexity', perplexity, { models: ['perplexity/sonar', 'sonar'], priority: 5 }),
    ],
  })
})
afterAll(() => harness.close())

const models = [
  'openai/gpt-4o',
  'anthropic/claude-sonnet-4-5-20250929',
  'cohere/command-a-03-2025',
  'google/gemini-3.1-pro-preview',
  'google/gemini-2.5-flash',
  'perplexity/perplexity/sonar',
  'perplexity/sonar',
]

describe.each(models)('OpenAI’s client and %s', (model) => {
  test('a whole answer', async () => {
    const { data, response } = await harness.openai.chat.completions
      .create({ model, messages: [{ role: 'user', content: 'echo: Hello there' }] })
      .withResponse()
    expect(data.choices[0]?.message.content).toBe('Hello there')
    expect(data.choices[0]?.finish_reason).toBe('stop')
    expect(response.headers.get('x-proxyapi-provider')).toBe(model.split('/')[0])
    expect(response.headers.get('x-proxyapi-attempts')).toBe('1')
    expect(Number(response.headers.get('x-proxyapi-cost'))).toBeGreaterThan(0)
  })

  test('a stream', async () => {
    const stream = await harness.openai.chat.completions.create({
      model,
      stream: true,
      messages: [{ role: 'user', content: 'echo: one two three' }],
    })
    let text = ''
    let finish: string | null | undefined
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? ''
      finish = chunk.choices[0]?.finish_reason ?? finish
      expect(chunk.usage ?? null).toBeNull()
    }
    expect(text).toBe('one two three')
    expect(finish).toBe('stop')
  })

  test('a stream with usage: streamed and whole cost the same', async () => {
    const messages = [{ role: 'user' as const, content: 'echo: the price of this' }]
    const stream = await harness.openai.chat.completions.create({
      model,
      stream: true,
      stream_options: { include_usage: true },
      messages,
    })
    let usage: { prompt_tokens: number; completion_tokens: number } | null | undefined
    for await (const chunk of stream) usage = chunk.usage ?? usage
    const whole = await harness.openai.chat.completions.create({ model, messages })
    expect(usage?.completion_tokens).toBe(whole.usage?.completion_tokens)
    await settledAll(harness)
    const [streamed, plain] = harness.book.settled.slice(-2)
    expect(streamed?.amount).toBe(plain?.amount)
    expect(plain?.amount).toBeGreaterThan(0)
  })

  test('tool calls, streamed and whole', async () => {
    const request = {
      model,
      messages: [{ role: 'user' as const, content: 'What is the weather in Paris?' }],
      tools: [
        {
          type: 'function' as const,
          function: {
            name: 'get_weather',
            parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
          },
        },
      ],
    }
    const whole = await harness.openai.chat.completions.create(request)
    const call = whole.choices[0]?.message.tool_calls?.[0]
    expect(call?.type === 'function' && call.function.name).toBe('get_weather')
    expect(whole.choices[0]?.finish_reason).toBe('tool_calls')
    const runner = harness.openai.chat.completions.stream(request)
    const final = await runner.finalChatCompletion()
    const streamed = final.choices[0]?.message.tool_calls?.[0]
    expect(streamed?.type === 'function' && streamed.function.arguments).toBe(
      call?.type === 'function' && call.function.arguments,
    )
  })

  test('a conversation goes on from the answer as it came, with the results of parallel calls', async () => {
    const tool = (name: string) => ({
      type: 'function' as const,
      function: { name, parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } },
    })
    const request = { model, tools: [tool('get_weather'), tool('get_currency')] }
    const asked = [
      { role: 'system' as const, content: 'Be brief.' },
      { role: 'user' as const, content: 'Weather and currency of Paris?' },
    ]
    const said = (await harness.openai.chat.completions.create({ ...request, messages: asked })).choices[0]!.message
    expect(said.tool_calls).toHaveLength(2)
    const results = said.tool_calls!.map(({ id }, n) => ({
      role: 'tool' as const,
      tool_call_id: id,
      content: `no ${n}`,
    }))
    const messages = [...asked, said, ...results]
    const whole = await harness.openai.chat.completions.create({ ...request, messages })
    expect(whole.choices[0]?.finish_reason).toBe('stop')
    expect(whole.choices[0]?.message.content).toContain('no 0')
    const streamed = await harness.openai.chat.completions.stream({ ...request, messages }).finalChatCompletion()
    expect(streamed.choices[0]?.message.content).toBe(whole.choices[0]?.message.content)
  })
})

describe.each(models)('Anthropic’s client and %s', (model) => {
  const request = { model, max_tokens: 200, messages: [{ role: 'user' as const, content: 'echo: Bonjour' }] }

  test('a whole message', async () => {
    const message = await harness.anthropic.messages.create(request)
    expect(message.content).toMatchObject([{ type: 'text', text: 'Bonjour' }])
    expect(message.stop_reason).toBe('end_turn')
    expect(message.usage.output_tokens).toBeGreaterThan(0)
  })

  test('a stream', async () => {
    const message = await harness.anthropic.messages.stream(request).finalMessage()
    expect(message.content).toMatchObject([{ type: 'text', text: 'Bonjour' }])
    expect(message.stop_reason).toBe('end_turn')
    expect(message.usage.output_tokens).toBeGreaterThan(0)
  })
})

test('the lists of both clients', async () => {
  const openai = await harness.openai.models.list()
  expect(openai.data.map(({ id }) => id)).toEqual([
    'anthropic/claude-sonnet-4-5-20250929',
    'cohere/command-a-03-2025',
    'google/gemini-2.5-flash',
    'google/gemini-3.1-pro-preview',
    'openai/gpt-4o',
    'openai/gpt-4o-mini',
    'perplexity/perplexity/sonar',
    'perplexity/sonar',
  ])
  const one = await harness.openai.models.retrieve('gpt-4o')
  expect(one.id).toBe('openai/gpt-4o')
  const page = await harness.anthropic.models.list({ limit: 5 })
  expect(page.data.map(({ id }) => id)).toEqual([
    'anthropic/claude-sonnet-4-5-20250929',
    'cohere/command-a-03-2025',
    'google/gemini-2.5-flash',
    'google/gemini-3.1-pro-preview',
    'openai/gpt-4o',
  ])
  expect(page.has_more).toBe(true)
  const next = await page.getNextPage()
  expect(next.data.map(({ id }) => id)).toEqual([
    'openai/gpt-4o-mini',
    'perplexity/perplexity/sonar',
    'perplexity/sonar',
  ])
  expect((await harness.anthropic.models.retrieve('openai/gpt-4o')).type).toBe('model')
})

test('an unknown model is a 404 with a hint, in the shape of either client', async () => {
  const messages = [{ role: 'user' as const, content: 'hi' }]
  await expect(harness.openai.chat.completions.create({ model: 'openai/gpt-4p', messages })).rejects.toMatchObject({
    status: 404,
    code: 'model_not_found',
    param: 'model',
    message: expect.stringContaining('openai/gpt-4o'),
  })
  await expect(harness.anthropic.messages.create({ model: 'nothing', max_tokens: 5, messages })).rejects.toMatchObject({
    status: 404,
    type: 'not_found_error',
  })
})

test('EG12 a field that would steer us is refused', async () => {
  const body = {
    model: 'gpt-4o',
    messages: [{ role: 'user' as const, content: 'hi' }],
    api_base: 'http://169.254.169.254',
  }
  await expect(harness.openai.chat.completions.create(body)).rejects.toMatchObject({
    status: 400,
    code: 'unknown_parameter',
  })
})

test('what the upstream billed is what was settled', async () => {
  await settledAll(harness)
  const billed = Object.values(harness.sims).flatMap((sim) => sim.bill())
  const sum = (pick: (row: { input_tokens: number; output_tokens: number }) => number) =>
    billed.reduce((total, row) => total + pick(row), 0)
  const records = harness.book.settled.map(({ record }) => record)
  expect(records.reduce((total, { outputTokens }) => total + outputTokens, 0)).toBe(sum((row) => row.output_tokens))
  expect(records.reduce((total, { inputTokens }) => total + inputTokens, 0)).toBe(sum((row) => row.input_tokens))
  expect(records.every(({ estimated }) => !estimated)).toBe(true)
})
