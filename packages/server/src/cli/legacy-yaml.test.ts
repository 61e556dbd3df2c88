import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { run } from '../../test/shell.ts'
import { parseEnvFile } from '../config/env-file.ts'

const older = Buffer.from(
  '# ours\r\nport:   9000\r\nproviders:\r\n  openai: {api_key: sk-of-the-older-file, timeout: 30}\r\n\r\n',
)

function world(text: Uint8Array | string = older) {
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-config-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'config.yaml')
  const env = join(folder, '.env')
  writeFileSync(path, text)
  const config = (...args: string[]) => run(folder, ['config', ...args])
  const migrate = (...args: string[]) => config('migrate', '--format', 'yaml', ...args)
  const rollback = (...args: string[]) => config('rollback', '--format', 'yaml', ...args)
  return { folder, path, env, config, migrate, rollback }
}

describe('an older config.yaml', () => {
  it('becomes one that the server reads, its keys move to .env, and goes back to the byte', async () => {
    const { path, env, config, migrate, rollback } = world()
    expect(JSON.parse((await config('check-legacy')).out)).toMatchObject({ yaml: true })
    expect((await migrate()).code).toBe(0)
    expect(JSON.parse((await config('check-legacy')).out)).toMatchObject({ yaml: false })
    expect(readFileSync(path, 'utf8')).toContain('# ours')
    expect(readFileSync(path, 'utf8')).not.toContain('sk-of-the-older-file')
    expect(parseEnvFile(readFileSync(env, 'utf8'))).toEqual({ OPENAI_API_KEY: 'sk-of-the-older-file' })
    expect(statSync(env).mode & 0o777).toBe(0o600)
    expect((await config('validate')).code).toBe(0)
    expect(readFileSync(`${path}.legacy`).equals(older)).toBe(true)
    expect((await rollback()).code).toBe(0)
    expect(readFileSync(path).equals(older)).toBe(true)
  })

  it('is shown without its keys, and --dry-run writes nothing', async () => {
    const { folder, path, migrate } = world()
    const { out } = await migrate('--dry-run')
    expect(out).toMatch(/^- {3}openai: \{api_key: \*\*\*/m)
    expect(out).toMatch(/^\+ .*port: {1,3}9000/m)
    expect(out).not.toContain('sk-of-the-older-file')
    expect(readFileSync(path).equals(older)).toBe(true)
    expect(readdirSync(folder)).toEqual(['config.yaml'])
  })

  it.each([
    ['port: 700000', 'port'],
    ['port: 1\nserver: { port: 2 }', 'say the same thing'],
    ['providers: { nobody: {} }', 'nobody'],
    ['port: [', 'config.yaml'],
  ])('%j is refused, and nothing is written', async (text, word) => {
    const { folder, path, migrate } = world(text)
    expect(await migrate()).toMatchObject({ code: 1, error: expect.stringContaining(word) })
    expect(readFileSync(path, 'utf8')).toBe(text)
    expect(readdirSync(folder)).toEqual(['config.yaml'])
  })

  it('a key that .env has otherwise is refused; one that it has is left', async () => {
    const { path, env, migrate } = world()
    writeFileSync(env, 'OPENAI_API_KEY=another\n')
    expect(await migrate()).toMatchObject({ code: 1, error: expect.stringContaining('another OPENAI_API_KEY') })
    expect(existsSync(`${path}.legacy`)).toBe(false)
    writeFileSync(env, 'A=1\nOPENAI_API_KEY=sk-of-the-older-file')
    expect((await migrate()).code).toBe(0)
    expect(readFileSync(env, 'utf8')).toBe('A=1\nOPENAI_API_KEY=sk-of-the-older-file')
  })

  it('formats are migrated and rolled back each for itself', async () => {
    const { migrate, config, path } = world()
    await migrate()
    expect((await config('rollback', '--format', 'model_selections')).code).toBe(1)
    const report = JSON.parse((await config('report')).out)
    expect(report).toMatchObject({
      migration_enabled: true,
      legacy_formats_detected: [],
      history: [{ format: 'yaml', file: 'config.yaml', backup: 'config.yaml.legacy' }],
      backups: ['config.yaml.legacy'],
    })
    expect((await config('rollback', '--format', 'yaml')).code).toBe(0)
    expect(readFileSync(path).equals(older)).toBe(true)
  })
})
