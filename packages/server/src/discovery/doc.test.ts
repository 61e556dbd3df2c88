import fc from 'fast-check'
import { expect, it } from 'vitest'
import { facts } from '../../test/discovery/arbitrary.ts'
import { docOf, factsOf, wireValue } from './doc.ts'

const identity = { uid: 'openai:m', id: 'm', provider: 'openai', brand: 'openai' }

it('shows everything, unknown as null', () => {
  expect(docOf(identity, {}, [])).toEqual({
    ...identity,
    name: 'm',
    canonical_id: null,
    author: null,
    family: null,
    aliases: [],
    alias_of: null,
    context_length: null,
    max_input_tokens: null,
    max_tokens: null,
    pricing: { mode: 'unknown', currency: 'USD', input: null, output: null },
    modalities: { input: [], output: [] },
    supports_chat: null,
    supports_completion: null,
    supports: {
      ...{ streaming: null, tools: null, parallel_tools: null, json_mode: null, structured_output: null, vision: null },
      ...{
        audio: null,
        pdf: null,
        reasoning: null,
        prompt_cache: null,
        embeddings: null,
        rerank: null,
        web_search: null,
      },
    },
    capabilities: [],
    status: 'unknown',
    release_date: null,
    knowledge_cutoff: null,
    deprecation_date: null,
    shutdown_date: null,
    replacement: [],
    suspect_fields: [],
    metadata: {},
  })
})

it('shows prices in USD a million tokens, or a piece', () => {
  const { pricing } = docOf(
    identity,
    {
      'pricing.input': 3_000_000,
      'pricing.output': 0,
      'pricing.image': 37_500_000_000,
      'pricing.batch': { input: 1_500_000, output: null },
      'pricing.tiers': [{ min_input_tokens: 200_000, input: 6_000_000, output: null, cache_read: 600_000 }],
    },
    [],
  )
  expect(pricing).toEqual({
    mode: 'tiered',
    currency: 'USD',
    input: 3,
    output: 0,
    image: 0.0375,
    batch: { input: 1.5, output: null },
    tiers: [{ min_input_tokens: 200_000, input: 6, output: null, cache_read: 0.6 }],
  })
})

it('sorts capabilities of every kind into one list', () => {
  const { capabilities } = docOf(
    identity,
    { supports_chat: true, 'supports.vision': true, 'supports.pdf': false, 'capabilities.batch': true },
    [],
  )
  expect(capabilities).toEqual(['batch', 'chat', 'vision'])
})

it('gives back the facts that it was made of', () => {
  fc.assert(
    fc.property(facts, (stated) => {
      const doc = docOf(identity, stated, [])
      expect(docOf(identity, factsOf(doc), [])).toEqual(doc)
      expect(docOf(identity, factsOf(JSON.parse(JSON.stringify(doc))), [])).toEqual(doc)
    }),
  )
})

it('shows single values as the row does', () => {
  expect(wireValue('pricing.input', 2_500_000)).toBe(2.5)
  expect(wireValue('pricing.hour', 1_500_000_000_000)).toBe(1.5)
  expect(wireValue('context_length', 128_000)).toBe(128_000)
  expect(wireValue('pricing.batch', { input: 1_000_000, output: null })).toEqual({ input: 1, output: null })
  expect(wireValue('shutdown_date', undefined)).toBeNull()
})
