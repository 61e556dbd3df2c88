import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { configJsonSchema } from './json-schema.ts'
import { configReference } from './reference.ts'

const read = (name: string) => readFileSync(new URL(`../../../../docs/${name}`, import.meta.url), 'utf8')

test('Operations 2: the page of keys is what the schema says (proxyapi config schema --keys > docs/configuration.md)', () => {
  expect(read('configuration.md')).toBe(configReference())
})

test('Operations 2: the published schema is the one that is checked (proxyapi config schema > docs/config.schema.json)', () => {
  expect(JSON.parse(read('config.schema.json'))).toEqual(configJsonSchema())
})

test('the page tells type, default and what a change takes', () => {
  const page = configReference()
  for (const row of [
    '| `server.port` | integer 0–65535 | `8000` | restart |',
    '| `server.drain_timeout` | duration | 25s | live |',
    '| `validation.request.max_body_size` | size | 10MB | live |',
    '| `providers[].timeout` | number 0.001–3600 | – | live |',
    '| `memory.gc_tuning.generation0_threshold` | integer 1–1000000000 | `700` | no effect yet |',
    '| `app.environment` | `development` `staging` `production` | `development` | restart |',
  ])
    expect(page).toContain(row)
})
