import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { type LogFileSettings, openLogFile } from './log-file.ts'

const hourMs = 3_600_000
const line = (n: number) => `line ${String(n).padStart(4, '0')}\n`

function place(more: Partial<LogFileSettings> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-log-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'logs', 'app.log')
  const lost: string[] = []
  const state = { nowMs: Date.now() }
  const settings = { path, bytesMax: 1_000, filesMax: 3, rotation: 'size' as const, isCompressed: false, ...more }
  const open = () =>
    openLogFile(
      settings,
      () => state.nowMs,
      (reason) => lost.push(reason),
    )
  const read = (suffix = '') => readFileSync(`${path}${suffix}`, 'utf8')
  return { folder: join(folder, 'logs'), path, lost, state, open, read }
}

const aside = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name !== 'app.log')
    .sort()

test('a file that would be too large is put aside; the oldest of them goes; no line is lost or doubled on the way', async () => {
  const { open, read, folder, lost } = place()
  const file = open()
  for (let n = 0; n < 450; n++) file.write(line(n))
  await file.close()
  const names = aside(folder)
  expect(names).toHaveLength(3)
  const text = [...names.map((name) => readFileSync(join(folder, name), 'utf8')), read()].join('')
  expect(text).toBe(Array.from({ length: 350 }, (_, n) => line(n + 100)).join(''))
  expect(lost).toEqual([])
})

test.each([
  ['daily', 24],
  ['time', 1],
] as const)(
  '%s: a new file when the time is over, also where it was over while nothing ran',
  async (rotation, hours) => {
    const { open, read, state, folder } = place({ rotation, bytesMax: 1e6 })
    state.nowMs = Math.floor(state.nowMs / (24 * hourMs)) * 24 * hourMs + 1
    const file = open()
    file.write('first\n')
    state.nowMs += hours * hourMs - 2
    file.write('still first\n')
    state.nowMs += 2
    file.write('second\n')
    await file.close()
    const old = () => aside(folder).map((name) => readFileSync(join(folder, name), 'utf8'))
    expect([old(), read()]).toEqual([['first\nstill first\n'], 'second\n'])
    state.nowMs = Date.now() + 2 * 24 * hourMs
    const later = open()
    later.write('third\n')
    await later.close()
    expect([old(), read()]).toEqual([['first\nstill first\n', 'second\n'], 'third\n'])
  },
)

test('what was put aside is packed where that is asked for, and counts among those that are kept', async () => {
  const { open, folder } = place({ isCompressed: true })
  const file = open()
  for (let n = 0; n < 650; n++) file.write(line(n))
  await file.close()
  const names = aside(folder)
  expect(names.map((name) => name.endsWith('.gz'))).toEqual([true, true, true])
  expect(String(gunzipSync(readFileSync(join(folder, names.at(-1) ?? ''))))).toBe(
    Array.from({ length: 100 }, (_, n) => line(n + 500)).join(''),
  )
})

test('a file that another program moved away is left there once it is told so', async () => {
  const { open, path, read } = place()
  const file = open()
  file.write('before\n')
  renameSync(path, `${path}.moved`)
  file.reopen()
  file.write('after\n')
  await file.close()
  expect([read('.moved'), read()]).toEqual(['before\n', 'after\n'])
})

test('lines that do not fit into what waits for the disk are lost and counted, and nobody waits', async () => {
  const { open, lost, read } = place({ bytesMax: 1e9 })
  const file = open()
  const large = `${'x'.repeat(1 << 20)}\n`
  for (let n = 0; n < 12; n++) file.write(large)
  expect(lost.length).toBeGreaterThan(0)
  expect(new Set(lost)).toEqual(new Set(['full']))
  await file.close()
  expect(read().length).toBe(large.length * (12 - lost.length))
})

test('a path that cannot be written is told when it is opened', () => {
  const { path } = place()
  const settings = {
    path: join(path, 'x', '\0'),
    bytesMax: 1,
    filesMax: 1,
    rotation: 'size',
    isCompressed: false,
  } as const
  expect(() => openLogFile(settings, Date.now, () => {})).toThrow()
})
