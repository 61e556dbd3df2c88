import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { loadConfig } from '../config/load.ts'
import { keysFor } from './keys-file.ts'

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'proxyapi-keys-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

const configWith = (url: string) =>
  loadConfig({ files: [{ name: 'config.yaml', text: `database: { url: '${url}' }` }], environment: {} }).config

test('the secrets of a development server stand beside its database, for its owner alone, and stay', () => {
  const url = join(folder(), 'some.db')
  const keys = keysFor(configWith(url), {})
  const { encryption_key } = keys!.read()
  keys!.saveApiKey('pk_test')
  expect(JSON.parse(readFileSync(`${url}.keys`, 'utf8'))).toEqual({ encryption_key, api_key: 'pk_test' })
  expect(statSync(`${url}.keys`).mode & 0o777).toBe(0o600)
  expect(keysFor(configWith(url), {})!.read()).toEqual({ encryption_key, api_key: 'pk_test' })
})

test.each([':memory:', 'sqlite::memory:'])('a database in memory (%s) leaves no secrets behind', (url) => {
  const here = process.cwd()
  const before = readdirSync(here)
  const keys = keysFor(configWith(url), {})
  keys!.saveApiKey('pk_test')
  expect(keys!.read().api_key).toBe('pk_test')
  expect(readdirSync(here)).toEqual(before)
})

test('where ENCRYPTION_KEY is set nothing is kept', () => {
  expect(keysFor(configWith(':memory:'), { ENCRYPTION_KEY: 'k'.repeat(43) })).toBeNull()
})
