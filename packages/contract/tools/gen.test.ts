/** What a new operation takes: its text, its example and `pnpm gen`. Done in a copy of the checkout. */
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')
const copy = mkdtempSync(join(tmpdir(), 'proxyapi-gen-'))
const run = (...args: string[]) =>
  promisify(execFile)(process.execPath, args, { cwd: copy, timeout: 60_000, killSignal: 'SIGKILL' })

const path = `
/api/v1/greetings/{name}:
  get:
    operationId: greet
    tags: [system]
    summary: Greet somebody
    description: Says hello as often as it is told to.
    x-sdk: system.greet
    x-permission: public
    parameters:
      - { name: name, in: path, required: true, description: Who., schema: { type: string, maxLength: 20 } }
      - { name: times, in: query, description: How often., schema: { type: integer, minimum: 1, maximum: 3 } }
    responses:
      200:
        description: The greeting.
        content:
          application/json:
            schema:
              type: object
              required: [data, status]
              properties:
                data: { type: object, required: [text], properties: { text: { type: string } } }
                status: { type: string, enum: [success] }
`
const example = `- name: twice
  request: { path: { name: Ada }, query: { times: 2 } }
  response: { status: 200, body: { data: { text: 'Hello, hello, Ada' }, status: success } }
`
const use = `
import { createMocks } from '@proxyapi/mocks'
import { ProxyAPI } from '@proxyapi/sdk'
const client = new ProxyAPI({ fetch: createMocks().fetch, maxRetries: 0 })
const refused = await client.system.greet('Ada', { times: 4 }).catch(({ status, details }) => [status, details[0].path])
console.log(JSON.stringify([await client.system.greet('Ada', { times: 2 }), refused]))
`

function copyCheckout() {
  const packages = ['contract', 'sdk', 'mocks']
  for (const folder of ['openapi', 'docs', ...packages.map((name) => `packages/${name}`)]) {
    cpSync(join(root, folder), join(copy, folder), {
      recursive: true,
      filter: (file) => !/node_modules|dist$|\.test\.ts$/.test(file),
    })
  }
  const [modules, installed] = [join(copy, 'node_modules'), join(root, 'node_modules/.pnpm/node_modules')]
  mkdirSync(join(modules, '@proxyapi'), { recursive: true })
  for (const name of readdirSync(installed)) {
    if (name !== '@proxyapi' && name !== '.bin') symlinkSync(join(installed, name), join(modules, name))
  }
  symlinkSync(join(root, 'node_modules/.bin'), join(modules, '.bin'))
  for (const name of packages) symlinkSync(join(copy, 'packages', name), join(modules, '@proxyapi', name))
}

describe('a new operation', () => {
  beforeAll(async () => {
    copyCheckout()
    const [document, paths] = [join(copy, 'openapi/openapi.yaml'), join(copy, 'openapi/paths/system.yaml')]
    const line = "  /health: { $ref: 'paths/system.yaml#/~1health' }\n"
    const added = "  /api/v1/greetings/{name}: { $ref: 'paths/system.yaml#/~1api~1v1~1greetings~1{name}' }\n"
    writeFileSync(document, readFileSync(document, 'utf8').replace(line, added + line))
    writeFileSync(paths, `${readFileSync(paths, 'utf8').trimEnd()}${path}`)
    writeFileSync(join(copy, 'openapi/examples/greet.yaml'), example)
    await run('packages/contract/tools/gen.ts')
  }, 120_000)
  afterAll(() => rmSync(copy, { recursive: true, force: true }))

  const made = (file: string) => readFileSync(join(copy, file), 'utf8')

  test('has its SDK method, validator, route and mock, which answer one another', async () => {
    writeFileSync(join(copy, 'use.ts'), use)
    const { stdout } = await run('--experimental-strip-types', 'use.ts')
    expect(JSON.parse(stdout)).toEqual([{ text: 'Hello, hello, Ada' }, [400, 'query.times']])
  })

  test('has its page of the reference, and words in the SDK', () => {
    expect(made('docs/reference/operations.md')).toContain(
      '### greet\n\n`GET /api/v1/greetings/{name}` · SDK `client.system.greet()`',
    )
    expect(made('packages/sdk/src/resources/system.ts')).toContain('* Says hello as often as it is told to.')
  })

  test('is what handlers must have, so that the compiler names the one that is missing', () => {
    expect(made('packages/contract/src/generated/operations.ts')).toMatch(/\n {2}greet: \{"id":"greet"/)
    expect(made('packages/contract/src/generated/operations.ts')).toMatch(
      /interface SuccessStatus \{[^}]*\n {2}greet: 200\n/,
    )
  })

  test('is no break of what was released', async () => {
    expect((await run('packages/contract/tools/release-gate.ts')).stderr).toBe('')
  })
})
