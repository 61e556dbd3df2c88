import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { brands } from './brands.ts'
import { dialects, inboundDialects } from './dialects.ts'

/** Dialects of the plan, built or not. */
const known = [
  'openai-chat',
  'openai-responses',
  'openai-completions',
  'anthropic-messages',
  'cohere-v2',
  'gemini',
  'perplexity-agent',
]

test('every brand of the specification has a row', () => {
  expect([...brands.keys()]).toEqual([
    'openai',
    'anthropic',
    'azure_openai',
    'cohere',
    'perplexity',
    'grok',
    'blackbox',
    'openrouter',
    'google',
    'groq',
    'mistral',
    'deepseek',
    'together',
    'huggingface',
    'fireworks',
    'ollama',
    'vllm',
    'openai_compatible',
  ])
})

test('a row is what the gateway can use', () => {
  const names = [...brands.values()].flatMap((brand) => [brand.id, ...brand.aliases])
  expect(new Set(names).size, 'ids and aliases are unique').toBe(names.length)
  for (const brand of brands.values()) {
    expect(brand.speaks.length, brand.id).toBeGreaterThan(0)
    for (const dialect of [...brand.speaks, ...(brand.list === null ? [] : [brand.list.dialect])])
      expect(known).toContain(dialect)
    expect(brand.operations).toContain('chat')
    for (const name of brand.keyEnv) expect(name).toMatch(/^[A-Z][A-Z0-9_]+$/)
    if (brand.baseUrl !== null) {
      expect(brand.baseUrl).not.toMatch(/\/$/)
      expect(new URL(brand.baseUrl).protocol).toBe(brand.quirks.privateAddress === true ? 'http:' : 'https:')
    }
    expect(brand.list?.path ?? '/').toMatch(/^\//)
    for (const name of Object.keys(brand.quirks.headers ?? {})) expect(name).toBe(name.toLowerCase())
  }
})

test('the dialects that are built are those of the rows', () => {
  const spoken = new Set([...brands.values()].flatMap(({ speaks }) => speaks))
  const built = [...dialects.keys()]
  expect(built.filter((id) => !spoken.has(id))).toEqual([])
  for (const id of [
    'openai-chat',
    'openai-responses',
    'anthropic-messages',
    'openai-completions',
    'cohere-v2',
    'gemini',
  ])
    expect(built).toContain(id)
  // Whoever may call us may be called too.
  expect([...inboundDialects.keys()].filter((id) => !built.includes(id))).toEqual([])
  expect(inboundDialects.size).toBeGreaterThan(2)
})

const lists = new URL('../../../../shared/fixtures/list-models/', import.meta.url)

describe.skipIf(!existsSync(lists))('lists (skipped without the folder shared/fixtures beside the checkout)', () => {
  const list = (brand: string, file: string) => {
    const dialect = dialects.get(brands.get(brand)?.list?.dialect ?? '')
    const read = dialect?.models?.(JSON.parse(readFileSync(new URL(file, lists), 'utf8')))
    return read ?? expect.fail(`${brand} has no list`)
  }
  test('openai', () => {
    const { rows, rejected, next } = list('openai', 'openai_models_list_spec_example.json')
    expect(rows).toHaveLength(3)
    expect(rows[2]).toEqual({
      id: 'model-id-2',
      created: 1_686_935_002,
      shutdownDate: '2026-10-23',
      metadata: { owned_by: 'openai' },
    })
    expect(rows[0]).not.toHaveProperty('shutdownDate')
    expect({ rejected, next }).toEqual({ rejected: 0, next: undefined })
  })
  test('openrouter: 336 rows with limits and modalities, prices as they came', () => {
    const { rows, rejected } = list('openrouter', 'openrouter_models_recorded_2026-08-01.json')
    expect({ count: rows.length, rejected }).toEqual({ count: 336, rejected: 0 })
    expect(rows[0]).toMatchObject({
      id: 'deepseek/deepseek-v4-flash-0731',
      contextLength: 1_048_576,
      maxOutputTokens: 384_000,
      inputModalities: ['text'],
      outputModalities: ['text'],
      metadata: { pricing: { prompt: '0.00000014' } },
    })
    expect(rows.every((row) => (row.contextLength ?? 1) > 0 && (row.maxOutputTokens ?? 1) > 0)).toBe(true)
  })
  test('grok: aliases and integer prices', () => {
    expect(list('grok', 'xai_language_models_docs_example.json').rows[0]).toMatchObject({
      id: 'grok-3',
      aliases: ['grok-3-latest', 'grok-3-beta'],
      metadata: { prompt_text_token_price: 30_000 },
    })
  })
  test('azure: a date of retirement', () => {
    expect(list('azure_openai', 'azure_models_list_docs_example.json').rows[0]).toMatchObject({
      id: 'curie',
      created: 1_646_126_127,
      shutdownDate: '2024-03-01',
      capabilities: ['fine_tune', 'inference', 'completion'],
    })
  })
  test('huggingface: the smallest window of the hosts that are up', () => {
    expect(list('huggingface', 'huggingface_router_models_docs_example.json').rows[0]).toMatchObject({
      contextLength: 65_536,
    })
  })
  test('vllm, ollama, perplexity', () => {
    expect(list('vllm', 'vllm_models_schema_shape.json').rows[0]).toMatchObject({
      id: 'served-model-name',
      contextLength: 131_072,
    })
    expect(list('ollama', 'ollama_tags_docs_example.json').rows[0]).toMatchObject({ id: 'gemma4' })
    expect(list('perplexity', 'perplexity_models_list_docs_example.json').rows[0]).not.toHaveProperty('created')
  })
  test('cohere: a window written as a float, endpoints and features, and the next page', () => {
    const { rows, rejected, next } = list('cohere', 'cohere_models_list_docs_example.json')
    expect(rows).toEqual([
      {
        id: 'command-xlarge-nightly',
        contextLength: 2048,
        capabilities: ['generate', 'chat', 'text-generation', 'chat-completions'],
        metadata: expect.objectContaining({ finetuned: false, default_endpoints: ['generate'] }),
      },
    ])
    expect({ rejected, next }).toEqual({ rejected: 0, next: { page_size: '1000', page_token: 'eyJwYWdlIjoxfQ==' } })
  })
  test('anthropic: 0 is unknown, and the next page', () => {
    const { rows } = list('anthropic', 'anthropic_models_list_docs_example.json')
    expect(rows[0]).toMatchObject({ id: 'claude-opus-4-6', name: 'Claude Opus 4.6', created: 1_770_163_200 })
    expect(rows[0]).not.toHaveProperty('maxInputTokens')
    expect(rows[0]?.capabilities).toContain('thinking')
  })
  test('google: both limits, methods as capabilities, and the next page', () => {
    const { rows, next } = list('google', 'gemini_models_list_recorded_subset.json')
    expect(rows[0]).toMatchObject({
      id: 'gemini-2.0-flash',
      name: 'Gemini 2.0 Flash',
      contextLength: 1_048_576,
      maxInputTokens: 1_048_576,
      maxOutputTokens: 8_192,
      stage: 'LEGACY',
      metadata: { topK: 40 },
    })
    expect(rows[0]?.capabilities).toContain('generateContent')
    expect(next).toEqual({ pageSize: '1000', pageToken: expect.any(String) })
  })
})

test('pages and unfit rows of lists', () => {
  const chat = dialects.get('openai-chat')
  const messages = dialects.get('anthropic-messages')
  const page = { data: [{ id: 'a' }, { name: '' }, 7], links: { next: '/api/v1/models?offset=2&limit=2' } }
  expect(chat?.models?.(page)).toEqual({ rows: [{ id: 'a' }], rejected: 2, next: { offset: '2', limit: '2' } })
  expect(messages?.models?.({ data: [{ id: 'a' }], has_more: true, last_id: 'a' })).toEqual({
    rows: [{ id: 'a' }],
    rejected: 0,
    next: { limit: '1000', after_id: 'a' },
  })
  const cohere = dialects.get('cohere-v2')
  const windows = [{ name: 'a', context_length: 4096.9 }, { name: 'b', context_length: 0, endpoints: null }, {}]
  expect(cohere?.models?.({ models: windows, next_page_token: '' })).toEqual({
    rows: [{ id: 'a', contextLength: 4096 }, { id: 'b' }],
    rejected: 1,
  })
  const gemini = dialects.get('gemini')
  const models = [{ name: 'models/a', thinking: true }, { name: 'models/' }, {}]
  expect(gemini?.models?.({ models, nextPageToken: 't' })).toEqual({
    rows: [{ id: 'a', capabilities: ['thinking'] }],
    rejected: 2,
    next: { pageSize: '1000', pageToken: 't' },
  })
  for (const broken of ['<html>', null, 4, {}, { data: 'x' }]) {
    expect(chat?.models?.(broken)).toEqual({ rows: [], rejected: 0 })
    expect(messages?.models?.(broken)).toEqual({ rows: [], rejected: 0 })
    expect(cohere?.models?.(broken)).toEqual({ rows: [], rejected: 0 })
    expect(gemini?.models?.(broken)).toEqual({ rows: [], rejected: 0 })
  }
})
