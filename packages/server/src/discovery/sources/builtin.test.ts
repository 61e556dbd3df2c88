import { brands } from '@proxyapi/providers'
import { describe, expect, it } from 'vitest'
import { provider } from '../../../test/discovery/parts.ts'
import { accountStatements, builtinStatements, loadBuiltin, readBuiltin } from './builtin.ts'
import { configuredStatements } from './configured.ts'

const files = loadBuiltin()
const rows = files.flatMap((file) => file.models.map((model) => ({ ...model, brand: file.brand })))
const seedBrands = ['openai', 'anthropic', 'azure_openai', 'cohere', 'perplexity', 'grok', 'blackbox', 'openrouter']
const dayMs = 86_400_000
const oldestDays = 180

describe('the built-in catalog', () => {
  it('covers the brands of the seed documents, and google', () => {
    expect(files.map(({ brand }) => brand)).toEqual([...seedBrands, 'google'].sort())
    for (const { brand } of files) expect(brands.has(brand)).toBe(true)
    expect(rows.length).toBeGreaterThanOrEqual(60)
  })

  it('names each model once', () => {
    for (const { models, brand } of files) {
      const ids = models.map(({ id }) => id)
      expect({ brand, ids }).toEqual({ brand, ids: [...new Set(ids)] })
      const names = models.flatMap(({ id, aliases = [] }) => [id, ...aliases])
      expect(names.length).toBe(new Set(names).size)
    }
  })

  it('says of every row where it was read and when, no row is older than its file', () => {
    for (const { checked_at, models } of files) {
      for (const model of models) {
        expect(model.source_url).toMatch(/^https:\/\//)
        expect(model.checked_at >= checked_at).toBe(true)
      }
    }
  })

  it('has prices of pieces, exact to the last digit', () => {
    const prices = files
      .flatMap(builtinStatements)
      .flatMap(({ uid, facts }) =>
        (['image', 'request', 'character', 'audio_minute'] as const).flatMap((name) =>
          facts[`pricing.${name}`] === undefined ? [] : [[uid, name, facts[`pricing.${name}`]]],
        ),
      )
    expect(prices).toContainEqual(['openai:tts-1', 'character', 15_000_000])
    expect(prices).toContainEqual(['openai:whisper-1', 'audio_minute', 6_000_000_000])
    expect(prices).toContainEqual(['cohere:rerank-v3.5', 'request', 2_000_000_000])
  })

  it(`is checked again before it is ${oldestDays} days old`, () => {
    for (const { brand, checked_at } of files) {
      const days = (Date.now() - Date.parse(checked_at)) / dayMs
      expect({ brand, isOld: days > oldestDays }).toEqual({ brand, isOld: false })
    }
  })

  it('holds plausible facts', () => {
    for (const { id, context_length, max_tokens, max_input_tokens, shutdown_date, status, replacement } of rows) {
      if (context_length !== null) {
        expect({ id, fits: (max_tokens ?? 0) <= context_length && (max_input_tokens ?? 0) <= context_length }).toEqual({
          id,
          fits: true,
        })
      }
      if (status === 'retired') expect({ id, hasDate: shutdown_date !== null }).toEqual({ id, hasDate: true })
      expect(replacement).not.toContain(id)
    }
  })

  it('has models that are live and models that are gone', () => {
    for (const brand of ['openai', 'anthropic', 'google', 'grok']) {
      const states = rows.filter((row) => row.brand === brand).map(({ status }) => status)
      expect(states).toContain('retired')
      expect(states.some((status) => status !== 'retired')).toBe(true)
    }
  })
})

const one = (over: string) => `{"format":1,"brand":"openai","checked_at":"2026-11-20","models":[{
  "id":"m","name":"M","context_length":8192,"max_input_tokens":null,"max_tokens":null,"input_usd_per_1m":0.0375,
  "output_usd_per_1m":null,"cache_read_usd_per_1m":null,"capabilities":["chat","vision"],"status":null,"release_date":null,
  "shutdown_date":null,"replacement":[],"source_url":"https://example.com/m","checked_at":"2026-11-20"${over}}]}`

describe('readBuiltin', () => {
  it('keeps prices as they are written', () => {
    const text = one('').replace('0.0375', '0.03750000000000000000001')
    expect(readBuiltin(text).models[0]?.input_usd_per_1m).toBe('0.03750000000000000000001')
  })

  it.each([
    ['a row without its source', one('').replace('"https://example.com/m"', 'null')],
    ['an unknown member', one(',"rating":5')],
    ['an unknown capability', one('').replace('"vision"', '"telepathy"')],
    ['another format', one('').replace('"format":1', '"format":2')],
    ['a limit of 0', one('').replace('8192', '0')],
  ])('refuses %s', (_, text) => {
    expect(() => readBuiltin(text)).toThrow()
  })

  it('states what a row says, and no more', () => {
    expect(builtinStatements(readBuiltin(one('')))).toEqual([
      {
        uid: 'openai:m',
        sourceKey: 'm',
        url: 'https://example.com/m',
        facts: {
          name: 'M',
          context_length: 8192,
          supports_chat: true,
          supports_completion: false,
          'supports.vision': true,
          'modalities.input': ['text', 'image'],
          'modalities.output': ['text'],
          'pricing.input': 37_500,
        },
        inferred: { author: 'openai', canonical_id: 'openai/m', family: 'm' },
        suspects: [],
        checkedAt: Date.UTC(2026, 10, 20),
      },
    ])
  })
})

describe('an account that owns its models', () => {
  const azure = provider('azure_openai', {
    name: 'azure-east',
    models: ['gpt-4o', '*'],
    deployments: { 'team-gpt': 'gpt-5', other: 'unheard-of' },
  })

  it('gets facts only for what the configuration names', () => {
    const file = files.find(({ brand }) => brand === 'azure_openai')
    if (file === undefined) throw new Error('no file')
    const stated = accountStatements(file, azure)
    expect(stated.map(({ uid, sourceKey }) => [uid, sourceKey])).toEqual([
      ['azure-east:gpt-4o', 'gpt-4o'],
      ['azure-east:team-gpt', 'gpt-5'],
    ])
    expect(accountStatements(file, provider('openai'))).toEqual([])
  })

  it('has the rows that the configuration names', () => {
    expect(configuredStatements(azure).map(({ uid, inferred }) => [uid, inferred.canonical_id])).toEqual([
      ['azure-east:gpt-4o', 'openai/gpt-4o'],
      ['azure-east:team-gpt', 'openai/gpt-5'],
      ['azure-east:other', 'openai/unheard-of'],
    ])
    expect(configuredStatements(provider('openai'))).toEqual([])
  })
})
