/** Every recorded or documented list beside the checkout, through the real reader: rows, rejects, units, traps. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { fetchedList } from '../../../test/discovery/fetched-list.ts'
import type { Facts, Statement } from '../model.ts'

const folder = new URL('../../../../../../shared/fixtures/', import.meta.url)

interface Recording {
  brand: string
  file: string
  rows: number
}

const recordings: readonly Recording[] = [
  { brand: 'openai', file: 'gomodel/openai/models.json', rows: 119 },
  { brand: 'grok', file: 'gomodel/xai/models.json', rows: 10 },
  { brand: 'google', file: 'gomodel/gemini/models.json', rows: 53 },
  { brand: 'groq', file: 'gomodel/groq/models.json', rows: 20 },
  { brand: 'openrouter', file: 'list-models/openrouter_models_recorded_2026-08-01.json', rows: 336 },
  { brand: 'google', file: 'list-models/gemini_models_list_recorded_subset.json', rows: 4 },
  { brand: 'anthropic', file: 'list-models/anthropic_models_list_docs_example.json', rows: 1 },
  { brand: 'azure_openai', file: 'list-models/azure_models_list_docs_example.json', rows: 1 },
  { brand: 'cohere', file: 'list-models/cohere_models_list_docs_example.json', rows: 1 },
  { brand: 'huggingface', file: 'list-models/huggingface_router_models_docs_example.json', rows: 1 },
  { brand: 'ollama', file: 'list-models/ollama_tags_docs_example.json', rows: 1 },
  { brand: 'openai', file: 'list-models/openai_models_list_spec_example.json', rows: 3 },
  { brand: 'perplexity', file: 'list-models/perplexity_models_list_docs_example.json', rows: 3 },
  { brand: 'vllm', file: 'list-models/vllm_models_schema_shape.json', rows: 1 },
  { brand: 'grok', file: 'list-models/xai_language_models_docs_example.json', rows: 2 },
]

/** What is read of a file; a page after it, where it names one, is the empty last one. */
async function read(brand: string, file: string): Promise<Statement[]> {
  const text = readFileSync(new URL(file, folder), 'utf8')
  const { result } = await fetchedList((_, response, n) => void response.end(n === 1 ? text : '{}'), { brand })
  if (result.outcome !== 'list') return expect.fail(JSON.stringify(result))
  expect(result.rejected).toBe(0)
  return result.statements
}

const factsOf = async (brand: string, file: string): Promise<Map<string, Facts>> =>
  new Map((await read(brand, file)).map(({ sourceKey, facts }) => [sourceKey ?? '', facts]))

const openrouter = 'list-models/openrouter_models_recorded_2026-08-01.json'

for (const { brand, file, rows } of recordings) {
  const isThere = existsSync(new URL(file, folder))
  const title = `${brand}: ${file} has ${rows} rows, each with an id, none rejected`
  it.skipIf(!isThere)(isThere ? title : `${title} (skipped: put the fixtures beside the checkout)`, async () => {
    const statements = await read(brand, file)
    expect(statements.length).toBe(rows)
    expect(new Set(statements.map(({ uid }) => uid)).size).toBe(rows)
    expect(await read(brand, file)).toEqual(statements)
    for (const { uid, facts, inferred } of statements) {
      expect(uid.startsWith(`${brand}:`)).toBe(true)
      for (const [field, value] of Object.entries({ ...inferred, ...facts })) {
        if (field.startsWith('pricing.') && typeof value === 'number') expect(Number.isSafeInteger(value)).toBe(true)
        expect({ field, isKnown: value !== null && value !== undefined }).toEqual({ field, isKnown: true })
      }
    }
  })
}

describe.skipIf(!existsSync(folder))('traps (skipped without shared/fixtures beside the checkout)', () => {
  it('openrouter: dynamic prices, moving aliases, free rows, longer prompts, sentinels', async () => {
    const statements = await read('openrouter', openrouter)
    const count = (is: (statement: Statement) => boolean) => statements.filter(is).length
    expect(count(({ facts }) => facts['pricing.mode'] === 'dynamic')).toBe(5)
    expect(count(({ uid }) => uid.startsWith('openrouter:~'))).toBe(10)
    expect(count(({ facts }) => facts.alias_of !== undefined)).toBe(10)
    expect(count(({ uid }) => uid.endsWith(':free'))).toBe(14)
    expect(count(({ facts }) => facts['pricing.tiers'] !== undefined)).toBe(44)
    expect(count(({ suspects }) => suspects.includes('shutdown_date'))).toBe(2)
    const ids = new Set(statements.map(({ sourceKey }) => sourceKey))
    for (const { facts } of statements) if (facts.alias_of !== undefined) expect(ids).toContain(facts.alias_of)
  })

  it('openrouter: 0.00000090000000000000005 a token is 0.9 a million; images are counted in tokens', async () => {
    const facts = [...(await factsOf('openrouter', openrouter)).values()]
    const outputs = facts.flatMap((row) => row['pricing.tiers'] ?? []).map(({ output }) => output)
    expect(outputs).toContain(900_000)
    for (const row of facts.filter((one) => one['pricing.input_image'] !== undefined))
      expect(row['pricing.input_image']).toBe(row['pricing.input'])
    const free = facts.filter((row) => row['pricing.input'] === 0 && row['pricing.output'] === 0)
    expect(free.length).toBeGreaterThanOrEqual(14)
  })

  it('openrouter: the limits of the host that answers win, and the others are kept', async () => {
    const text = JSON.parse(readFileSync(new URL(openrouter, folder), 'utf8'))
    const facts = await factsOf('openrouter', openrouter)
    const rows = text.data as { id: string; context_length: number; top_provider: { context_length: number | null } }[]
    const different = rows.filter(
      (row) => (row.top_provider.context_length ?? row.context_length) !== row.context_length,
    )
    expect(different.length).toBeGreaterThan(10)
    for (const row of different) {
      expect(facts.get(row.id)?.context_length).toBe(row.top_provider.context_length)
      expect(facts.get(row.id)?.metadata).toMatchObject({ context_length: row.context_length })
    }
  })

  it('grok: 30000 is 3 USD a million', async () => {
    const facts = await factsOf('grok', 'list-models/xai_language_models_docs_example.json')
    expect(facts.get('grok-3')).toMatchObject({
      'pricing.input': 3_000_000,
      'pricing.output': 15_000_000,
      'pricing.cache_read': 750_000,
      aliases: ['grok-3-beta', 'grok-3-latest'],
    })
  })

  it('google: the prefix goes, both limits stay apart, chat is a method, the stage is a status', async () => {
    const facts = await factsOf('google', 'list-models/gemini_models_list_recorded_subset.json')
    expect(facts.get('gemini-2.0-flash')).toMatchObject({
      max_input_tokens: 1_048_576,
      max_tokens: 8_192,
      supports_chat: true,
      status: 'legacy',
    })
    const compatible = await read('google', 'gomodel/gemini/models.json')
    expect(compatible.filter(({ uid }) => uid.includes('models/'))).toEqual([])
  })

  it('azure: what is not supported is known not to be; the date is the end of inference', async () => {
    const facts = await factsOf('azure_openai', 'list-models/azure_models_list_docs_example.json')
    expect(facts.get('curie')).toMatchObject({
      supports_chat: false,
      supports_completion: true,
      'supports.embeddings': false,
      'capabilities.fine_tuning': true,
      status: 'ga',
      shutdown_date: '2024-03-01',
    })
  })

  it('anthropic, openai, perplexity: 0 and null say nothing', async () => {
    const anthropic = await factsOf('anthropic', 'list-models/anthropic_models_list_docs_example.json')
    expect(anthropic.get('claude-opus-4-6')).not.toHaveProperty('max_tokens')
    expect(anthropic.get('claude-opus-4-6')).not.toHaveProperty('max_input_tokens')
    const openai = await factsOf('openai', 'list-models/openai_models_list_spec_example.json')
    expect([...openai.values()].map(({ shutdown_date }) => shutdown_date)).toEqual([undefined, undefined, '2026-10-23'])
    const perplexity = await factsOf('perplexity', 'list-models/perplexity_models_list_docs_example.json')
    for (const row of perplexity.values()) expect(row).not.toHaveProperty('release_date')
  })

  it('cohere: the window is a whole number, both endpoints are known', async () => {
    const facts = await factsOf('cohere', 'list-models/cohere_models_list_docs_example.json')
    expect(facts.get('command-xlarge-nightly')).toMatchObject({
      context_length: 2048,
      supports_chat: true,
      supports_completion: true,
    })
  })

  it('huggingface: the smallest window that is up, no price of its own, hosts without their pulse', async () => {
    const facts = await factsOf('huggingface', 'list-models/huggingface_router_models_docs_example.json')
    const row = facts.get('deepseek-ai/DeepSeek-V4-Pro')
    expect(row).toMatchObject({ context_length: 65_536, 'pricing.mode': 'dynamic' })
    expect(row).not.toHaveProperty('pricing.input')
    expect(row?.metadata?.offers).toHaveLength(3)
    expect(JSON.stringify(row)).not.toContain('throughput')
  })

  it('groq and vllm: the window, under the name that each has for it', async () => {
    const groq = await factsOf('groq', 'gomodel/groq/models.json')
    expect(groq.get('canopylabs/orpheus-v1-english')).toMatchObject({ context_length: 4_000, max_tokens: 50_000 })
    const vllm = await factsOf('vllm', 'list-models/vllm_models_schema_shape.json')
    expect(vllm.get('served-model-name')).toMatchObject({ context_length: 131_072 })
  })
})
