import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { errorTable } from '../src/errors.ts'
import bundle from '../src/generated/openapi.json' with { type: 'json' }
import { operations } from '../src/generated/operations.ts'
import { implement } from '../src/implement.ts'
import { type Document, operationsOf } from '../tools/document.ts'

const document = bundle as unknown as Document
const table = new URL('../../../../shared/spec/operations-table.md', import.meta.url)

test('every operation has a permission, a tag of the document and a success status', () => {
  const tags = document.tags.map(({ name }) => name)
  for (const { id, operation } of operationsOf(document)) {
    expect(tags, id).toContain(operation.tags[0])
    expect(operation['x-permission'], id).toBeTruthy()
    expect(
      Object.keys(operation.responses).some((status) => Number(status) < 400),
      id,
    ).toBe(true)
  }
})

test('there are 149 operations and each error code stands in the table', () => {
  expect(Object.keys(operations)).toHaveLength(149)
  for (const { id, operation } of operationsOf(document)) {
    for (const code of operation['x-errors'] ?? []) expect(errorTable, id).toHaveProperty(code)
  }
})

test('the router has exactly the methods and paths of the document', () => {
  const handlers = Object.fromEntries(Object.keys(operations).map((id) => [id, () => ({ status: 200 })]))
  const app = implement(handlers as never, {
    requestId: () => 'req_x',
    now: () => new Date(0),
    admit: () => ({}),
    bodyBytesMax: () => 1,
  })
  const routed = app.routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method} ${path.replace(/:(\w+)(\{\.[+*]\})?/g, '{$1}')}`)
  const described = operationsOf(document).map(({ method, path }) => `${method.toUpperCase()} ${path}`)
  expect(routed.sort()).toEqual(described.sort())
})

test('a fixed word wins over a parameter in the same place', async () => {
  const handlers = Object.fromEntries(Object.keys(operations).map((id) => [id, () => ({ status: 200, body: { id } })]))
  const app = implement(handlers as never, {
    requestId: () => 'req_x',
    now: () => new Date(0),
    admit: () => ({}),
    bodyBytesMax: () => 1,
  })
  const answered = async (path: string, method = 'GET') =>
    ((await (await app.request(path, { method })).json()) as { id: string }).id
  expect(await answered('/api/v1/models/changes')).toBe('listModelChanges')
  expect(await answered('/api/v1/models/search?q=x')).toBe('searchModels')
  expect(await answered('/api/v1/models/selections')).toBe('getModelSelections')
  expect(await answered('/api/v1/models/openai/gpt-4o')).toBe('getModel')
  expect(await answered('/api/v1/models/openai%2Fgpt-4o')).toBe('getModel')
  expect(await answered('/api/models/search?q=x')).toBe('searchModels')
  expect(await answered('/api/v1/webhooks/billing', 'GET')).not.toBe('createBillingWebhook')
})

test('a path that ends where a name should follow is no route, and is not said to have one', async () => {
  const handlers = Object.fromEntries(Object.keys(operations).map((id) => [id, () => ({ status: 200, body: { id } })]))
  const app = implement(handlers as never, {
    requestId: () => 'req_x',
    now: () => new Date(0),
    admit: () => ({}),
    bodyBytesMax: () => 1,
  })
  expect((await app.request('/api/v1/models/')).status).toBe(404)
  expect((await app.request('/api/v1/models/x', { method: 'PATCH' })).status).toBe(405)
})

test.skipIf(!exists(table))(
  'the document and the table of operations name the same ones (needs the specification beside the checkout)',
  () => {
    const rows = [...readFileSync(table, 'utf8').matchAll(/^\| `(\w+) ([^`]+)` \| (\w+) \|/gm)].map(
      ([, method, path, id]) => `${id} ${method} ${path}`,
    )
    const described = operationsOf(document).map(({ id, method, path }) => `${id} ${method.toUpperCase()} ${path}`)
    expect(described.sort()).toEqual(rows.sort())
  },
)

function exists(url: URL): boolean {
  try {
    readFileSync(url)
    return true
  } catch {
    return false
  }
}
