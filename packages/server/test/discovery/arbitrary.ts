/** Arbitrary facts, observations and rows for property tests of the catalog. */
import fc from 'fast-check'
import { docOf } from '../../src/discovery/doc.ts'
import type { CatalogDoc, CatalogSource, Facts, Observation } from '../../src/discovery/model.ts'

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 })
const price = fc.constantFrom(0, 1, 150_000, 2_500_000, 3_000_000, 30_000_000, 250_000_000)
const day = fc.constantFrom('2024-05-13', '2025-09-29', '2026-10-23', '2027-01-20')

const stated = fc.record({
  name: maybe(fc.constantFrom('GPT-4o', 'Claude Sonnet', 'm')),
  author: maybe(fc.constantFrom('openai', 'anthropic')),
  family: maybe(fc.constantFrom('gpt', 'claude-sonnet')),
  alias_of: maybe(fc.constantFrom('m-1', 'm-2')),
  aliases: maybe(fc.subarray(['m-latest', 'm-old', 'm-x'], { minLength: 1 })),
  context_length: maybe(fc.constantFrom(8_192, 128_000, 1_000_000)),
  max_input_tokens: maybe(fc.constantFrom(8_192, 272_000)),
  max_tokens: maybe(fc.constantFrom(4_096, 128_000, 2_000_000)),
  status: maybe(fc.constantFrom('alpha' as const, 'ga' as const, 'deprecated' as const)),
  release_date: maybe(day),
  shutdown_date: maybe(day),
  replacement: maybe(fc.subarray(['n-1', 'n-2'], { minLength: 1 })),
  supports_chat: maybe(fc.boolean()),
  'supports.tools': maybe(fc.boolean()),
  'supports.vision': maybe(fc.boolean()),
  'capabilities.batch': maybe(fc.boolean()),
  'modalities.input': maybe(fc.subarray(['text' as const, 'image' as const], { minLength: 1 })),
  'pricing.input': maybe(price),
  'pricing.output': maybe(price),
  'pricing.cache_read': maybe(price),
  'pricing.image': maybe(price),
  'pricing.mode': maybe(fc.constant('dynamic' as const)),
  'pricing.batch': maybe(fc.record({ input: fc.option(price), output: fc.option(price) })),
  'pricing.tiers': maybe(
    fc.array(
      fc.record({
        min_input_tokens: fc.constant(200_000),
        input: fc.option(price),
        output: fc.option(price),
        cache_read: fc.option(price),
      }),
      {
        minLength: 1,
        maxLength: 2,
      },
    ),
  ),
  metadata: maybe(
    fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom(1, 'x', true, ['y'], { z: 2 }), { minKeys: 1 }),
  ),
})

/** What a source may state; absent fields are really absent. */
export const facts: fc.Arbitrary<Facts> = stated.map(
  (all) => Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Facts,
)

const sources: CatalogSource[] = [
  'override',
  'provider_api',
  'models_dev',
  'litellm',
  'openrouter',
  'config',
  'static',
  'legacy',
]
export const noon = Date.UTC(2026, 10, 20, 12)

/** Observations of one model, each by another source. */
export const observations = (uid: string): fc.Arbitrary<Observation[]> =>
  fc
    .uniqueArray(
      fc.record({
        uid: fc.constant(uid),
        sourceId: fc.constantFrom(...sources.flatMap((source) => [`${source}:a`, `${source}:b`])),
        source: fc.constant<CatalogSource>('static'),
        sourceKey: fc.constant('k'),
        url: fc.constant(null),
        facts,
        inferred: facts,
        suspects: fc.subarray(['shutdown_date']),
        firstSeen: fc.constant(noon - 86_400_000),
        fetchedAt: fc.constantFrom(noon, noon - 1, noon - 3_600_000),
        misses: fc.nat(2),
        missingSince: fc.constant(null),
      }),
      { selector: ({ sourceId }) => sourceId, maxLength: 6 },
    )
    .map((list) => list.map((one) => ({ ...one, source: one.sourceId.split(':')[0] as CatalogSource })))

/** What a row may say. */
export const docOfId = (id: string): fc.Arbitrary<CatalogDoc> =>
  fc
    .tuple(facts, fc.subarray(['pricing.input', 'max_tokens']))
    .map(([stated, suspects]) => docOf({ uid: `p:${id}`, id, provider: 'p', brand: 'p' }, stated, suspects))

/** Catalogs over a few ids, so that two of them share rows. */
export const catalog: fc.Arbitrary<Map<string, CatalogDoc>> = fc
  .subarray(['a', 'b', 'c', 'd', 'e'])
  .chain((ids) => fc.tuple(...ids.map(docOfId)))
  .map((docs) => new Map(docs.map((doc) => [doc.uid, doc])))
