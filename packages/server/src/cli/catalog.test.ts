import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { run } from '../../test/shell.ts'

const modelsDev = {
  xai: {
    models: {
      'grok-9': { id: 'grok-9', name: 'Grok 9', cost: { input: 1, output: 2 } },
      'grok-9-mini': { id: 'grok-9-mini', name: 'Grok 9 Mini', cost: { input: 0.1, output: 0.2 } },
    },
  },
  azure: { models: { 'grok-9': { id: 'grok-9', name: 'Grok 9', cost: { input: 1, output: 2 } } } },
}
const litellm = { 'xai/grok-9': { litellm_provider: 'xai', mode: 'chat', input_cost_per_token: 1e-6 } }

/** A folder with one catalog in it. */
function folderWith(catalog: unknown): string {
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-catalog-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'catalog.json'), JSON.stringify(catalog))
  return folder
}

/** The answer to a search of the catalog. */
async function answer(catalog: unknown, args: string[]) {
  const folder = folderWith(catalog)
  return run(folder, ['catalog', 'search', ...args, '--catalog', join(folder, 'catalog.json')], {})
}

const uids = (out: string) => (JSON.parse(out) as { models: { uid: string }[] }).models.map(({ uid }) => uid)

test('catalog search answers from the file alone, as the API does', async () => {
  const { code, out } = await answer(modelsDev, ['gork', '9', '--json'])
  expect(code).toBe(0)
  expect(uids(out)).toEqual(['grok:grok-9', 'azure_openai:grok-9', 'grok:grok-9-mini'])
})

test('the file tells its format; rows may be those of some providers', async () => {
  expect(uids((await answer(litellm, ['grok', '--json'])).out)).toEqual(['grok:grok-9'])
  expect(uids((await answer(modelsDev, ['grok', '--providers', 'azure', '--json'])).out)).toEqual([
    'azure_openai:grok-9',
  ])
})

test('filters are the parameters of the API, and are judged as these are', async () => {
  const cheap = await answer(modelsDev, ['grok', '--max-cost', '0.5', '--cost-unit', 'per_1m', '--json'])
  expect(uids(cheap.out)).toEqual(['grok:grok-9-mini'])
  const wrong = await answer(modelsDev, ['grok', '--max-cost', '-1'])
  expect(wrong).toMatchObject({ code: 2 })
  expect(wrong.error).toContain('max_cost')
})

test('without --json a line a model', async () => {
  const { out } = await answer(modelsDev, ['mini'])
  expect(out).toBe('grok\tgrok-9-mini\tGrok 9 Mini\n1 of 1\n')
})

test('what is no catalog is told, and the code is 1', async () => {
  const { code, error } = await answer({ nothing: true }, ['grok'])
  expect(code).toBe(1)
  expect(error).not.toBe('')
})
