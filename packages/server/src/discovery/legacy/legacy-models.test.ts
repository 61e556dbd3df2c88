import { describe, expect, it } from 'vitest'
import { legacyModels } from './legacy-models.ts'

const names = { rowsOf: (word: string) => ({ openai: ['openai'], xai: ['grok'] })[word.toLowerCase()] ?? [] }
const migrated = (rows: readonly unknown[], unit: Parameters<typeof legacyModels>[1] = 'usd_per_1k_tokens') =>
  legacyModels(rows, unit, names)
const factsOf = (row: object, unit?: Parameters<typeof legacyModels>[1]) =>
  [...migrated([{ model_id: 'm', source: 'openai', ...row }], unit).statements.values()][0]?.[0]?.facts

describe('a row', () => {
  it('is renamed: max_tokens was window and largest output at once', () => {
    const row = {
      model_id: 'gpt-4',
      display_name: 'GPT-4',
      source: 'OpenAI',
      max_tokens: '8192',
      pricing: { input: '0.03', output: '0.06' },
      type: 'chat',
    }
    const { statements, rejected } = migrated([row])
    expect(rejected).toEqual([])
    expect(statements.get('openai')).toEqual([
      expect.objectContaining({
        uid: 'openai:gpt-4',
        sourceKey: 'gpt-4',
        facts: {
          name: 'GPT-4',
          context_length: 8192,
          max_tokens: 8192,
          supports_chat: true,
          supports_completion: false,
          'pricing.input': 30_000_000,
          'pricing.output': 60_000_000,
        },
      }),
    ])
  })

  it('states nothing that it leaves out: no 4096, no 2048, no price of 0, no flags', () => {
    expect(factsOf({})).toEqual({})
    expect(factsOf({ max_tokens: null, pricing: null, type: null, display_name: null })).toEqual({})
    expect(factsOf({ max_tokens: 0, pricing: { input: 'much' } })).toEqual({})
    expect(factsOf({ pricing: { input: '0' } })).toEqual({ 'pricing.input': 0 })
    expect(factsOf({ type: 'embedding' })).toEqual({ supports_chat: false, supports_completion: false })
  })

  it.each([
    ['usd_per_token', '0.000003'],
    ['usd_per_1k_tokens', '0.003'],
    ['usd_per_1m_tokens', '3'],
    ['usd_per_token', '3e-06'],
  ] as const)('%s: %s is 3 USD a million', (unit, input) => {
    expect(factsOf({ pricing: { input } }, unit)).toEqual({ 'pricing.input': 3_000_000 })
  })

  it('goes to the brand that its source means; another source keeps its name and is told of', () => {
    const { statements, unknownProviders } = migrated([
      { model_id: 'grok-4', source: 'xai' },
      { model_id: 'm', source: 'homemade' },
    ])
    expect([...statements.keys()]).toEqual(['grok', 'homemade'])
    expect(unknownProviders).toEqual(['homemade'])
  })
})

it('what cannot be a row is rejected with its place, and stops no other', () => {
  const { statements, rejected } = migrated([
    null,
    'x',
    { source: 'openai' },
    { model_id: 'm' },
    { model_id: 'a', source: 'openai', max_tokens: 1 },
    { model_id: 'a', source: 'openai', max_tokens: 1 },
    { model_id: 'a', source: 'openai', max_tokens: 2 },
  ])
  expect(statements.get('openai')).toHaveLength(1)
  expect(rejected).toEqual([
    { path: 'models[0]', reason: 'model_id is missing' },
    { path: 'models[1]', reason: 'model_id is missing' },
    { path: 'models[2]', reason: 'model_id is missing' },
    { path: 'models[3]', reason: 'source is missing' },
    { path: 'models[6]', reason: 'openai:a was stated before, with other values' },
  ])
})
