import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { parse } from 'yaml'
import { run } from '../../test/shell.ts'
import { parseEnvFile } from '../config/env-file.ts'
import { readHistory } from './migration-history.ts'

const production = `import os
# not run
open("ran", "w").write("it was executed")
CACHE = {"response_cache_ttl": int(os.getenv("RESPONSE_CACHE_TTL", "1200")), "secret": __import__("os").environ}
PROVIDERS = {"openai": {"api_key": "sk-of-the-older-file"}}
providers = PROVIDERS
`
const gunicorn = 'bind = "127.0.0.1:0"\r\nworkers = 4\n'

function world(files: Record<string, string> = { 'production_config.py': production, 'gunicorn.conf.py': gunicorn }) {
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-config-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return {
    folder,
    read: (name: string) => readFileSync(join(folder, name), 'utf8'),
    has: (name: string) => existsSync(join(folder, name)),
    run: (...args: string[]) => run(folder, args, { DATABASE_URL: join(folder, 'store.db') }),
    config: (...args: string[]) => run(folder, ['config', ...args]),
  }
}

describe('an older configuration in Python', () => {
  it('becomes config.yaml without being run, and goes back to the byte', async () => {
    const { folder, read, has, config } = world()
    expect(JSON.parse((await config('check-legacy')).out)).toMatchObject({ python: true, yaml: false })
    const { code, out } = await config('migrate', '--format', 'python')
    expect(code).toBe(0)
    expect(out).toContain('Left out: production_config.py:3: open("ran", "w").write("it was executed")')
    expect(out).toContain('OPENAI_API_KEY stands in .env now')
    expect(out).not.toContain('sk-of-the-older-file')
    expect(parse(read('config.yaml'))).toEqual({
      caching: { response_cache: { ttl: 1200 } },
      providers: [{ name: 'openai', type: 'openai', api_key_env: 'OPENAI_API_KEY', models: ['*'] }],
      server: { host: '127.0.0.1', port: 0, workers: 4 },
    })
    expect(parseEnvFile(read('.env'))).toEqual({ OPENAI_API_KEY: 'sk-of-the-older-file' })
    expect(JSON.parse((await config('check-legacy')).out)).toMatchObject({ python: false, yaml: false })
    expect((await config('validate')).code).toBe(0)
    expect(has('ran')).toBe(false)
    expect(read('production_config.py.legacy')).toBe(production)

    expect((await config('rollback', '--format', 'python')).code).toBe(0)
    expect([read('production_config.py'), read('gunicorn.conf.py')]).toEqual([production, gunicorn])
    expect(has('config.yaml')).toBe(false)
    expect(readHistory(folder).map(({ action, format }) => [action, format])).toEqual([
      ['migrate', 'python'],
      ['rollback', 'python'],
    ])
  })

  it('is added to a present config.yaml, which beats it and comes back with the rollback', async () => {
    const own = '# ours\nserver: { port: 7000 }\n'
    const { folder, read, config } = world({ 'production_config.py': 'X = 1\n', 'config.yaml': own })
    const { out, error } = await config('validate')
    expect(out + error).toContain('Not read beside a configuration')
    writeFileSync(join(folder, 'gunicorn.conf.py'), gunicorn)
    await config('migrate', '--format', 'python')
    expect(parse(read('config.yaml'))).toEqual({ server: { port: 7000, host: '127.0.0.1', workers: 4 } })
    expect(read('config.yaml.legacy')).toBe(own)
    expect((await config('rollback', '--format', 'python')).code).toBe(0)
    expect([read('config.yaml'), read('gunicorn.conf.py')]).toEqual([own, gunicorn])
  })

  it('--dry-run writes nothing; a result that the server refuses is refused', async () => {
    const { folder, config } = world()
    expect((await config('migrate', '--format', 'python', '--dry-run')).code).toBe(0)
    expect(readdirSync(folder).sort()).toEqual(['gunicorn.conf.py', 'production_config.py'])
    const broken = world({ 'gunicorn.conf.py': 'loglevel = "loud"\n' })
    expect(await broken.config('migrate', '--format', 'python')).toMatchObject({ code: 1 })
    expect(readdirSync(broken.folder)).toEqual(['gunicorn.conf.py'])
  })

  it('a file that came back is not overwritten, unless that is wanted', async () => {
    const { folder, read, config } = world()
    await config('migrate', '--format', 'python')
    writeFileSync(join(folder, 'gunicorn.conf.py'), 'workers = 9\n')
    expect(await config('rollback', '--format', 'python')).toMatchObject({ code: 1 })
    expect(read('gunicorn.conf.py')).toBe('workers = 9\n')
    expect((await config('rollback', '--format', 'python', '--force')).code).toBe(0)
    expect(read('gunicorn.conf.py')).toBe(gunicorn)
  })
})

describe('at the start', () => {
  const older = '# ours\nport: 0\nproviders:\n  openai: { api_key: sk-of-the-older-file }\n'

  it('an older config.yaml is written in the present form, with the original beside it', async () => {
    const { read, run } = world({ 'config.yaml': older })
    const { code, error } = await run('serve')
    expect(code).toBe(0)
    expect(error).toContain('An older configuration is now config.yaml')
    expect(error).not.toContain('sk-of-the-older-file')
    expect(parse(read('config.yaml'))).toMatchObject({ server: { port: 0 }, providers: [{ name: 'openai' }] })
    expect(read('config.yaml.legacy')).toBe(older)
    expect(parseEnvFile(read('.env'))).toEqual({ OPENAI_API_KEY: 'sk-of-the-older-file' })
  })

  it('files of Python become config.yaml', async () => {
    const { read, has, run } = world()
    const { code, error } = await run('serve')
    expect(code).toBe(0)
    expect(error).toContain('Left out: production_config.py:3')
    expect(parse(read('config.yaml'))).toMatchObject({ caching: { response_cache: { ttl: 1200 } } })
    expect([has('ran'), read('production_config.py'), read('gunicorn.conf.py')]).toEqual([false, production, gunicorn])
    expect((await run('serve')).error).toContain('Not read beside a configuration')
  })

  it('a gunicorn.conf.py by itself may be anybody’s, and is left alone', async () => {
    const { folder, run } = world({
      'gunicorn.conf.py': 'bind = "127.0.0.1:1"\n',
      'config.json': '{"server":{"port":0}}',
    })
    expect((await run('serve')).error).not.toContain('gunicorn')
    rmSync(join(folder, 'config.json'))
    expect((await run('config', 'validate')).error).not.toContain('gunicorn')
    expect(readdirSync(folder)).not.toContain('config.yaml')
  })

  it('where the operator does not want that, it is read as the present form and left as it is', async () => {
    const { folder, read } = world({ 'config.yaml': older })
    const environment = { PROXY_API_CONFIG_AUTO_MIGRATE: 'false', DATABASE_URL: join(folder, 'store.db') }
    const { code, error } = await run(folder, ['serve'], environment)
    expect(code).toBe(0)
    expect(error).toContain('config.yaml is of an older form')
    expect(read('config.yaml')).toBe(older)
    const { out } = await run(folder, ['config', 'show', '--json'], environment)
    expect(JSON.parse(out)).toContainEqual({
      key: 'server.port',
      value: 0,
      origin: expect.stringContaining('config.yaml'),
    })
  })

  it('what cannot be written down is read all the same', async () => {
    const { folder, read } = world({ 'config.yaml': older, '.env': 'OPENAI_API_KEY=another\n' })
    const { code, error } = await run(folder, ['serve'], { DATABASE_URL: join(folder, 'store.db') })
    expect(code).toBe(0)
    expect(error).toContain('was not rewritten')
    expect(read('config.yaml')).toBe(older)
  })

  it('a file of another name is left alone', async () => {
    const { read, run } = world({ 'ours.yaml': older })
    expect((await run('serve', '--config', 'ours.yaml')).code).toBe(0)
    expect(read('ours.yaml')).toBe(older)
  })
})
