import { expect, test } from 'vitest'
import { loadConfig } from '../config/load.ts'
import { noTemplates } from '../gateway/template/templates.ts'
import { snapshotOf } from '../wiring/snapshot.ts'
import { appSettingsOf, retiredPools } from './app-settings.ts'

const gatewayOf = (text: string) => {
  const loaded = loadConfig({ files: [{ name: 'config.yaml', text }], environment: {} })
  return appSettingsOf(snapshotOf({ ...loaded, templates: noTemplates, environment: {} })).gateway
}
const row = (name: string, more = '') => `{ name: ${name}, type: ollama, models: [x]${more} }`
const retired = (before: string, after: string) =>
  retiredPools(gatewayOf(`providers: [${before}]`), gatewayOf(`providers: [${after}]`))

test.each([
  ['as it was', row('a'), row('a'), []],
  ['with another timeout', row('a'), row('a', ', timeout: 5'), []],
  ['elsewhere', row('a'), row('a', ", base_url: 'http://127.0.0.1:9'"), ['a']],
  ['with fewer connections', row('a'), row('a', ', max_connections: 5'), ['a']],
  ['gone', `${row('a')}, ${row('b')}`, row('b'), ['a']],
  ['new', row('a'), `${row('a')}, ${row('b')}`, []],
])('the pool of a provider that is %s', (_, before, after, names) => {
  expect(retired(before, after)).toEqual(names)
})
