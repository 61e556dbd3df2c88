/** Completions by OpenAI's client: natively where the model completes texts, else as a chat. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Harness, settledAll, startHarness } from './harness.ts'
import { facts, provider } from './lanes.ts'

let harness: Harness

beforeAll(async () => {
  harness = await startHarness({
    providers: ({ openai, anthropic }) => [
      provider('openai', 'openai', openai),
      provider('anthropic', 'anthropic', anthropic, { priority: 2 }),
    ],
    models: [
      facts('openai', 'gpt-3.5-turbo-instruct', { supportsChat: false, capabilities: ['completion'] }),
      facts('openai', 'gpt-4o'),
      facts('openai', 'sim/cut'),
      facts('anthropic', 'claude-sonnet-4-5-20250929'),
    ],
  })
})
afterAll(() => harness.close())

const native = 'openai/gpt-3.5-turbo-instruct'
const models = [native, 'openai/gpt-4o', 'anthropic/claude-sonnet-4-5-20250929']
const pathsSeen = () => Object.values(harness.sims).flatMap((sim) => sim.requests().map(({ path }) => path))

describe.each(models)('%s', (model) => {
  const request = { model, prompt: 'echo: one two three', max_tokens: 50 }

  test('whole', async () => {
    const { data, response } = await harness.openai.completions.create(request).withResponse()
    expect(data).toMatchObject({ object: 'text_completion', choices: [{ index: 0, text: 'one two three' }] })
    expect(data.choices[0]?.finish_reason).toBe('stop')
    expect(data.usage?.completion_tokens).toBeGreaterThan(0)
    expect(response.headers.get('x-proxyapi-provider')).toBe(model.split('/')[0])
    expect(Number(response.headers.get('x-proxyapi-cost'))).toBeGreaterThan(0)
  })

  test('streamed, for the same price', async () => {
    const stream = await harness.openai.completions.create({ ...request, stream: true })
    let text = ''
    for await (const chunk of stream) {
      text += chunk.choices[0]?.text ?? ''
      expect(chunk.usage ?? null).toBeNull()
    }
    expect(text).toBe('one two three')
    await harness.openai.completions.create(request)
    await settledAll(harness)
    const [streamed, whole] = harness.book.settled.slice(-2)
    expect(streamed?.amount).toBe(whole?.amount)
    expect(whole?.record).toMatchObject({ operation: 'createCompletion', estimated: false })
  })

  test('usage in a stream, where it is asked for', async () => {
    const stream = await harness.openai.completions.create({
      ...request,
      stream: true,
      stream_options: { include_usage: true },
    })
    let usage: { completion_tokens: number } | null | undefined
    for await (const chunk of stream) usage = chunk.usage ?? usage
    expect(usage?.completion_tokens).toBeGreaterThan(0)
  })

  test('with a trace', async () => {
    const asked = { ...request, proxyapi: { trace: true } }
    const answer = (await harness.openai.completions.create(asked)) as unknown as { proxyapi: { attempts: unknown[] } }
    expect(answer.proxyapi.attempts).toHaveLength(1)
  })
})

test('a model that completes texts is asked to, another one is asked as a chat', async () => {
  const ask = async (model: string) => {
    for (const sim of Object.values(harness.sims)) sim.reset()
    await harness.openai.completions.create({ model, prompt: 'x' })
    return pathsSeen()
  }
  expect(await ask(native)).toEqual(['/v1/completions'])
  expect(await ask('openai/gpt-4o')).toEqual(['/v1/chat/completions'])
})

test('what only a native model can do', async () => {
  const many = await harness.openai.completions.create({
    model: native,
    prompt: ['echo: a', 'echo: b'],
    n: 2,
    echo: true,
    logprobs: 1,
  })
  expect(many.choices.map(({ text }) => text)).toEqual(['echo: aa', 'echo: aa', 'echo: bb', 'echo: bb'])
  expect(many.choices[0]?.logprobs?.tokens).toEqual(['a'])
  for (const [param, more] of Object.entries({
    suffix: { suffix: 'x' },
    echo: { echo: true },
    best_of: { best_of: 2 },
    logprobs: { logprobs: 1 },
    prompt: { prompt: [1, 2] },
  })) {
    const asked = harness.openai.completions.create({ model: 'openai/gpt-4o', prompt: 'x', ...more })
    await expect(asked).rejects.toMatchObject({ status: 400, code: 'unsupported_parameter', param })
  }
})

test('a stream that is cut ends with an error and no mark', async () => {
  const response = await fetch(`${harness.url}/v1/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'openai/sim/cut', prompt: 'x', max_tokens: 100, stream: true }),
  })
  const text = await response.text()
  expect(text).toContain('"upstream_truncated"')
  expect(text).not.toContain('[DONE]')
})
