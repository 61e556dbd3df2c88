/** The commands against a server as `npm start` starts it, with the key that stands in its folder. */
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Running, startServer } from '../../test/running.ts'
import { run } from '../../test/shell.ts'
import { textTable } from './text-table.ts'

let server: Running
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.stop())

const command = (...args: string[]) => run(server.folder, args, { PROXY_API_BASE_URL: server.url })

describe('models', () => {
  it('list: the filters of listModels, as a table or as it came', async () => {
    const { code, out } = await command(
      'models',
      'list',
      '--provider',
      'openai',
      '--filter',
      'max_cost=0.001',
      '--limit',
      '2',
    )
    expect(code).toBe(0)
    expect(out).toMatch(/^model +window +output +input \$\/1K/)
    expect(out.match(/^openai:/gm)).toHaveLength(2)
    const { out: json } = await command('models', 'list', '--json', '--limit', '1')
    expect(JSON.parse(json)).toMatchObject({ count: 1, models: [{ uid: expect.any(String) }] })
  })

  it('search: words need no quotes', async () => {
    const { code, out } = await command('models', 'search', 'gpt4o', 'mini', '--provider', 'openai')
    expect(code).toBe(0)
    expect(out.split('\n')[1]).toMatch(/^openai:gpt-4o-mini /)
  })

  it('show: every field with its source', async () => {
    const { code, out } = await command('models', 'show', 'openai/gpt-4o')
    expect(code).toBe(0)
    expect(out).toMatch(/^context_length +128000 +\w+$/m)
  })

  it('refresh and changes', async () => {
    const refreshed = await command('models', 'refresh', 'openai', '--force')
    expect(refreshed).toMatchObject({ code: 0, error: '' })
    expect(refreshed.out).toMatch(/^openai +(updated|unchanged) /m)
    const changes = await command('models', 'changes', '--since', '0', '--limit', '1')
    expect(changes.out).toMatch(/^seq +time.*\n\d+ .* added /)
    expect(changes.out).toMatch(/^snapshot: snap_/m)
  })
})

describe('registry', () => {
  it('list and check: 1 where a threshold is violated', async () => {
    const post = (method: string, path: string, body: object) =>
      fetch(`${server.url}/api/v1/registry/models${path}`, {
        method,
        headers: { 'x-api-key': server.key, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    await post('POST', '', { model_id: 'mine', model_name: 'mine', model_type: 'llm', provider: 'local', version: '1' })
    await post('PUT', '/mine/thresholds/latency', { threshold: 1, direction: 'max' })
    expect((await command('registry', 'list')).out).toMatch(/^mine +mine +1 +local +active$/m)
    expect(await command('registry', 'check', 'mine')).toMatchObject({ code: 0, out: 'mine: performs well\n' })
    await post('POST', '/mine/performance', { metrics: { latency: 2 } })
    const { code, out } = await command('registry', 'check', 'mine')
    expect(code).toBe(1)
    expect(out).toContain('- latency is 2, above its threshold of 1')
  })
})

describe('what goes wrong', () => {
  it.each([
    [['models', 'show', 'gpt-4oo'], 1, /^MODEL_NOT_FOUND: .*Did you mean.*\(request req_/],
    [['models', 'list', '--filter', 'nonsense=1'], 1, /^UNKNOWN_PARAMETER/],
    [['models', 'list', '--filter', 'nonsense'], 1, /write <parameter>=<value>/],
    [['models', 'refresh', 'nobody'], 1, /^INVALID_REQUEST/],
    [['models', 'show'], 2, /missing required argument/],
    [['models', 'dance'], 2, /unknown command/],
    [['models', 'list', '--url', 'http://127.0.0.1:1'], 1, /./],
  ])('%j', async (args, code, text) => {
    const ran = await command(...args)
    expect(ran.code).toBe(code)
    expect(ran.error).toMatch(text)
    expect(ran.out).toBe('')
  })

  it('without a key in the folder or the environment, what needs one says so', async () => {
    const ran = await run(tmpdir(), ['registry', 'list', '--url', server.url])
    expect(ran).toMatchObject({ code: 1, error: expect.stringMatching(/^AUTH_REQUIRED/) })
  })
})

it('a table is as wide as it needs to be', () => {
  expect(
    textTable(
      ['a', 'bb'],
      [
        ['long', 1],
        [null, 'x'],
      ],
    ),
  ).toBe('a     bb\nlong  1\n-     x\n')
})
