import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { run } from '../../../test/shell.ts'

function folderWith(config: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-chaos-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'config.yaml'), config)
  return folder
}

const primary = "{ name: openai, type: openai, models: ['*'], fallback_provider: spare }"
const chaos = ['chaos', 'run', '--duration', '4s', '--out', 'report']

test('Operations 13: chaos run passes where each fallback stands in', async () => {
  const folder = folderWith(`providers: [${primary}, { name: spare, type: anthropic, models: ['*'] }]`)
  const { code, out, error } = await run(folder, chaos)
  expect({ code, out }).toEqual({ code: 0, out: 'pass: each of 1 fallbacks stood in, the books are sound\n' })
  expect(error).toMatch(/^openai well: 0 of [1-9]\d* failed\nopenai overloaded: 0 of [1-9]/)
  const { phases } = JSON.parse(readFileSync(join(folder, 'report/chaos.json'), 'utf8')) as { phases: object[] }
  expect(phases).toHaveLength(4)
}, 60_000)

test('Operations 13: chaos run finds a fallback that is broken, and names it', async () => {
  const folder = folderWith(`providers: [${primary}, { name: spare, type: anthropic, models: [claude-of-yesterday] }]`)
  const { code, out } = await run(folder, chaos)
  expect(code).toBe(1)
  expect(out).toMatch(/^openai with overloaded: its fallback spare does not stand in: 100 % of requests failed/m)
  expect(out).toMatch(/^openai with reset: its fallback spare does not stand in/m)
  expect(out).not.toMatch(/^openai: /m)
}, 60_000)

test('where nothing could stand in there is nothing to try', async () => {
  const folder = folderWith("providers: [{ name: openai, type: openai, models: ['*'] }]")
  expect(await run(folder, chaos)).toMatchObject({ code: 1, error: expect.stringContaining('fallback_provider') })
})
