/** An agent as the upstream: names of the past, what it found, what it says it cost. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Harness, settledAll, startHarness } from './harness.ts'
import { facts, provider } from './lanes.ts'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness({
    providers: ({ perplexity }) => [
      provider('perplexity', 'perplexity', perplexity, { models: ['perplexity/sonar', 'sonar', 'fast'] }),
    ],
    models: [
      facts('perplexity', 'perplexity/sonar', { price: null }),
      facts('perplexity', 'sonar'),
      facts('perplexity', 'fast'),
    ],
  })
})
beforeEach(() => harness.sims.perplexity.reset())
afterAll(() => harness.close())

const messages = [{ role: 'user' as const, content: 'echo: Hello' }]
const sources = ['https://source-1.example/', 'https://source-2.example/']

describe('a name that was retired', () => {
  test('answers by the preset that took its place, searches the web, and says since when it is of the past', async () => {
    const { data, response } = await harness.openai.chat.completions.create({ model: 'sonar', messages }).withResponse()
    expect(data.choices[0]?.message.content).toBe('Hello')
    expect(response.headers.get('deprecation')).toBe('@1790467200')
    expect(harness.sims.perplexity.requests()[0]?.body).toMatchObject({
      preset: 'fast',
      tool_choice: { type: 'web_search' },
    })
    const body = { model: 'sonar', max_tokens: 100, messages }
    const streamed = await harness.anthropic.messages.create({ ...body, stream: true }).withResponse()
    expect(streamed.response.headers.get('deprecation')).toBe('@1790467200')
    for await (const _ of streamed.data);
  })

  test.each(['fast', 'perplexity/perplexity/sonar'])('%s is not', async (model) => {
    const { response } = await harness.openai.chat.completions.create({ model, messages }).withResponse()
    expect(response.headers.has('deprecation')).toBe(false)
    expect(harness.sims.perplexity.requests()[0]?.body).not.toHaveProperty('tool_choice')
  })
})

describe('what it found reaches callers', () => {
  test('of chat, whole and streamed', async () => {
    const whole = await harness.openai.chat.completions.create({ model: 'sonar', messages })
    const notes = whole.choices[0]?.message.annotations
    expect(notes?.map((note) => note.url_citation.url)).toEqual(sources)
    expect(notes?.[0]?.url_citation.title).toBe('Source 1')
    const stream = await harness.openai.chat.completions.create({ model: 'sonar', messages, stream: true })
    const told: unknown[] = []
    for await (const chunk of stream)
      told.push(...((chunk.choices[0]?.delta as { annotations?: [] })?.annotations ?? []))
    expect(told).toEqual(notes)
  })

  test('of responses and of messages', async () => {
    const { output } = await harness.openai.responses.create({ model: 'sonar', input: 'echo: Hello' })
    expect(output.at(-1)).toMatchObject({
      content: [{ text: 'Hello', annotations: sources.map((url) => ({ type: 'url_citation', url })) }],
    })
    const message = await harness.anthropic.messages.create({ model: 'sonar', max_tokens: 100, messages })
    expect(message.content).toMatchObject([{ text: 'Hello', citations: sources.map((url) => ({ url })) }])
  })
})

test('a model without a price costs what the run says that it cost, streamed as whole', async () => {
  const model = 'perplexity/perplexity/sonar'
  await harness.openai.chat.completions.create({ model, messages })
  for await (const _ of await harness.openai.chat.completions.create({ model, messages, stream: true }));
  await settledAll(harness)
  const [{ input_tokens: input = 0, output_tokens: output = 0 } = {}] = harness.sims.perplexity.bill()
  const amounts = harness.book.settled.slice(-2).map(({ amount }) => amount)
  expect(amounts).toEqual([(input + output * 4) / 2, (input + output * 4) / 2])
})
