/** `proxyapi dev --simulate`: brands that are named are served, and said to be simulated. */
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { flavoursNamed } from '../src/cli/simulated-brands.ts'
import { type Running, startServer } from './running.ts'

describe('dev --simulate grok,azure', () => {
  let server: Running
  let client: OpenAI
  beforeAll(async () => {
    server = await startServer({ options: ['--simulate', 'grok,azure'] })
    client = new OpenAI({ apiKey: server.key, baseURL: `${server.url}/v1`, maxRetries: 0 })
  })
  afterAll(() => server.stop())

  test('says what is simulated', async () => {
    await vi.waitFor(() => expect(server.output()).toMatch(/vast\.ai, .*xAI and Azure OpenAI are simulated/))
  })

  test.each(['grok/grok-4.7', 'azure_openai/team-gpt'])('%s answers, for a price', async (model) => {
    const { data, response } = await client.chat.completions
      .create({ model, messages: [{ role: 'user', content: 'echo: Hello' }] })
      .withResponse()
    expect(data.choices[0]?.message.content).toBe('Hello')
    expect(Number(response.headers.get('x-proxyapi-cost'))).toBeGreaterThan(0)
  })

  test('no other brand is there', async () => {
    const asked = client.chat.completions.create({ model: 'groq/llama-3.3-70b-versatile', messages: [] })
    await expect(asked).rejects.toMatchObject({ status: expect.any(Number) })
    const { data } = await client.models.list()
    expect(data.some(({ id }) => id.startsWith('groq/'))).toBe(false)
  })
})

test('names are those of brands, aliases too; an unknown one is refused with the others', async () => {
  expect(flavoursNamed('xai, azure')).toEqual(['grok', 'azure_openai'])
  expect(flavoursNamed('all').length).toBeGreaterThan(10)
  expect(() => flavoursNamed('grok,x')).toThrow("'x' is not one of all, azure_openai, grok")
  await expect(startServer({ options: ['--simulate', 'x'] })).rejects.toThrow(
    "ended with 1:\n--simulate: 'x' is not one",
  )
  const keyed = startServer({ options: ['--simulate', 'grok'], environment: { OPENAI_API_KEY: 'k' } })
  await expect(keyed).rejects.toThrow('--simulate: a key is set or a provider configured')
})
