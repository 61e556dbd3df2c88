import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { keptLog, type Line, quietLog } from '../../test/runtime.ts'
import { type CacheFile, openCacheFile } from './cache-file.ts'

let folder: string
let file: CacheFile
const open = (bytesMax = 1_000_000) => openCacheFile(join(folder, 'cache'), bytesMax, quietLog)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cache-file-'))
  file = open()
})
afterEach(() => {
  file.close()
  rmSync(folder, { recursive: true })
})

test('what was kept is there when the file is opened again', async () => {
  await file.set('k', 'sealed', 1_000, 'm')
  file.close()
  file = open()
  expect(await file.get('k')).toEqual({ sealed: 'sealed', expiresAt: 1_000 })
  expect(await file.get('other')).toBeNull()
})

test('nobody but its owner can read it', async () => {
  await file.set('k', 'sealed', 1_000, 'm')
  expect(statSync(join(folder, 'cache')).mode & 0o777).toBe(0o700)
  for (const end of ['', '-wal', '-shm'])
    expect(statSync(join(folder, 'cache', `entries.db${end}`)).mode & 0o777).toBe(0o600)
})

test('a damaged file is made anew', async () => {
  await file.set('k', 'sealed', 1_000, 'm')
  file.close()
  writeFileSync(join(folder, 'cache', 'entries.db'), 'no database at all')
  const lines: Line[] = []
  file = openCacheFile(join(folder, 'cache'), 1_000, keptLog(lines))
  expect(await file.get('k')).toBeNull()
  await file.set('k', 'sealed', 1_000, 'm')
  expect(await file.get('k')).not.toBeNull()
  expect(lines).toMatchObject([{ level: 'warn' }])
  expect(readFileSync(join(folder, 'cache', 'entries.db')).toString('latin1', 0, 15)).toBe('SQLite format 3')
})

test('a file that another process uses is shared, not thrown away', async () => {
  await file.set('k', 'sealed', 1_000, 'm')
  const other = open()
  expect(await other.get('k')).not.toBeNull()
  await other.set('k2', 'sealed', 1_000, 'm')
  other.close()
  expect(await file.get('k2')).not.toBeNull()
})

test('a folder that cannot be used is told', () => {
  writeFileSync(join(folder, 'taken'), '')
  expect(() => openCacheFile(join(folder, 'taken'), 1_000, quietLog)).toThrow()
})

test('a user’s entries go, and nobody else’s', async () => {
  for (const key of ['response:u:1', 'response:u:2', 'response:u2:1']) await file.set(key, 'x', 1_000, 'm')
  await file.forget('response:u:')
  const left = await Promise.all(['response:u:1', 'response:u:2', 'response:u2:1'].map((key) => file.get(key)))
  expect(left.map((entry) => entry !== null)).toEqual([false, false, true])
})

test('the newest of one model', async () => {
  for (const n of [1, 3, 2]) await file.set(`k${n}`, 'x', n, 'm')
  await file.set('other', 'x', 9, 'n')
  expect(file.newest('m', 2).map(({ key }) => key)).toEqual(['k3', 'k2'])
})

describe('its size', () => {
  test('stays below the limit: the oldest go first', async () => {
    file.close()
    file = open(10_000)
    for (let n = 0; n < 50; n++) await file.set(`k${n}`, 'x'.repeat(1_000), n, 'm')
    const kept = file.newest('m', 100)
    expect(kept.length).toBeGreaterThan(4)
    expect(kept.length).toBeLessThanOrEqual(10)
    expect(kept[0]?.key).toBe('k49')
  })

  test('what is larger than the file may be is left out', async () => {
    file.close()
    file = open(10)
    await file.set('k', 'x'.repeat(11), 1, 'm')
    expect(await file.get('k')).toBeNull()
  })

  test('a sweep deletes what has run out', async () => {
    await file.set('old', 'x', 1_000, 'm')
    await file.set('new', 'x', 3_000, 'm')
    file.sweep(2_000)
    expect(await file.get('old')).toBeNull()
    expect(await file.get('new')).not.toBeNull()
  })
})
