/** Clients that others wrote, with nothing changed but the base URL, over upstreams of each dialect. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { aiClients } from './clients/ai-clients.ts'
import { anthropicMessages } from './clients/anthropic-client.ts'
import type { ClientTool } from './clients/foreign-client.ts'
import { langchain } from './clients/langchain-clients.ts'
import { openaiChat, openaiResponses } from './clients/openai-clients.ts'
import { type Harness, settledAll, startHarness } from './harness.ts'
import { facts, provider, speaking } from './lanes.ts'

const lanes = {
  'openai-chat': 'chat/gpt-4o',
  'openai-responses': 'responses/gpt-4o-mini',
  'anthropic-messages': 'anthropic/claude-sonnet-4-5-20250929',
  gemini: 'google/gemini-3.1-pro-preview',
  'cohere-v2': 'cohere/command-a-03-2025',
  'perplexity-agent': 'perplexity/perplexity/sonar',
}
const embedders = ['chat/text-embedding-3-small', 'google/gemini-embedding-001', 'cohere/embed-v4.0']
const idOf = (lane: string) => lane.slice(lane.indexOf('/') + 1)

const clientsAt = (url: string) => [
  openaiChat(url),
  openaiResponses(url),
  anthropicMessages(url),
  ...aiClients(url),
  langchain(url, false),
  langchain(url, true),
]
/** Names alone: the server has no address yet when tests are collected. */
const names = clientsAt('http://127.0.0.1').map(({ name }) => name)

let harness: Harness
let clients: ReturnType<typeof clientsAt>
const clientNamed = (name: string) => clients.find((client) => client.name === name)!

beforeAll(async () => {
  const embedding = { supportsChat: false, capabilities: [], contextLength: null }
  harness = await startHarness({
    providers: ({ openai, anthropic, cohere, google, perplexity }) => [
      speaking('openai-chat', provider('chat', 'openai', openai)),
      speaking('openai-responses', provider('responses', 'openai', openai, { priority: 2 })),
      provider('anthropic', 'anthropic', anthropic, { priority: 3 }),
      provider('cohere', 'cohere', cohere, { priority: 4 }),
      provider('perplexity', 'perplexity', perplexity, { priority: 6 }),
      provider('google', 'google', google, { priority: 5, baseUrl: `${google}/v1beta` }),
    ],
    models: [
      ...Object.values(lanes).map((lane) => facts(lane.split('/')[0]!, idOf(lane))),
      ...embedders.map((lane) => facts(lane.split('/')[0]!, idOf(lane), embedding)),
    ],
  })
  clients = clientsAt(harness.url)
})
afterAll(() => harness.close())

const city = z.object({ city: z.string() })
const weather: ClientTool = {
  name: 'get_weather',
  description: 'The weather of a city',
  parameters: city,
  run: (input) => `It rains in ${input.city}`,
}
const currency: ClientTool = {
  name: 'get_currency',
  description: 'The currency of a city',
  parameters: city,
  run: (input) => `They pay with coins in ${input.city}`,
}
const shape = z.object({ title: z.string(), pages: z.int(), tags: z.array(z.string()) })

describe.each(names)('%s', (name) => {
  describe.each(Object.entries(lanes))('over %s', (_, model) => {
    beforeAll(async () => {
      await settledAll(harness)
      harness.book.settled.length = 0
      for (const sim of Object.values(harness.sims)) sim.reset()
    })

    test.each([false, true])('an answer, its finish and its usage (streamed: %s)', async (stream) => {
      const client = clientNamed(name)
      const said = await client.say('echo: Grüße, one two three', { model, stream })
      expect(said.text).toBe('Grüße, one two three')
      expect(said.finish).toBe(client.stop)
      expect(said.outputTokens).toBeGreaterThan(0)
    })

    test.each([false, true])('a tool, its result, an answer to that (streamed: %s)', async (stream) => {
      const worked = await clientNamed(name).work('What is the weather in Paris?', [weather, currency], {
        model,
        stream,
      })
      expect(worked.called).toEqual(['get_weather'])
      expect(worked.text).toContain('It rains in')
    })

    test.each([false, true])('two tools at once (streamed: %s)', async (stream) => {
      const prompt = 'The weather in Paris, and its currency?'
      const worked = await clientNamed(name).work(prompt, [weather, currency], { model, stream })
      expect(worked.called).toEqual(['get_weather', 'get_currency'])
      expect(worked.text).toContain('It rains in')
    })

    test.each([false, true])('an object of a shape (streamed: %s)', async (stream) => {
      const filled = await clientNamed(name).fill('Describe a book.', shape, { model, stream })
      expect(shape.safeParse(filled)).toMatchObject({ success: true })
    })

    test('all of it came from there, and each call is paid with what it used', async () => {
      await settledAll(harness)
      const provider = model.split('/')[0]
      const { settled } = harness.book
      expect(settled.length).toBeGreaterThanOrEqual(12)
      for (const { record, attempts, amount } of settled) {
        expect(record).toMatchObject({ provider, model: idOf(model), estimated: false })
        expect(attempts).toHaveLength(1)
        expect(amount).toBeGreaterThan(0)
      }
      const billed = Object.values(harness.sims).flatMap((sim) => sim.bill())
      const sum = (list: readonly number[]) => list.reduce((total, one) => total + one, 0)
      expect(sum(settled.map(({ record }) => record.outputTokens))).toBe(sum(billed.map((row) => row.output_tokens)))
      expect(sum(settled.map(({ record }) => record.inputTokens))).toBe(sum(billed.map((row) => row.input_tokens)))
    })
  })
})

describe.each(names.filter((name) => clientsAt('http://127.0.0.1').some((one) => one.name === name && one.embed)))(
  '%s',
  (name) => {
    test.each(embedders)('embeddings of %s', async (model) => {
      const [red, blue, again] = await clientNamed(name).embed!(model, ['red', 'blue', 'red'])
      expect(red?.length).toBeGreaterThan(100)
      expect(again).toEqual(red)
      expect(blue).not.toEqual(red)
    })
  },
)
