/** `pnpm bench labels --fixtures FOLDER`: writes the labels that rules make from the catalogs there. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type CatalogFormat, searchCatalog } from '@proxyapi/server/catalog-search'
import { labelsByRule } from './label-rules.ts'
import type { LabelSet } from './labels.ts'

/** The catalogs, by format, below the folder of fixtures. */
export const catalogFiles: Readonly<Record<'models_dev' | 'litellm' | 'openrouter', string>> = {
  models_dev: 'catalogs/models_dev_api.json',
  litellm: 'catalogs/litellm_model_prices_2026-08-01.json',
  openrouter: 'list-models/openrouter_models_recorded_2026-08-01.json',
}
/** Decides what is retired. */
export const asOf = Date.UTC(2026, 7, 1)
const perRule = 5

const sets: readonly { format: keyof typeof catalogFiles; providers: string[] }[] = [
  {
    format: 'models_dev',
    providers: ['openai', 'anthropic', 'google', 'xai', 'cohere', 'perplexity', 'azure', 'openrouter'],
  },
  { format: 'models_dev', providers: [] },
  {
    format: 'litellm',
    providers: ['openai', 'anthropic', 'gemini', 'xai', 'cohere', 'perplexity', 'azure', 'deepseek', 'mistral'],
  },
  { format: 'openrouter', providers: [] },
]

/** What the rules ask of each catalog; the same each time. */
export const ruleSets = (read: (format: keyof typeof catalogFiles) => string): LabelSet[] =>
  sets.map(({ format, providers }) => {
    const { rows } = searchCatalog(read(format), format satisfies CatalogFormat, providers, asOf)
    const docs = rows.map(({ doc }) => doc)
    return { format, providers, rows: labelsByRule(docs, perRule) }
  })

export async function writeLabels(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { fixtures: { type: 'string' } } })
  const folder = values.fixtures ?? ''
  const made = ruleSets((format) => readFileSync(join(folder, catalogFiles[format]), 'utf8'))
  const file = new URL('../../search/labels.rules.json', import.meta.url)
  writeFileSync(file, `${JSON.stringify({ sets: made }, null, 2)}\n`)
}
