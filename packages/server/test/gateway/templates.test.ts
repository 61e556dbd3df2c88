import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readTemplates } from '../../src/cli/template-files.ts'
import { loadConfig } from '../../src/config/load.ts'
import type { Templates } from '../../src/gateway/template/templates.ts'
import { type Harness, settledAll, startHarness } from './harness.ts'
import { provider } from './lanes.ts'
import { rulesOf } from './rules.ts'
import { completion, scripted } from './scripted.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

function templatesOf(files: Record<string, string>, text = ''): Templates {
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-'))
  try {
    mkdirSync(join(folder, 'prompts'))
    for (const [name, source] of Object.entries(files)) writeFileSync(join(folder, 'prompts', name), source)
    const { config } = loadConfig({
      files: [{ name: 'config.yaml', text: `templates: { directory: prompts, ${text} }` }],
      environment: { APP_NAME: 'Acme' },
    })
    return readTemplates(folder, config)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const files = { 'tone.j2': 'Answer as {{ who }} of {{ app_name }}.', 'notes.txt': '{{' }
const own = "variables: { app_name: '${APP_NAME}' }"

describe('the files of a directory', () => {
  test('are templates where they end in .j2', () => {
    expect([...templatesOf(files).byName.keys()]).toEqual(['tone'])
  })

  test('are not looked at where templates are off, and need not exist', () => {
    expect(templatesOf({ 'bad.j2': '{{' }, 'enabled: false').byName.size).toBe(0)
    const { config } = loadConfig({ files: [{ name: 'a', text: '{}' }], environment: {} })
    expect(readTemplates(join(tmpdir(), 'nowhere'), config).byName.size).toBe(0)
  })

  test('are each named with the line where they are wrong', () => {
    const bad = { 'a.j2': 'fine\n{{ x | nope }}', 'b.j2': '{% if x %}', 'C.j2': '' }
    expect(() => templatesOf(bad)).toThrow(
      expect.objectContaining({
        problems: [
          expect.objectContaining({ path: 'prompts/C.j2', line: 1 }),
          expect.objectContaining({ path: 'prompts/a.j2', line: 2, message: "there is no filter 'nope'" }),
          expect.objectContaining({ path: 'prompts/b.j2', line: 1, message: expect.stringMatching(/^cannot be read/) }),
        ],
      }),
    )
  })

  test('are no more than the configuration says', () => {
    expect(() => templatesOf({ 'a.j2': '', 'b.j2': '' }, 'cache_size: 1')).toThrow(/2 templates/)
  })
})

describe('a call with a template', () => {
  const wish = (more: object) => ({ proxyapi: { template: { name: 'tone', variables: { who: 'a clerk' }, ...more } } })
  const settings = { templates: templatesOf(files, own) }

  async function sent(body: object, more: object = {}) {
    const { ask, calls } = scripted({ settings: { ...settings, ...more } })
    const reply = ask({
      messages: [
        { role: 'system', content: 'own' },
        { role: 'user', content: 'hi' },
      ],
      ...body,
    })
    await turn()
    calls[0]?.answer(200, completion('x'))
    await reply
    return calls[0]?.body.messages
  }

  test('has its text before everything else', async () => {
    const [first, ...rest] = (await sent(wish({}))) as { role: string; content: unknown }[]
    expect(first?.role).toBe('system')
    expect(JSON.stringify(first?.content)).toContain('Answer as a clerk of Acme.')
    expect(JSON.stringify(rest)).toContain('hi')
  })

  test('or as the last turn of the user', async () => {
    const messages = (await sent(wish({ role: 'user' }))) as object[]
    expect(messages.at(-1)).toMatchObject({ role: 'user', content: 'Answer as a clerk of Acme.' })
  })

  test('values are values: what looks like a template is told as it is', async () => {
    const messages = await sent(wish({ variables: { who: '{{ app_name }}' } }))
    expect(JSON.stringify(messages)).toContain('Answer as {{ app_name }} of Acme.')
  })

  test('is judged with the text', async () => {
    const filter = rulesOf({ keywords: ['clerk'], action: 'redact' })
    expect(JSON.stringify(await sent(wish({}), { filter }))).toContain('Answer as a [redacted] of')
  })

  test.each([
    ['an unknown template', { name: 'none' }, 'proxyapi.template.name'],
    ['values that are too long', { variables: { who: 'x'.repeat(70_000) } }, 'proxyapi.template.variables'],
    ['values that take a name of ours', { variables: { __now: 1 } }, 'proxyapi.template.variables'],
  ])('%s is refused', async (_, more, param) => {
    const { ask, calls } = scripted({ settings })
    await expect(ask(wish(more))).rejects.toMatchObject({ code: 'INVALID_REQUEST', options: { param } })
    expect(calls).toEqual([])
  })
})

describe('from socket to socket', () => {
  let harness: Harness
  beforeAll(async () => {
    harness = await startHarness({
      providers: ({ openai, anthropic }) => [
        provider('openai', 'openai', openai, { models: ['gpt-4o'] }),
        provider('anthropic', 'anthropic', anthropic, { models: ['claude-sonnet-4-5-20250929'], priority: 2 }),
      ],
      settings: { templates: templatesOf({ 'say.j2': 'echo: {{ what | upper }}' }) },
    })
  })
  afterAll(() => harness.close())

  test.each(['openai/gpt-4o', 'anthropic/claude-sonnet-4-5-20250929'])(
    '%s hears it; the option goes nowhere',
    async (model) => {
      const response = await fetch(`${harness.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          model,
          max_tokens: 50,
          messages: [{ role: 'user', content: 'please' }],
          proxyapi: { template: { name: 'say', variables: { what: 'hello' }, role: 'user' } },
        }),
      })
      const { choices } = (await response.json()) as { choices: { message: { content: string } }[] }
      expect(choices[0]?.message.content).toContain('HELLO')
      const requests = [...harness.sims.openai.requests(), ...harness.sims.anthropic.requests()]
      expect(JSON.stringify(requests.map(({ body }) => body))).not.toContain('proxyapi')
      await settledAll(harness)
    },
  )

  test('a name that is none, and an unknown member, are the contract’s to refuse', async () => {
    for (const template of [{ name: '../x' }, { name: 'say', text: '{{ 1 }}' }]) {
      const response = await fetch(`${harness.url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          model: 'openai/gpt-4o',
          messages: [{ role: 'user', content: 'x' }],
          proxyapi: { template },
        }),
      })
      expect(response.status).toBe(400)
    }
  })
})
