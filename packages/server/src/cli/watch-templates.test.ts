import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { testClock } from '../../test/runtime.ts'
import { loadConfig } from '../config/load.ts'
import { watchTemplates } from './watch-templates.ts'

function watching(settings = 'auto_reload: true') {
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-templates-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const directory = join(folder, 'templates')
  mkdirSync(directory)
  writeFileSync(join(directory, 'a.j2'), 'one')
  const read = (text: string) =>
    loadConfig({ files: [{ name: 'a.yaml', text: `templates: { ${text} }` }], environment: {} }).config.templates
  let present = read(settings)
  let calls = 0
  const clock = testClock()
  const watcher = watchTemplates(
    folder,
    () => present,
    clock,
    () => calls++,
  )
  onTestFinished(() => watcher.close())
  return {
    directory,
    write: (name: string, text: string) => writeFileSync(join(directory, name), text),
    second: () => clock.advance(1_000),
    calls: () => calls,
    set: (text: string) => {
      present = read(text)
    },
    close: () => watcher.close(),
  }
}

test('what came, changed or went is told once, when two looks find it the same', async () => {
  const { write, directory, second, calls } = watching()
  await second()
  expect(calls()).toBe(0)
  write('a.j2', 'other')
  write('b.j2', 'two')
  await second()
  expect(calls()).toBe(0)
  for (let n = 0; n < 3; n++) await second()
  expect(calls()).toBe(1)
  rmSync(join(directory, 'a.j2'))
  for (let n = 0; n < 3; n++) await second()
  expect(calls()).toBe(2)
  rmSync(directory, { recursive: true })
  for (let n = 0; n < 3; n++) await second()
  expect(calls()).toBe(3)
})

test('while a file grows nothing is told, and what is no template never is', async () => {
  const { write, second, calls } = watching()
  for (let n = 0; n < 9; n++) {
    write('a.j2', 'x'.repeat(10 + n))
    write('notes.txt', `${n}`)
    await second()
  }
  expect(calls()).toBe(0)
  write('notes.txt', 'last')
  for (let n = 0; n < 3; n++) await second()
  expect(calls()).toBe(1)
})

test.each(['auto_reload: false', 'auto_reload: true, enabled: false'])(
  '%s: nobody looks until it is said',
  async (off) => {
    const { write, second, calls, set } = watching(off)
    write('a.j2', 'other')
    for (let n = 0; n < 3; n++) await second()
    expect(calls()).toBe(0)
    set('auto_reload: true')
    for (let n = 0; n < 3; n++) await second()
    expect(calls()).toBe(1)
  },
)

test('closed, it tells nothing more', async () => {
  const { write, second, calls, close } = watching()
  write('a.j2', 'other')
  close()
  for (let n = 0; n < 3; n++) await second()
  expect(calls()).toBe(0)
})
