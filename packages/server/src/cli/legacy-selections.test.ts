import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { run } from '../../test/shell.ts'
import { readHistory } from './migration-history.ts'

const old = Buffer.from('{"openai":   "gpt-4o",\r\n "grok": "grok-4"}\n\n')

function world(text: Uint8Array | string | null = old) {
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-config-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'config/model_selections.json')
  mkdirSync(join(folder, 'config'))
  if (text !== null) writeFileSync(path, text)
  const config = (...args: string[]) => run(folder, ['config', ...args])
  const migrate = (...args: string[]) => config('migrate', '--format', 'model_selections', ...args)
  const rollback = (...args: string[]) => config('rollback', '--format', 'model_selections', ...args)
  return { folder, path, config, migrate, rollback }
}

describe('migrate and rollback', () => {
  it('give the original back to the byte', async () => {
    const { path, migrate, rollback } = world()
    expect((await migrate()).code).toBe(0)
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ openai: { model_name: 'gpt-4o', editable: true } })
    expect(readFileSync(`${path}.legacy`).equals(old)).toBe(true)
    expect((await rollback()).code).toBe(0)
    expect(readFileSync(path).equals(old)).toBe(true)
  })

  it('a second migration overwrites no original', async () => {
    const { path, migrate, rollback } = world()
    await migrate()
    await rollback()
    writeFileSync(path, '{"openai":"gpt-5"}')
    await migrate()
    expect(readFileSync(`${path}.legacy`).equals(old)).toBe(true)
    expect(readFileSync(`${path}.legacy.1`, 'utf8')).toBe('{"openai":"gpt-5"}')
    await rollback()
    expect(readFileSync(path, 'utf8')).toBe('{"openai":"gpt-5"}')
  })

  it('--dry-run prints the difference and writes nothing', async () => {
    const { folder, path, migrate } = world()
    const { out } = await migrate('--dry-run')
    expect(out).toMatch(/^- .*"openai".*gpt-4o/m)
    expect(out).toMatch(/^\+ .*"model_name": "gpt-4o"/m)
    expect(readFileSync(path).equals(old)).toBe(true)
    expect(readdirSync(join(folder, 'config'))).toEqual(['model_selections.json'])
  })

  it('a file that was changed since is not overwritten, unless that is wanted', async () => {
    const { path, migrate, rollback } = world()
    await migrate()
    writeFileSync(path, '{"openai":{"model_name":"gpt-5"}}')
    expect(await rollback()).toMatchObject({ code: 1, error: expect.stringContaining('--force') })
    expect(readFileSync(path, 'utf8')).toContain('gpt-5')
    expect((await rollback('--force')).code).toBe(0)
    expect(readFileSync(path).equals(old)).toBe(true)
  })

  it('what was never migrated is not rolled back, and not twice', async () => {
    const { migrate, rollback } = world()
    expect((await rollback()).code).toBe(1)
    await migrate()
    await rollback()
    expect((await rollback()).code).toBe(1)
  })

  it('a broken file is named and left as it is', async () => {
    const { path, migrate, config } = world('{"openai": 7}')
    expect(await migrate()).toMatchObject({ code: 1, error: expect.stringContaining('openai: is neither') })
    expect((await config('check-legacy')).code).toBe(1)
    expect(readFileSync(path, 'utf8')).toBe('{"openai": 7}')
    expect(existsSync(`${path}.legacy`)).toBe(false)
  })

  it.each([['{"openai":{"model_name":"gpt-4o"}}'], [null]])('there is nothing to do for %s', async (text) => {
    expect((await world(text).migrate()).out).toContain('nothing to migrate')
  })

  it('another format is wrong usage', async () => {
    expect((await world().config('migrate', '--format', 'toml')).code).toBe(2)
  })
})

it('check-legacy and report say what is, and what was', async () => {
  const { folder, config, migrate, rollback } = world()
  expect(JSON.parse((await config('check-legacy')).out)).toEqual({ model_selections: true, yaml: false, python: false })
  await migrate()
  expect(JSON.parse((await config('check-legacy')).out)).toEqual({
    model_selections: false,
    yaml: false,
    python: false,
  })
  const report = JSON.parse((await config('report')).out)
  expect(report).toMatchObject({
    legacy_formats_detected: [],
    migration_needed: false,
    history: [
      { id: 1, action: 'migrate', file: 'config/model_selections.json', backup: 'config/model_selections.json.legacy' },
    ],
    backups: ['config/model_selections.json.legacy'],
  })
  await rollback()
  const [first, second] = readHistory(folder)
  expect(second).toMatchObject({
    id: 2,
    action: 'rollback',
    sha256_before: first?.sha256_after,
    sha256_after: first?.sha256_before,
  })
})
