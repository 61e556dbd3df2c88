import { describe, expect, test } from 'vitest'
import { openSealer, testTier } from '../../../test/gateway/cache.ts'
import { testRuntime } from '../../../test/runtime.ts'
import type { CacheFile } from '../../store/cache-file.ts'
import { type CachesParts, createCaches } from './create-caches.ts'

const row = {
  enabled: true,
  bytesMax: 1_000,
  entriesMax: 10,
  ttlMs: 60_000,
  compression: false,
  onDisk: true,
  isShared: true,
}
const settings = { responses: row, summaries: { ...row, enabled: false }, bytesMax: 10_000, warm: [] as string[] }
const runtime = testRuntime()
const created = (more: Partial<CachesParts> = {}) =>
  createCaches({ runtime, settings, sealer: openSealer, file: null, shared: null, ...more })

test('what is switched off is not there', () => {
  const off = created({ settings: { ...settings, responses: { ...row, enabled: false } } })
  expect(off).toMatchObject({ responses: null, summaries: null })
  expect(off.figures()).toEqual({ size: 0, hits: 0, misses: 0 })
})

test('one can be switched on and off; what was in memory is gone then', () => {
  const caches = created()
  caches.responses?.keep('u', 'k', 'x', 'm')
  caches.adopt({ ...settings, responses: { ...row, enabled: false } })
  expect(caches.responses).toBeNull()
  caches.adopt({ ...settings, summaries: row })
  expect(caches.responses?.find('u', 'k')).toBeNull()
  caches.summaries?.keep('u', 'k', 'x', 'm')
  expect(caches.summaries?.find('u', 'k')).toBe('x')
})

test('figures are those of all caches', () => {
  const { responses, summaries, figures } = created({ settings: { ...settings, summaries: row } })
  responses?.keep('u', 'k', 'x', 'm')
  summaries?.keep('u', 'k', 'x', 'm')
  responses?.find('u', 'k')
  summaries?.find('u', 'other')
  expect(figures()).toEqual({ size: 2, hits: 1, misses: 1 })
})

test('two caches of one tier never find each other’s entries', async () => {
  const shared = testTier()
  const parts = { settings: { ...settings, summaries: row }, shared }
  created(parts).responses?.keep('u', 'k', 'answer', 'm')
  const { responses, summaries } = created(parts)
  expect(await summaries?.find('u', 'k')).toBeNull()
  expect(await responses?.find('u', 'k')).toBe('answer')
})

test('a cache that is not shared stays in memory', async () => {
  const shared = testTier()
  const { responses } = created({ settings: { ...settings, responses: { ...row, isShared: false } }, shared })
  responses?.keep('u', 'k', 'x', 'm')
  expect(shared.entries.size).toBe(0)
  expect(responses?.find('u', 'k')).toBe('x')
})

test('a user is forgotten in every cache, and nobody else', async () => {
  const caches = created({ settings: { ...settings, summaries: row } })
  const all = [caches.responses, caches.summaries, caches.keyed]
  for (const cache of all) for (const user of ['u', 'u2']) cache?.keep(user, 'k', 'x', 'm')
  await caches.forget('u')
  expect(all.map((cache) => [cache?.find('u', 'k'), cache?.find('u2', 'k')])).toEqual([
    [null, 'x'],
    [null, 'x'],
    [null, 'x'],
  ])
})

describe('before the server is ready', () => {
  const entry = (key: string) => ({
    key: `response:u:${key}`,
    sealed: `response:u:${key}|t${key}`,
    expiresAt: runtime.clock.now() + 10_000,
  })
  const fileOf = (newest: CacheFile['newest']): CacheFile => ({ ...testTier(), newest, sweep() {}, close() {} })

  test('the newest answers of the named models are taken into memory', () => {
    const file = fileOf((model) => (model === 'm' ? [entry('a'), entry('b')] : []))
    const caches = created({ settings: { ...settings, warm: ['m', 'n'] }, file })
    caches.warm()
    expect(caches.figures().size).toBe(2)
    expect(caches.responses?.find('u', 'a')).toBe('a')
  })

  test('a file that fails warms nothing and stops nobody', () => {
    const file = fileOf(() => {
      throw new Error('damaged')
    })
    const caches = created({ settings: { ...settings, warm: ['m'] }, file })
    expect(() => caches.warm()).not.toThrow()
    expect(caches.figures().size).toBe(0)
  })
})
