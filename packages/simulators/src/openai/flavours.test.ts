import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { events, send } from '../../test/raw-client.ts'
import { hasRecordings, recordedEvents, recordedJson, uncovered } from '../../test/shape.ts'
import type { ModelSimulator } from '../model-server.ts'
import { simulateBrand } from '../openai.ts'
import { errorFaults } from '../script.ts'
import { type FlavourName, flavourNames, flavourPrices, flavours } from './flavours.ts'

const sims = new Map<FlavourName, ModelSimulator>()
beforeAll(async () => {
  for (const name of flavourNames) sims.set(name, await simulateBrand(name, { seed: 'a' }))
})
afterAll(() => Promise.all([...sims.values()].map((sim) => sim.close())))
const simOf = (name: FlavourName): ModelSimulator => sims.get(name) ?? expect.fail(name)

const credential = (name: FlavourName): Record<string, string> =>
  flavours[name].auth === undefined ? { authorization: 'Bearer test' } : { 'api-key': 'test' }
const post = (name: FlavourName, path: string, body: object) =>
  send(`${simOf(name).url}${path}`, { body, headers: credential(name) })
const modelOf = (name: FlavourName, reasons: boolean): string =>
  flavours[name].models.find((model) => (model.reasons === true) === reasons)?.id ?? expect.fail(name)
const chat = (name: FlavourName, body: object = {}, reasons = false) =>
  post(name, `${flavours[name].bases[0]}/chat/completions`, {
    model: modelOf(name, reasons),
    messages: [{ role: 'user', content: 'What is the weather in Paris?' }],
    ...body,
  })

const tools = [
  {
    type: 'function',
    function: { name: 'get_weather', parameters: { type: 'object', properties: { location: { type: 'string' } } } },
  },
]

/** Members that nobody reads, and those that are null, empty or absent from one chunk to the next. */
const leftOut = [
  '$.choices[].message.tool_calls[].index',
  '$[].choices[].delta.content',
  '$[].choices[].delta.reasoning_content',
  ...['text_tokens', 'image_tokens'].flatMap((name) => [
    `$.usage.prompt_tokens_details.${name}`,
    `$[].usage.prompt_tokens_details.${name}`,
  ]),
]

describe.skipIf(!hasRecordings)('shapes of the recordings beside the checkout', () => {
  test.each<[FlavourName, string, object, boolean]>([
    ['grok', 'xai/xai-text', {}, true],
    ['grok', 'xai/xai-tool-call', { tools }, true],
    ['groq', 'groq/groq-text', {}, false],
    ['groq', 'groq/groq-reasoning', {}, true],
    ['groq', 'groq/groq-tool-call', { tools }, false],
    ['deepseek', 'deepseek/chat/deepseek-text', {}, false],
    ['deepseek', 'deepseek/chat/deepseek-reasoning', {}, true],
    ['deepseek', 'deepseek/chat/deepseek-tool-call', { tools }, true],
    ['mistral', 'mistral/mistral-text', {}, false],
    ['mistral', 'mistral/mistral-reasoning', {}, true],
  ])('%s: %s', async (name, file, body, reasons) => {
    const whole = await chat(name, body, reasons)
    expect(uncovered(recordedJson(`vercel-ai/${file}.json`), whole.json, leftOut)).toEqual([])
    const options = flavours[name].refuses?.includes('stream_options')
      ? {}
      : { stream_options: { include_usage: true } }
    const stream = await chat(name, { ...body, stream: true, ...options }, reasons)
    expect(uncovered(recordedEvents(`vercel-ai/${file}.chunks.txt`), events(stream.text), leftOut)).toEqual([])
  })

  test('mistral: tool calls, whole, and in pieces that repeat an empty name', async () => {
    const whole = await chat('mistral', { tools })
    expect(uncovered(recordedJson('vercel-ai/mistral/mistral-tool-call.json'), whole.json, leftOut)).toEqual([])
    const stream = await chat('mistral', { tools, stream: true })
    const recorded = recordedEvents('vercel-ai/mistral/mistral-incremental-tool-call.chunks.txt')
    const except = [...leftOut, '$[].choices[].delta.index', '$[].usage.prompt_tokens_details']
    expect(uncovered(recorded, events(stream.text), [...except, '$[].choices[].delta.tool_calls[].type'])).toEqual([])
    expect(stream.text).toContain('"name":""')
  })

  test('azure: a first chunk that says nothing', async () => {
    const [recorded] = recordedEvents('vercel-ai/openai/chat/azure-model-router.1.chunks.txt')
    const [first] = events((await chat('azure_openai', { stream: true })).text)
    expect(uncovered(recorded, first, ['$.prompt_filter_results[].content_filter_results.jailbreak'])).toEqual([])
  })
})

describe('what a wire does that OpenAI’s does not', () => {
  test('grok: reasoning outside output, cost in ticks', async () => {
    const { usage } = (await chat('grok', {}, true)).json as {
      usage: Record<string, number & { reasoning_tokens: number }>
    }
    const { prompt_tokens = 0, completion_tokens = 0, total_tokens, completion_tokens_details } = usage
    const reasoning = completion_tokens_details?.reasoning_tokens ?? 0
    expect(reasoning).toBeGreaterThan(0)
    expect(total_tokens).toBe(prompt_tokens + completion_tokens + reasoning)
    const usd = prompt_tokens * flavourPrices.input + (completion_tokens + reasoning) * flavourPrices.output
    expect(usage.cost_in_usd_ticks).toBeCloseTo(usd * 1e10)
  })
  test('openrouter: comments before data, details of thoughts, cost', async () => {
    const { text } = await chat('openrouter', { stream: true, stream_options: { include_usage: true } }, true)
    expect(text).toMatch(/^: OPENROUTER PROCESSING\n\n/)
    expect(text).toContain('"reasoning_details":[{"type":"reasoning.text"')
    expect(text).toMatch(/"cost":0\.\d+/)
  })
  test('deepseek: hits of the prompt cache', async () => {
    const { usage } = (await chat('deepseek')).json as { usage: Record<string, number> }
    expect([usage.prompt_cache_hit_tokens, usage.prompt_cache_miss_tokens]).toEqual([0, usage.prompt_tokens])
  })
  test('blackbox: a text where null is meant, whole and streamed', async () => {
    const whole = await chat('blackbox')
    expect(whole.json).toMatchObject({ choices: [{ message: { tool_calls: 'None' }, logprobs: 'None' }] })
    const stream = await chat('blackbox', { stream: true })
    expect(whole.text + stream.text).not.toContain('null')
  })
  test('mistral: refuses what it does not know, and ids that are no nine letters', async () => {
    const call = (id: string) => [
      { role: 'user', content: 'a' },
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ id, type: 'function', function: { name: 'f', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: id, content: 'b' },
    ]
    expect((await chat('mistral', { stream: true, stream_options: {} })).status).toBe(422)
    expect((await chat('mistral', { max_completion_tokens: 5 })).status).toBe(422)
    expect((await chat('mistral', { messages: call('call_1') })).status).toBe(400)
    expect((await chat('mistral', { messages: call('abcDEF789') })).status).toBe(200)
  })
  test('ollama: leaves out wishes and the rest of a long prompt, and says nothing', async () => {
    const { status, json } = await chat('ollama', {
      n: 2,
      messages: [{ role: 'user', content: 'word '.repeat(9_000) }],
    })
    expect([status, json]).toMatchObject([200, { choices: { length: 1 }, usage: { prompt_tokens: 4_096 } }])
  })
  test('a compatible server: calls counted from 1, usage in every chunk, no end marker', async () => {
    const { text } = await chat('openai_compatible', { tools, stream: true })
    expect(text).toContain('"tool_calls":[{"index":1,')
    const used = events(text).map(
      (event) => (event as { usage: { completion_tokens: number } }).usage.completion_tokens,
    )
    expect(used).toEqual([...used].sort((a, b) => a - b))
    expect(text).not.toContain('[DONE]')
  })
})

describe('azure', () => {
  const body = { messages: [{ role: 'user', content: 'Hi' }] }
  const dated = '/openai/deployments/team-gpt/chat/completions'
  test('is called by deployment with a version, or by model without', async () => {
    expect((await post('azure_openai', `${dated}?api-version=2024-10-21`, body)).status).toBe(200)
    expect((await post('azure_openai', '/openai/v1/chat/completions', { ...body, model: 'team-gpt' })).status).toBe(200)
    expect(
      (await post('azure_openai', '/openai/deployments/sim%2Foverloaded/chat/completions?api-version=1', body)).status,
    ).toBe(503)
  })
  test.each([
    ['no version', dated, 404, '404'],
    ['no such path', '/v1/chat/completions', 404, '404'],
    ['no such deployment', '/openai/deployments/x/chat/completions?api-version=1', 404, 'model_not_found'],
  ])('%s', async (_, path, status, code) => {
    expect(await post('azure_openai', path, body)).toMatchObject({ status, json: { error: { code } } })
  })
  test('takes its key in a header of its own', async () => {
    const { status } = await send(`${simOf('azure_openai').url}/openai/v1/models`, {
      headers: { authorization: 'Bearer x' },
    })
    expect(status).toBe(401)
  })
})

test.each(flavourNames)('%s: errors have its shapes, and lists stand where it has them', async (name) => {
  const { errors, bases, list } = flavours[name]
  const bodies = await Promise.all(
    errorFaults.map(
      async (fault) => (await chat(name, { model: `sim/${fault}` })).json as { error?: unknown; object?: string },
    ),
  )
  const kinds = new Set(bodies.map(({ error, object }) => (object === 'error' ? 'flat' : typeof error)))
  expect(kinds.size).toBeLessThanOrEqual(new Set(errors).size)
  expect(kinds.has('flat')).toBe(errors[0] === 'flat')
  const listed = await send(`${simOf(name).url}${list?.path ?? `${bases[0]}/models`}`, { headers: credential(name) })
  const rows = (listed.json as Record<string, { id: string }[]>)[list?.member ?? 'data'] ?? []
  expect(rows.map(({ id }) => id)).toEqual(expect.arrayContaining(flavours[name].models.map(({ id }) => id)))
})
