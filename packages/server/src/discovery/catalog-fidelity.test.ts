/** What a public catalog states of a model is what the API answers: each file is read here a second time, by hand. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { searchCatalog } from './catalog-search.ts'
import type { Model } from './model.ts'
import { type CatalogFormat, importCatalog } from './sources/catalogs/import-catalog.ts'

const folder = new URL('../../../../../shared/fixtures/', import.meta.url)
const now = Date.UTC(2026, 10, 21)
type Row = Record<string, unknown>

/** Numbers as they are written. */
const read = (text: string): unknown =>
  JSON.parse(text, (_, value, context?: { source?: string }) =>
    typeof value === 'number' ? { digits: context?.source ?? String(value) } : value,
  )
const digits = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : (value as { digits?: string } | undefined)?.digits
const at = (row: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((value, name) => (value as Row | null | undefined)?.[name], row)

/** A decimal times ten to a power, rounded half-even: by moving the point in the text. */
function scaled(text: string, power: number): number {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const point = whole.length + power + Number(exponent)
  const all = (whole + fraction).padEnd(point, '0')
  const head = point > 0 ? all.slice(0, point) : '0'
  const tail = point > 0 ? all.slice(point) : '0'.repeat(-point) + all
  const half = tail.replace(/0+$/, '')
  const isUp = half[0] !== undefined && (half === '5' ? Number(head.at(-1)) % 2 === 1 : half[0] >= '5')
  return Number(head) + (isUp ? 1 : 0)
}

interface Reading {
  format: CatalogFormat
  file: string
  /** From its unit to micro-USD for a million tokens. */
  power: number
  /** Ours → theirs. */
  prices: Record<string, string>
  /** The rows of the file, by the key under which it has them. */
  rows(file: unknown): (readonly [key: string, row: Row])[]
  tiers(row: Row): { from: unknown; input: unknown; output: unknown; cache_read: unknown; cache_write_5m: unknown }[]
  limits: Record<string, (row: Row) => unknown>
  dates: Record<string, string>
  modalities(row: Row): { input: unknown; output: unknown }
}

const tierMembers = (row: Row, names: [string, string, string, string, string]) => {
  const [from, input, output, cache_read, cache_write_5m] = names.map((name) => at(row, name))
  return { from, input, output, cache_read, cache_write_5m }
}

const readings: Reading[] = [
  {
    format: 'models_dev',
    file: 'catalogs/models_dev_api.json',
    power: 6,
    prices: {
      input: 'cost.input',
      output: 'cost.output',
      cache_read: 'cost.cache_read',
      cache_write_5m: 'cost.cache_write',
      reasoning: 'cost.reasoning',
      input_audio: 'cost.input_audio',
      output_audio: 'cost.output_audio',
    },
    rows: (file) =>
      Object.values(file as Record<string, { models: Record<string, Row> }>).flatMap(({ models }) =>
        Object.entries(models),
      ),
    tiers: (row) =>
      ((at(row, 'cost.tiers') ?? []) as Row[]).map((tier) =>
        tierMembers(tier, ['tier.size', 'input', 'output', 'cache_read', 'cache_write']),
      ),
    limits: {
      context_length: (row) => at(row, 'limit.context'),
      max_input_tokens: (row) => at(row, 'limit.input'),
      max_tokens: (row) => at(row, 'limit.output'),
    },
    dates: { release_date: 'release_date', knowledge_cutoff: 'knowledge' },
    modalities: (row) => ({ input: at(row, 'modalities.input'), output: at(row, 'modalities.output') }),
  },
  {
    format: 'litellm',
    file: 'catalogs/litellm_model_prices_2026-08-01.json',
    power: 12,
    prices: {
      input: 'input_cost_per_token',
      output: 'output_cost_per_token',
      cache_read: 'cache_read_input_token_cost',
      cache_write_5m: 'cache_creation_input_token_cost',
      cache_write_1h: 'cache_creation_input_token_cost_above_1hr',
      reasoning: 'output_cost_per_reasoning_token',
      input_audio: 'input_cost_per_audio_token',
      output_audio: 'output_cost_per_audio_token',
      input_image: 'input_cost_per_image_token',
      'batch.input': 'input_cost_per_token_batches',
      'batch.output': 'output_cost_per_token_batches',
    },
    rows: (file) => Object.entries(file as Record<string, Row>),
    tiers: (row) => [
      ...[128, 200, 256, 272, 512].flatMap((thousands) => {
        const above = `_above_${thousands}k_tokens`
        const [input, output] = ['input_cost_per_token', 'output_cost_per_token'].map((name) => row[name + above])
        const [cache_read, cache_write_5m] = ['cache_read_input_token_cost', 'cache_creation_input_token_cost'].map(
          (name) => row[name + above],
        )
        const from = { digits: `${thousands}000` }
        return input === undefined ? [] : [{ from, input, output, cache_read, cache_write_5m }]
      }),
      ...((row.tiered_pricing ?? []) as Row[])
        .filter((tier) => Number(digits(at(tier, 'range.0')) ?? 0) > 0)
        .map((tier) =>
          tierMembers(tier, [
            'range.0',
            'input_cost_per_token',
            'output_cost_per_token',
            'cache_read_input_token_cost',
            'cache_creation_input_token_cost',
          ]),
        ),
    ],
    limits: { max_input_tokens: (row) => row.max_input_tokens, max_tokens: (row) => row.max_output_tokens },
    dates: { deprecation_date: 'deprecation_date' },
    modalities: (row) => ({ input: row.supported_modalities, output: row.supported_output_modalities }),
  },
  {
    format: 'openrouter',
    file: 'list-models/openrouter_models_recorded_2026-08-01.json',
    power: 12,
    prices: {
      input: 'pricing.prompt',
      output: 'pricing.completion',
      cache_read: 'pricing.input_cache_read',
      cache_write_5m: 'pricing.input_cache_write',
      cache_write_1h: 'pricing.input_cache_write_1h',
      reasoning: 'pricing.internal_reasoning',
      input_audio: 'pricing.audio',
      output_audio: 'pricing.audio_output',
      input_image: 'pricing.image',
    },
    rows: (file) => (file as { data: Row[] }).data.map((row) => [String(row.id), row]),
    tiers: (row) =>
      ((at(row, 'pricing.overrides') ?? []) as Row[]).map((tier) =>
        tierMembers(tier, ['min_prompt_tokens', 'prompt', 'completion', 'input_cache_read', 'input_cache_write']),
      ),
    limits: {
      context_length: (row) => at(row, 'top_provider.context_length') ?? row.context_length,
      max_tokens: (row) => at(row, 'top_provider.max_completion_tokens'),
    },
    dates: { knowledge_cutoff: 'knowledge_cutoff', shutdown_date: 'expiration_date' },
    modalities: (row) => ({
      input: at(row, 'architecture.input_modalities'),
      output: at(row, 'architecture.output_modalities'),
    }),
  },
]

/** Every row of the file that is one of the catalog, beside the API's answer on it. */
function pairs({ format, file, rows }: Reading): { key: string; row: Row; model: Model }[] {
  const text = readFileSync(new URL(file, folder), 'utf8')
  const { search } = searchCatalog(text, format, [], now)
  const { models } = search({ status: ['any'], availability: ['any'], limit: 100_000 }).body()
  const byUid = new Map(models.map((model) => [model.uid, model]))
  const byKey = new Map<string, Model[]>()
  for (const { sourceKey, provider, id } of importCatalog(format, text).rows) {
    const model = byUid.get(`${provider}:${id}`) ?? expect.fail(`${provider}:${id} is not answered`)
    byKey.set(sourceKey ?? '', [...(byKey.get(sourceKey ?? '') ?? []), model])
  }
  return rows(read(text)).flatMap(([key, row]) => {
    const model = byKey.get(key)?.shift()
    return model === undefined ? [] : [{ key, row, model }]
  })
}

const isPlausible = (date: string) => date >= '2015' && date < '2090'
const words = new Set(['text', 'image', 'audio', 'video', 'pdf', 'embedding'])

describe.skipIf(!existsSync(folder)).each(readings)('$format (skipped without shared/fixtures)', (reading) => {
  const all = existsSync(folder) ? pairs(reading) : []
  const usd = (value: unknown) => {
    const text = digits(value)
    return text === undefined || text.startsWith('-') ? undefined : scaled(text, reading.power) / 1e6
  }

  it('every price is the one of the file, to the micro-USD', () => {
    const wrong = all.flatMap(({ key, row, model }) =>
      Object.entries(reading.prices).flatMap(([name, path]) => {
        const [stated, answered] = [usd(at(row, path)), at(model.pricing, name)]
        return stated === undefined || stated === answered ? [] : [{ key, name, stated, answered }]
      }),
    )
    expect(wrong).toEqual([])
    const costs = all.filter(({ model }) => model.input_cost !== null)
    expect(costs.length).toBeGreaterThan(300)
    for (const { row, model } of costs) {
      const stated = usd(at(row, reading.prices.input ?? ''))
      if (stated !== undefined) expect(model.input_cost).toBe(Math.round(stated * 1e6) / 1e9)
    }
  })

  it('every tier is one of the answer, with each of its prices', () => {
    const tiered = all.filter(({ row }) => reading.tiers(row).length > 0)
    expect(tiered.length).toBeGreaterThan(40)
    for (const { key, row, model } of tiered) {
      const stated = reading.tiers(row).map(({ from, cache_write_5m, ...prices }) => ({
        min_input_tokens: Number(digits(from)),
        ...Object.fromEntries(Object.entries(prices).map(([name, value]) => [name, usd(value) ?? null])),
        ...(usd(cache_write_5m) !== undefined && { cache_write_5m: usd(cache_write_5m) }),
      }))
      stated.sort((a, b) => a.min_input_tokens - b.min_input_tokens)
      expect({ key, tiers: model.pricing.tiers }).toEqual({ key, tiers: stated })
    }
    expect(tiered.some(({ model }) => model.pricing.tiers?.some((tier) => tier.cache_write_5m))).toBe(true)
  })

  it('limits, dates and modalities are those of the file, or unknown where it has none that can be', () => {
    for (const { key, row, model } of all) {
      for (const [name, of] of Object.entries(reading.limits)) {
        const stated = Number(digits(of(row)) ?? 0)
        if (stated > 0) expect({ key, name, is: at(model, name) }).toEqual({ key, name, is: stated })
        else if (of(row) !== undefined && reading.format !== 'litellm') expect(at(model, name), key).toBeNull()
      }
      for (const [name, path] of Object.entries(reading.dates)) {
        const stated = at(row, path)
        if (typeof stated !== 'string' || Number.isNaN(Date.parse(stated))) continue
        expect({ key, name, is: at(model, name) }).toEqual({ key, name, is: isPlausible(stated) ? stated : null })
      }
      for (const [side, stated] of Object.entries(reading.modalities(row))) {
        if (!Array.isArray(stated)) continue
        const known = stated.map((word) => (word === 'file' ? 'pdf' : word)).filter((word) => words.has(word))
        expect({ key, side, is: [...(at(model.modalities, side) as string[])].sort() }).toEqual({
          key,
          side,
          is: [...new Set(known)].sort(),
        })
      }
    }
  })
})
