/** A brand that speaks a known dialect is one row, and its name stands nowhere else. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ModelSimulator, simulateOpenAI } from '@proxyapi/simulators'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Running, startServer } from './running.ts'

const temporary = () => mkdtempSync(join(tmpdir(), 'proxyapi-'))

describe('a brand of one row', () => {
  let simulator: ModelSimulator
  let server: Running
  let client: OpenAI

  beforeAll(async () => {
    simulator = await simulateOpenAI({ keys: ['its-key'] })
    const folder = temporary()
    const config = `
providers: [{ name: up, type: new, base_url: '${simulator.url}/v1', models: [gpt-4o, text-embedding-3-small] }]
model_overrides:
  gpt-4o: { input_cost: 0.001, output_cost: 0.002 }
  text-embedding-3-small: { input_cost: 0.001, output_cost: 0 }
`
    writeFileSync(join(folder, 'config.yaml'), config)
    server = await startServer({
      main: join(import.meta.dirname, 'newcomer-main.ts'),
      environment: { NEWCOMER_API_KEY: 'its-key' },
      folder,
    })
    client = new OpenAI({ apiKey: server.key, baseURL: `${server.url}/v1`, maxRetries: 0 })
  })
  afterAll(async () => {
    await server.stop()
    await simulator.close()
  })

  const messages = [{ role: 'user' as const, content: 'echo: Hello there' }]

  test('answers whole, by the name of the brand, with its key, as it spells', async () => {
    const answer = await client.chat.completions.create({ model: 'newcomer/gpt-4o', messages, max_tokens: 50 })
    expect(answer.choices[0]?.message.content).toBe('Hello there')
    expect(answer.usage?.completion_tokens).toBeGreaterThan(0)
    expect(simulator.requests().at(-1)?.body).toMatchObject({ model: 'gpt-4o', max_completion_tokens: 50 })
  })
  test('answers streamed', async () => {
    const stream = await client.chat.completions.create({ model: 'new/gpt-4o', messages, stream: true })
    let text = ''
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
    expect(text).toBe('Hello there')
  })
  test('answers callers of another dialect', async () => {
    const response = await fetch(`${server.url}/v1/messages`, {
      method: 'POST',
      headers: { 'x-api-key': server.key, 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'gpt-4o', messages, max_tokens: 50 }),
    })
    expect(await response.json()).toMatchObject({ content: [{ type: 'text', text: 'Hello there' }] })
  })
  test('serves the other operations of its row', async () => {
    const { data } = await client.embeddings.create({ model: 'up/text-embedding-3-small', input: 'Hello' })
    expect(data[0]?.embedding).toHaveLength(1536)
  })
  test('is listed under the name of its provider', async () => {
    const { data } = await client.models.list()
    expect(data.map(({ id }) => id)).toContain('up/gpt-4o')
  })
})

describe('a name outside rows and dialects', () => {
  const root = join(import.meta.dirname, '../../..')
  const check = (...rooms: string[]) =>
    execFileSync(process.execPath, ['.config/names.ts', ...rooms], {
      cwd: root,
      encoding: 'utf8',
      stdio: 'pipe',
      timeout: 60_000,
    })
  const checkOf = (lines: readonly string[]) => {
    const folder = temporary()
    writeFileSync(join(folder, 'some.ts'), lines.join('\n'))
    try {
      return check(folder)
    } catch (error) {
      return String((error as { stderr?: unknown }).stderr)
    } finally {
      rmSync(folder, { recursive: true })
    }
  }

  test('is in no file of the project', () => {
    expect(check()).toBe('')
  })
  test('is found where it decides, in a list, and as a member', () => {
    const lines = [
      "if (brand.id === 'openai') return",
      "switch (brand) { case 'anthropic': }",
      "const special = ['groq', 'mistral']",
      'const prices = { deepseek: 1 }',
      "  'vast.ai',",
    ]
    const found = checkOf(lines)
    for (const [i, line] of lines.entries()) expect(found).toContain(`some.ts:${i + 1}: ${line.trim()}`)
  })
  test('is not where it is another word, a family of callers, or a remark', () => {
    const lines = ['// groq: elsewhere', "const family = 'openai'", '/** `mistral` */', "const word = 'mistrals'"]
    expect(checkOf(lines)).toBe('')
  })
})
