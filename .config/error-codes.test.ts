/** One table of errors: what code, document, SDK and docs say are the same codes, and each is met by a test. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { errorTable } from '../packages/contract/src/errors.ts'
import { type Document, operationsOf } from '../packages/contract/tools/document.ts'

const root = join(import.meta.dirname, '..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const codes = Object.keys(errorTable).sort()

/** No answer of an operation: the log’s own, and what happens to a hold or a contract after its answer. */
const beyondOperations = ['CLIENT_DISCONNECTED', 'LEDGER_ALREADY_RESOLVED', 'NO_CAPACITY', 'STORAGE_FULL']

test('the SDK has them all, and no other', () => {
  const text = read('packages/sdk/src/generated/error-codes.ts')
  const union = /type ErrorCode =\n((?: {2}\| '\w+'\n)+)/.exec(text)![1]!
  expect([...union.matchAll(/'(\w+)'/g)].map(([, code]) => code).sort()).toEqual(codes)
})

test('the page of the reference has them all with status and retry, and no other', () => {
  const rows = [...read('docs/reference/errors.md').matchAll(/^\| `(\w+)` \| (\d+) \| (yes|no) \|/gm)]
  const told = rows.map(([, code, status, retry]) => [code, { status: Number(status), retry: retry === 'yes' }])
  const table = Object.entries(errorTable).map(([code, { status, retry }]) => [code, { status, retry }])
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(table))
})

test('the document names each at the operations that answer it, under a status that it declares', () => {
  const document = JSON.parse(read('packages/contract/src/generated/openapi.json')) as Document
  const named = new Set<string>()
  for (const { id, operation } of operationsOf(document)) {
    for (const code of operation['x-errors'] ?? []) {
      named.add(code)
      expect(Object.keys(operation.responses), `${id} ${code}`).toContain(
        String(errorTable[code as keyof typeof errorTable].status),
      )
    }
  }
  expect([...named, ...beyondOperations].sort()).toEqual(codes)
})

test('each is met by a test', () => {
  const tests = filesOf(['packages', 'examples']).filter((file) => /\.test\.ts$|\/test\//.test(file))
  const text = tests.map(read).join('\n')
  const unmet = codes.filter((code) => !new RegExp(`\\b(${code}|${code.toLowerCase()})\\b`).test(text))
  expect(unmet).toEqual([])
})

test('none is thrown that the table does not have', () => {
  const sources = filesOf(['packages']).filter((file) => /\/src\//.test(file) && !/\.test\.ts$|generated/.test(file))
  const thrown = sources.flatMap((file) =>
    [...read(file).matchAll(/new ApiError\(\s*'(\w+)'/g)].map(([, code]) => code!),
  )
  expect(thrown.length).toBeGreaterThan(100)
  expect([...new Set(thrown)].filter((code) => !(code in errorTable))).toEqual([])
})

const filesOf = (folders: readonly string[]) =>
  folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !/node_modules|(^|\/)dist\//.test(file))
      .map((file) => join(folder, file)),
  )
