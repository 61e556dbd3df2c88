import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { realClock } from '../../test/ledger.ts'
import { testClock } from '../../test/runtime.ts'
import type { Clock } from '../runtime.ts'
import { printsOf, watchFiles } from './watch-files.ts'

function folderOf(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-watch-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

function watching(paths: string[], clock: Clock) {
  let calls = 0
  let tell = () => {}
  const watcher = watchFiles(printsOf(paths), clock, () => {
    calls++
    tell()
  })
  onTestFinished(() => watcher.close())
  const changed = () =>
    new Promise<void>((resolve) => {
      tell = resolve
    })
  return { calls: () => calls, changed, close: () => watcher.close() }
}

/** Far enough for the poll, the settling and the second look. */
async function pass(clock: ReturnType<typeof testClock>) {
  for (let step = 0; step < 120; step++) await clock.advance(100)
}

test('a file that is written is told once it stands still', async () => {
  const folder = folderOf({ 'config.yaml': 'a: 1' })
  const { changed, calls } = watching([join(folder, 'config.yaml')], realClock)
  const told = changed()
  writeFileSync(join(folder, 'config.yaml'), 'a: 2')
  await told
  expect(calls()).toBe(1)
})

test('CF03 a link to a folder that is turned, as in a ConfigMap, is told by an event', async () => {
  const folder = folderOf({})
  for (const [name, text] of [['..one', 'a: 1'] as const, ['..two', 'a: 2'] as const]) {
    mkdirSync(join(folder, name))
    writeFileSync(join(folder, name, 'config.yaml'), text)
  }
  symlinkSync('..one', join(folder, '..data'))
  symlinkSync('..data/config.yaml', join(folder, 'config.yaml'))
  const { changed } = watching([join(folder, 'config.yaml')], realClock)
  const told = changed()
  symlinkSync('..two', join(folder, '..new'))
  renameSync(join(folder, '..new'), join(folder, '..data'))
  await told
})

test('the poll finds what no event told, also a file that was not there', async () => {
  const folder = folderOf({})
  const clock = testClock()
  const path = join(folder, 'later', 'config.yaml')
  const { calls } = watching([path], clock)
  await pass(clock)
  expect(calls()).toBe(0)
  mkdirSync(join(folder, 'later'))
  writeFileSync(path, 'a: 1')
  await pass(clock)
  expect(calls()).toBe(1)
})

test('CF03 what is empty or gone is as it was; the same bytes again are no news', async () => {
  const folder = folderOf({ 'config.yaml': 'a: 1', '.env': 'A=1' })
  const [file, env] = [join(folder, 'config.yaml'), join(folder, '.env')]
  const clock = testClock()
  const { calls } = watching([file, env], clock)
  writeFileSync(file, '')
  unlinkSync(env)
  await pass(clock)
  expect(calls()).toBe(0)
  writeFileSync(file, 'a: 1')
  writeFileSync(env, 'A=1')
  await pass(clock)
  expect(calls()).toBe(0)
  writeFileSync(env, 'A=2')
  await pass(clock)
  expect(calls()).toBe(1)
})

test('while a file grows nothing is told', async () => {
  const folder = folderOf({ 'config.yaml': 'a: 1' })
  const path = join(folder, 'config.yaml')
  const clock = testClock()
  const { calls } = watching([path], clock)
  for (let line = 0; line < 100; line++) {
    writeFileSync(path, 'x'.repeat(line + 5))
    await clock.advance(100)
  }
  expect(calls()).toBe(0)
  await pass(clock)
  expect(calls()).toBe(1)
})

test('closed, it tells nothing more', async () => {
  const folder = folderOf({ 'config.yaml': 'a: 1' })
  const clock = testClock()
  const { calls, close } = watching([join(folder, 'config.yaml')], clock)
  writeFileSync(join(folder, 'config.yaml'), 'a: 2')
  close()
  await pass(clock)
  expect(calls()).toBe(0)
})

test('what changed after it was seen and before it was watched is told', async () => {
  const folder = folderOf({ 'config.yaml': 'a: 1' })
  const clock = testClock()
  const path = join(folder, 'config.yaml')
  const seen = printsOf([path])
  writeFileSync(path, 'a: 2')
  let calls = 0
  const watcher = watchFiles(seen, clock, () => calls++)
  onTestFinished(() => watcher.close())
  await pass(clock)
  expect(calls).toBe(1)
})
