import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Facts } from '../../model.ts'
import { isSuspectPrice } from '../../suspect.ts'
import { type CatalogFormat, catalogFormats, importCatalog } from './import-catalog.ts'
import type { Imported, ImportedRow } from './imported.ts'

const folder = new URL('../../../../../../../shared/fixtures/', import.meta.url)
const once = <K, T>(make: (key: K) => T) => {
  const made = new Map<K, T>()
  return (key: K): T => {
    const known = made.get(key) ?? make(key)
    made.set(key, known)
    return known
  }
}
const text = once((file: string) => readFileSync(new URL(file, folder), 'utf8'))
const parsed = once((file: string): unknown => JSON.parse(text(file)))
const importedFile = once((format: CatalogFormat) => importCatalog(format, text(files[format])))
const files = {
  models_dev: 'catalogs/models_dev_api.json',
  litellm: 'catalogs/litellm_model_prices_2026-08-01.json',
  openrouter: 'list-models/openrouter_models_recorded_2026-08-01.json',
  deprecations: 'catalogs/deprecations.json',
} as const

type Row = Record<string, unknown>
const rowOf = ({ rows }: Imported, provider: string, id: string): ImportedRow =>
  rows.find((row) => row.provider === provider && row.id === id) ?? expect.fail(`no ${provider}:${id}`)
const holders = ({ rows }: Imported, field: keyof Facts) =>
  rows.filter(({ facts }) => facts[field] !== undefined).length
const suspects = ({ rows }: Imported) =>
  rows.filter(({ facts }) =>
    (['pricing.input', 'pricing.output'] as const).some((field) => isSuspectPrice(field, facts[field] ?? 0)),
  )

describe.skipIf(!existsSync(folder))('files beside the checkout (skipped without shared/fixtures)', () => {
  it.each([
    ['models_dev', { read: 5276, taken: 5276, rejected: 0, skipped: 0 }, 0],
    ['litellm', { read: 2986, taken: 2847, rejected: 1, skipped: 138 }, 16],
    ['openrouter', { read: 336, taken: 336, rejected: 0, skipped: 0 }, 0],
    ['deprecations', { read: 415, taken: 415, rejected: 0, skipped: 0 }, 0],
  ] as const)('%s: %j, and %d suspect prices', (format, counts, suspect) => {
    const imported = importedFile(format)
    expect(imported.counts).toEqual(counts)
    expect(suspects(imported)).toHaveLength(suspect)
    const names = imported.rows.map(({ provider, id }) => `${provider}:${id}`)
    expect(new Set(names).size).toBe(counts.taken)
  })

  it('litellm: what was not taken says where it stands and why', () => {
    const { rejects, skipped } = importedFile('litellm')
    expect(rejects).toEqual([{ path: '/fallback_generalizations', reason: 'names no provider' }])
    expect(skipped).toContainEqual({ path: '/sample_spec', reason: 'is no model' })
    expect(skipped).toContainEqual({ path: '/1024-x-1024/dall-e-2', reason: 'is no model' })
    expect(new Set(skipped.map(({ reason }) => reason)).size).toBe(2)
  })

  describe('models_dev: every field of the file has its place', () => {
    const models = () =>
      Object.values(parsed(files.models_dev) as Record<string, { models: Record<string, Row> }>).flatMap((provider) =>
        Object.values(provider.models),
      )
    const at = (row: unknown, path: string): unknown =>
      path.split('.').reduce<unknown>((value, name) => (value as Row | undefined)?.[name], row)
    const isDate = (value: unknown) => typeof value === 'string' && value >= '2015' && !Number.isNaN(Date.parse(value))
    const isLimit = (value: unknown) => Number(value) > 0
    const isThere = (value: unknown) => value !== undefined && value !== null
    const isListed = (value: unknown) => Array.isArray(value) && value.length > 0

    const fields: [string, keyof Facts, (value: unknown) => boolean][] = [
      ['name', 'name', isThere],
      ['family', 'family', isThere],
      ['release_date', 'release_date', isDate],
      ['knowledge', 'knowledge_cutoff', isDate],
      ['reasoning', 'supports.reasoning', isThere],
      ['tool_call', 'supports.tools', isThere],
      ['structured_output', 'supports.structured_output', isThere],
      ['status', 'status', isThere],
      ['limit.context', 'context_length', isLimit],
      ['limit.input', 'max_input_tokens', isLimit],
      ['limit.output', 'max_tokens', isLimit],
      ['modalities.input', 'modalities.input', isListed],
      ['modalities.output', 'modalities.output', isListed],
      ['cost.input', 'pricing.input', isThere],
      ['cost.output', 'pricing.output', isThere],
      ['cost.cache_read', 'pricing.cache_read', isThere],
      ['cost.cache_write', 'pricing.cache_write_5m', isThere],
      ['cost.reasoning', 'pricing.reasoning', isThere],
      ['cost.input_audio', 'pricing.input_audio', isThere],
      ['cost.output_audio', 'pricing.output_audio', isThere],
      ['cost.tiers', 'pricing.tiers', isListed],
    ]

    it.each(fields)('%s → %s', (path, field, isStated) => {
      const stating = models().filter((row) => isStated(at(row, path))).length
      expect(stating).toBeGreaterThan(0)
      expect(holders(importedFile('models_dev'), field)).toBe(stating)
    })

    it('the others are kept as they are', () => {
      const known = new Set(['id', ...fields.map(([path]) => path.split('.')[0]), 'limit', 'modalities', 'cost'])
      const others = new Set(models().flatMap((row) => Object.keys(row).filter((name) => !known.has(name))))
      const { rows } = importedFile('models_dev')
      for (const name of others) {
        const stating = models().filter((row) => isThere(row[name])).length
        expect({ name, kept: rows.filter(({ facts }) => facts.metadata?.[name] !== undefined).length }).toEqual({
          name,
          kept: stating,
        })
      }
    })
  })

  describe('litellm: every field that we know has its place', () => {
    const models = () =>
      Object.entries(parsed(files.litellm) as Record<string, Row>).map(([key, row]) => ({ key, row }))

    it.each<[string, keyof Facts]>([
      ['input_cost_per_token', 'pricing.input'],
      ['output_cost_per_token', 'pricing.output'],
      ['cache_read_input_token_cost', 'pricing.cache_read'],
      ['cache_creation_input_token_cost', 'pricing.cache_write_5m'],
      ['cache_creation_input_token_cost_above_1hr', 'pricing.cache_write_1h'],
      ['output_cost_per_reasoning_token', 'pricing.reasoning'],
      ['input_cost_per_audio_token', 'pricing.input_audio'],
      ['output_cost_per_audio_token', 'pricing.output_audio'],
      ['input_cost_per_image_token', 'pricing.input_image'],
      ['input_cost_per_token_batches', 'pricing.batch'],
      ['input_cost_per_token_above_200k_tokens', 'pricing.tiers'],
      ['input_cost_per_token_above_128k_tokens', 'pricing.tiers'],
      ['search_context_cost_per_query', 'pricing.web_search'],
      ['input_cost_per_character', 'pricing.character'],
      ['max_input_tokens', 'max_input_tokens'],
      ['max_output_tokens', 'max_tokens'],
      ['supports_function_calling', 'supports.tools'],
      ['supports_parallel_function_calling', 'supports.parallel_tools'],
      ['supports_vision', 'supports.vision'],
      ['supports_response_schema', 'supports.structured_output'],
      ['supports_reasoning', 'supports.reasoning'],
      ['supports_prompt_caching', 'supports.prompt_cache'],
      ['supports_pdf_input', 'supports.pdf'],
      ['supports_audio_input', 'supports.audio'],
      ['supports_web_search', 'supports.web_search'],
      ['supports_native_streaming', 'supports.streaming'],
      ['supported_modalities', 'modalities.input'],
      ['supported_output_modalities', 'modalities.output'],
      ['deprecation_date', 'deprecation_date'],
      ['mode', 'supports_chat'],
      ['supported_endpoints', 'metadata'],
    ])('%s → %s', (name, field) => {
      const byKey = new Map(importedFile('litellm').rows.map((row) => [row.sourceKey, row.facts]))
      const isStated = (value: unknown) => value !== undefined && value !== null && value !== 0
      const stating = models().filter(({ key, row }) => byKey.has(key) && isStated(row[name]))
      expect(stating.length).toBeGreaterThan(0)
      expect(stating.filter(({ key }) => byKey.get(key)?.[field] === undefined).map(({ key }) => key)).toEqual([])
    })

    it('a limit that may be either counts only where neither is stated', () => {
      const byKey = new Map(importedFile('litellm').rows.map((row) => [row.sourceKey, row.facts]))
      for (const { key, row } of models()) {
        const facts = byKey.get(key)
        if (facts === undefined || row.max_input_tokens === undefined) continue
        if (row.max_output_tokens === undefined) expect(facts.max_tokens).toBeUndefined()
      }
    })
  })

  it('litellm: ranges of a tiered price become tiers, and its first range the price', () => {
    const { facts } = rowOf(importedFile('litellm'), 'dashscope', 'qwen-flash')
    expect(facts).toMatchObject({
      'pricing.input': 50_000,
      'pricing.output': 400_000,
      'pricing.tiers': [{ min_input_tokens: 256_000, input: 250_000, output: 2_000_000, cache_read: null }],
    })
  })

  it('deprecations: dates, replacements and our words for providers', () => {
    const imported = importedFile('deprecations')
    expect(rowOf(imported, 'openai', 'gpt-realtime').facts).toEqual({
      deprecation_date: '2026-07-20',
      shutdown_date: '2027-01-20',
      replacement: ['gpt-realtime-2.1'],
    })
    expect(new Set(imported.rows.map(({ provider }) => provider))).toEqual(
      new Set([
        'openai',
        'azure_openai',
        'google',
        'groq',
        'anthropic',
        'amazon-bedrock',
        'cohere',
        'google-vertex',
        'grok',
      ]),
    )
  })

  it('the catalogs call a provider what we call it, so that they speak of the same row', () => {
    const catalogs = (['models_dev', 'litellm'] as const).map(importedFile)
    for (const [provider, id] of [
      ['openai', 'gpt-4o'],
      ['anthropic', 'claude-sonnet-4-5-20250929'],
      ['grok', 'grok-4.3'],
      ['azure_openai', 'gpt-4o'],
      ['google', 'gemini-2.5-pro'],
      ['cohere', 'command-a-03-2025'],
    ] as const) {
      const prices = catalogs.map((catalog) => rowOf(catalog, provider, id).facts['pricing.input'])
      expect({ id, prices: new Set(prices).size }).toEqual({ id, prices: 1 })
    }
  })
})

describe('prices', () => {
  const litellm = (row: Row | string) =>
    importCatalog('litellm', typeof row === 'string' ? row : JSON.stringify({ m: { litellm_provider: 'p', ...row } }))

  it('3 USD a million is the same in every unit', () => {
    const token = litellm('{"m":{"litellm_provider":"p","mode":"chat","input_cost_per_token":3e-06}}')
    const million = importCatalog('models_dev', '{"p":{"models":{"m":{"id":"m","cost":{"input":3}}}}}')
    const list = importCatalog('openrouter', '{"data":[{"id":"m","pricing":{"prompt":"0.000003"}}]}')
    for (const { rows } of [token, million, list]) expect(rows[0]?.facts['pricing.input']).toBe(3_000_000)
  })

  it('no digit of the text is lost', () => {
    const { rows } = litellm('{"m":{"litellm_provider":"p","input_cost_per_token":0.00000012345650000000000001}}')
    expect(rows[0]?.facts['pricing.input']).toBe(123_457)
    const half = litellm('{"m":{"litellm_provider":"p","input_cost_per_token":0.0000001234565}}')
    expect(half.rows[0]?.facts['pricing.input']).toBe(123_456)
  })

  it('below 0 is dynamic, 0 is free, no number is unknown', () => {
    const facts = (price: unknown) => litellm({ input_cost_per_token: price }).rows[0]?.facts
    expect(facts(-1)).toMatchObject({ 'pricing.mode': 'dynamic' })
    expect(facts(0)).toEqual({ 'pricing.input': 0 })
    for (const none of ['free', null, true, {}, [], '']) expect(facts(none)).toEqual({})
  })

  it('what cannot be a price is suspect', () => {
    const suspects = (price: string) =>
      litellm(`{"m":{"litellm_provider":"p","input_cost_per_token":${price}}}`).rows[0]?.suspects
    for (const none of ['1e999', '"NaN"', '"Infinity"']) expect(suspects(none)).toEqual(['pricing.input'])
    for (const fine of ['0', '-1', '3e-6', 'null', '""']) expect(suspects(fine)).toEqual([])
  })

  it('longer prompts, batches, minutes of audio', () => {
    const { facts } = litellm({
      mode: 'audio_transcription',
      input_cost_per_second: 0.0001,
      input_cost_per_token: 0.000_001,
      input_cost_per_token_above_200k_tokens: 0.000_002,
      output_cost_per_token_above_200k_tokens: 0.000_004,
      input_cost_per_token_batches: 0.000_000_5,
    }).rows[0] as ImportedRow
    expect(facts).toMatchObject({
      'pricing.audio_minute': 6_000_000_000,
      'pricing.tiers': [{ min_input_tokens: 200_000, input: 2_000_000, output: 4_000_000, cache_read: null }],
      'pricing.batch': { input: 500_000, output: null },
    })
  })
})

describe('what a file says in an older or a second word', () => {
  const litellm = (row: Row) =>
    importCatalog('litellm', JSON.stringify({ m: { litellm_provider: 'p', ...row } })).rows[0]?.facts

  it('litellm: a cache hit is a read of the cache, unless that has a price of its own', () => {
    expect(litellm({ input_cost_per_token_cache_hit: 1.4e-8 })).toEqual({ 'pricing.cache_read': 14_000 })
    const both = { input_cost_per_token_cache_hit: 1.4e-8, cache_read_input_token_cost: 2.8e-8 }
    expect(litellm(both)).toEqual({ 'pricing.cache_read': 28_000 })
  })

  it('litellm: a second of audio may be priced on either side', () => {
    const second = (row: Row) => litellm({ mode: 'audio_transcription', ...row })?.['pricing.audio_minute']
    expect(second({ input_cost_per_second: 0, output_cost_per_second: 0.0001 })).toBe(6_000_000_000)
    expect(second({ input_cost_per_second: 0.0002, output_cost_per_second: 0.0001 })).toBe(12_000_000_000)
    expect(second({ input_cost_per_second: 0, output_cost_per_second: 0 })).toBeUndefined()
    expect(litellm({ mode: 'video_generation', output_cost_per_second: 0.1 })?.['pricing.audio_minute']).toBeUndefined()
  })

  it('litellm: what a model can do beyond our words for it stays, in its own', () => {
    const row = { supports_vision: true, supports_computer_use: true, supports_tool_choice: false, rpm: 100 }
    expect(litellm(row)).toEqual({
      'supports.vision': true,
      metadata: { supports_computer_use: true, supports_tool_choice: false, rpm: 100 },
    })
  })

  it('litellm: a tier has a price for writing to the cache where the file has one', () => {
    const tier = {
      input_cost_per_token_above_200k_tokens: 6e-6,
      cache_creation_input_token_cost_above_200k_tokens: 7.5e-6,
    }
    expect(litellm(tier)?.['pricing.tiers']).toEqual([
      { min_input_tokens: 200_000, input: 6_000_000, output: null, cache_read: null, cache_write_5m: 7_500_000 },
    ])
  })

  it('models_dev: prices that we have no place for stay numbers', () => {
    const model =
      '{"experimental":{"modes":{"fast":{"cost":{"input":30,"cache_write":37.5}}}},"input":"by hand","id":"m"}'
    const { rows } = importCatalog('models_dev', `{"p":{"models":{"m":${model}}}}`)
    expect(rows[0]?.facts.metadata).toEqual({
      experimental: { modes: { fast: { cost: { input: 30, cache_write: 37.5 } } } },
      input: 'by hand',
    })
  })
})

describe('whatever a file holds', () => {
  it('a row that cannot be read stops no other', () => {
    const { rows, rejects } = importCatalog(
      'models_dev',
      '{"p":{"models":{"a":{"id":"a"},"b":7,"c":{"id":"x\\u0000"},"d":{"id":"d"}}},"Q Q":{"models":{"e":{}}},"r":9}',
    )
    expect(rows.map(({ id }) => id)).toEqual(['a', 'd'])
    expect(rejects.map(({ path }) => path)).toEqual(['/p/models/b', '/p/models/c', '/Q Q/models/e'])
    for (const { reason } of rejects) expect(reason).not.toBe('')
  })

  it.each(catalogFormats)('%s: a text that is none says so', (format) => {
    for (const none of ['<html>', '{"a":', '']) expect(() => importCatalog(format, none)).toThrow('is not JSON')
  })

  it.each(catalogFormats)('%s: no row of any shape throws, and none is invented', (format) => {
    const member = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('2020-01-01', '2099-12-31', '3e-6', '-1', 'chat', 'p', '1e400', 'toString', '__proto__'),
    )
    const names = [
      'id',
      'cost',
      'limit',
      'modalities',
      'litellm_provider',
      'mode',
      'pricing',
      'model_id',
      'provider',
      'tiered_pricing',
      'top_provider',
      'supported_parameters',
      'input_cost_per_token',
      'max_tokens',
      'shutdown_date',
      'replacement_models',
      'family',
      'status',
    ]
    const row = fc.oneof(fc.jsonValue(), fc.dictionary(fc.constantFrom(...names), member))
    const wrapped: Record<string, (rows: unknown[]) => unknown> = {
      models_dev: (rows) => ({ p: { models: Object.fromEntries(rows.map((one, at) => [`m${at}`, one])) } }),
      litellm: (rows) => Object.fromEntries(rows.map((one, at) => [`m${at}`, one])),
      openrouter: (rows) => ({ data: rows }),
      deprecations: (rows) => rows,
    }
    fc.assert(
      fc.property(fc.array(row, { maxLength: 6 }), (rows) => {
        const { counts, rejects, skipped } = importCatalog(format, JSON.stringify(wrapped[format]?.(rows)))
        expect(counts.taken + rejects.length + skipped.length).toBe(counts.read)
        expect(counts.read).toBe(rows.length)
      }),
    )
  })
})
