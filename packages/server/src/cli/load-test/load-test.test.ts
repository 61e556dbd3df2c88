import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { run } from '../../../test/shell.ts'

function folderOf(): string {
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-load-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const short = ['load-test', '--tier', 'light', '--duration', '2500ms', '--users', '6']

test('Operations 13: load-test --tier light gives progress, three reports and a verdict', async () => {
  const folder = folderOf()
  const { code, out, error } = await run(folder, short)
  expect({ code, error }).toEqual({
    code: 0,
    error: expect.stringMatching(/\r2 s {2}6 users {2}\d+ requests\/s {2}p95 \d+ ms {2}0 errors/),
  })
  expect(out).toMatch(/^pass: \d.* requests a second, p95 .* ms, 0 of \d+ failed$/m)
  const reports = join(folder, 'reports/load_tests')
  const names = readdirSync(reports)
  expect(names.map((name) => name.replace(/^light-\d+T\d+Z\./, '')).sort()).toEqual([
    'csv',
    'html',
    'json',
    'ndjson.gz',
  ])
  const file = (suffix: string) => readFileSync(join(reports, names.find((name) => name.endsWith(suffix)) ?? ''))
  const report = JSON.parse(String(file('.json'))) as { total_requests: number; by_status: object; ttft_ms: object }
  expect(report).toMatchObject({ verdict: 'pass', failed_requests: 0, by_status: { 200: report.total_requests } })
  expect(report.ttft_ms).not.toBeNull()
  expect(
    String(gunzipSync(file('.gz')))
      .trim()
      .split('\n'),
  ).toHaveLength(report.total_requests)
}, 60_000)

test('a target that fails has the verdict fail, and its errors are in the report', async () => {
  const folder = folderOf()
  const broken = createServer((_, response) => response.writeHead(503).end('{"code": "OVERLOADED"}'))
  await new Promise<void>((resolve) => broken.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void broken.close())
  const target = `http://127.0.0.1:${(broken.address() as { port: number }).port}`
  const asked = await run(folder, [...short, '--target', target, '--yes', '--out', 'here'])
  expect(asked).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^fail: /m),
    error: expect.stringContaining('100 % of requests failed'),
  })
  const json = readdirSync(join(folder, 'here')).find((name) => name.endsWith('.json')) ?? ''
  const { errors } = JSON.parse(readFileSync(join(folder, 'here', json), 'utf8')) as { errors: { error: string }[] }
  expect(errors[0]?.error).toBe('503 OVERLOADED')
}, 60_000)

test('nothing is asked where it is off, or where real providers could be paid', async () => {
  const folder = folderOf()
  expect(await run(folder, [...short, '--target', 'http://127.0.0.1:9'])).toMatchObject({
    code: 1,
    error: expect.stringContaining('--yes'),
  })
  writeFileSync(join(folder, 'config.yaml'), 'load_testing: { enabled: false }\n')
  expect(await run(folder, short)).toMatchObject({
    code: 1,
    error: expect.stringContaining('load_testing.enabled is false'),
  })
  writeFileSync(join(folder, 'config.yaml'), 'app: { environment: production }\n')
  expect((await run(folder, short)).error).toContain('load_testing.enabled is false')
})
