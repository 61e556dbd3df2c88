import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { run } from '../../test/shell.ts'

const shipped = new URL('../../../../examples/deploy/', import.meta.url)

function folderOf(): string {
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-check-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The lines of `.env.example` with what an operator writes in their place. */
const written = (folder: string): string =>
  readFileSync(new URL('.env.example', shipped), 'utf8')
    .replace(/^ENCRYPTION_KEY=.*$/m, `ENCRYPTION_KEY=${Buffer.alloc(32, 5).toString('base64url')}`)
    .replace(/^PROXY_API_PROXY_API_KEYS=.*$/m, `PROXY_API_PROXY_API_KEYS=${'0123456789abcdef'.repeat(2)}`)
    .replace(/^PROXY_API_METRICS_TOKEN=.*$/m, `PROXY_API_METRICS_TOKEN=${'0123456789abcdef'.repeat(2)}`)
    .replace(/^OPENAI_API_KEY=.*$/m, 'OPENAI_API_KEY=sk-0123456789')
    .replace(/^DATABASE_URL=.*$/m, `DATABASE_URL=${join(folder, 'gpuproxy.db')}`)
    .replace(/^REDIS_URL=.*\n/m, '')

test('Operations 14: passes on the shipped example, once its blanks are filled in', async () => {
  const folder = folderOf()
  copyFileSync(new URL('config/config.yaml', shipped), join(folder, 'config.yaml'))
  writeFileSync(join(folder, '.env'), written(folder))
  for (const name of ['config.yaml', '.env']) chmodSync(join(folder, name), 0o600)
  expect((await run(folder, ['check', 'production'])).out).toContain('fail database: does not answer')
  expect(await run(folder, ['db', 'migrate'])).toMatchObject({ code: 0 })
  const checked = await run(folder, ['check', 'production'])
  expect(checked.out).not.toMatch(/^fail/m)
  expect(checked).toMatchObject({ code: 0, error: '' })
  expect(checked.out).not.toContain('0123456789')

  chmodSync(join(folder, '.env'), 0o644)
  expect(await run(folder, ['check', 'production'])).toMatchObject({
    code: 1,
    out: expect.stringContaining('fail files: everybody on this machine may read .env'),
  })
})

test('Operations 14: fails on the shipped example as it is, whose secrets are samples', async () => {
  const folder = folderOf()
  copyFileSync(new URL('config/config.yaml', shipped), join(folder, 'config.yaml'))
  copyFileSync(new URL('.env.example', shipped), join(folder, '.env'))
  const { code, out } = await run(folder, ['check', 'production'], { DATABASE_URL: 'gpuproxy.db', REDIS_URL: '' })
  expect(code).toBe(1)
  expect(out).toMatch(/^fail secrets: /m)
})

test('Operations 14: fails on a configuration of development, as JSON too', async () => {
  const folder = folderOf()
  writeFileSync(join(folder, 'config.yaml'), 'app: { debug: true }\n')
  const { code, out } = await run(folder, ['check', 'production', '--json'])
  expect(code).toBe(1)
  const failed = (JSON.parse(out) as { verdict: string; check: string }[]).filter(({ verdict }) => verdict === 'fail')
  expect(failed.map(({ check }) => check)).toEqual(
    expect.arrayContaining(['environment', 'debug', 'keys', 'providers']),
  )
})
