import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { facts } from '../../test/discovery/arbitrary.ts'
import { provider, testCursors } from '../../test/discovery/parts.ts'
import { row, rowOfDoc, viewOfRows } from '../../test/discovery/rows.ts'
import { docOf } from './doc.ts'
import { conditionsOf, select } from './filter.ts'
import type { CatalogRow } from './model.ts'
import { pageAfter, ranked, readPosition, writePosition } from './page.ts'
import { providerNames } from './provider-names.ts'
import type { Entry } from './view.ts'
import { type ModelQuery, wantedOf } from './wanted.ts'

const names = providerNames([], [])
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 1 })

const anyRow = (at: number): fc.Arbitrary<CatalogRow> =>
  fc
    .record({
      stated: facts,
      provider: fc.constantFrom('openai', 'grok'),
      suspects: fc.subarray(['pricing.input', 'pricing.output']),
      state: fc.constantFrom('listed' as const, 'missing' as const, 'unverified' as const, 'removed' as const),
      updatedAt: fc.constantFrom(0, 1_000_000_000_000),
    })
    .map(({ stated, provider, suspects, state, updatedAt }) =>
      rowOfDoc(docOf({ uid: `${provider}:${at}`, id: `${at}`, provider, brand: provider }, stated, suspects), {
        state,
        updatedAt,
      }),
    )
const anyRows = fc
  .integer({ min: 0, max: 12 })
  .chain((size) => fc.tuple(...Array.from({ length: size }, (_, at) => anyRow(at))))

const anyQuery: fc.Arbitrary<ModelQuery> = fc.record({
  provider: maybe(fc.subarray(['openai', 'grok', 'nobody'])),
  supports_chat: maybe(fc.boolean()),
  suspect: maybe(fc.boolean()),
  routable: maybe(fc.boolean()),
  min_context: maybe(fc.constantFrom(0, 8_192, 128_000, 128_001)),
  min_output_tokens: maybe(fc.constantFrom(0, 4_096, 128_001)),
  max_cost: maybe(fc.constantFrom(0, 0.00015, 0.0025, 2.5, 1_000)),
  max_output_cost: maybe(fc.constantFrom(0, 0.003, 30)),
  cost_unit: maybe(fc.constantFrom('per_1k' as const, 'per_1m' as const)),
  capabilities: maybe(
    fc.subarray(['tools' as const, 'function_calling' as const, 'vision' as const, 'batch' as const, 'chat' as const]),
  ),
  input_modality: maybe(fc.subarray(['text' as const, 'image' as const])),
  status: maybe(fc.subarray(['alpha' as const, 'ga' as const, 'unknown' as const, 'any' as const])),
  availability: maybe(fc.subarray(['listed' as const, 'removed' as const, 'any' as const])),
  family: maybe(fc.constantFrom('gpt', 'claude-sonnet')),
  author: maybe(fc.constantFrom('openai', 'nobody')),
  released_after: maybe(fc.constantFrom('2024-05-13', '2025-01-01')),
  released_before: maybe(fc.constantFrom('2024-05-13', '2026-01-01')),
  shutdown_before: maybe(fc.constantFrom('2026-10-24', '2027-01-20')),
  updated_since: maybe(fc.constantFrom('2001-09-09T01:46:40Z', '2001-09-09T01:46:41Z')),
  scope: maybe(fc.constantFrom('configured' as const, 'all' as const)),
})

/** The same question, asked one field after the other and without thought for speed. */
function naive(
  { row: { doc, updatedAt }, servedBy, availability }: Entry,
  query: ModelQuery,
  configured: string[],
): boolean {
  const perUnit = query.cost_unit === 'per_1m' ? 1 : 1000
  const fits = (most: number | undefined, side: 'input' | 'output') =>
    most === undefined ||
    (doc.pricing[side] !== null &&
      Math.round(doc.pricing[side] * 1e6) <= Math.round(most * perUnit * 1e6) &&
      !doc.suspect_fields.includes(`pricing.${side}`))
  const all = (wanted: readonly string[] | undefined, has: readonly string[]) =>
    (wanted ?? []).every((one) => has.includes(one === 'function_calling' ? 'tools' : one))
  const among = (wanted: readonly string[] | undefined, value: string, hidden: string) =>
    !wanted || wanted.length === 0 ? value !== hidden : wanted.includes('any') || wanted.includes(value)
  return (
    (!query.provider || query.provider.length === 0 || query.provider.includes(doc.provider)) &&
    (query.supports_chat === undefined || doc.supports_chat === query.supports_chat) &&
    (query.suspect === undefined || doc.suspect_fields.length > 0 === query.suspect) &&
    (query.routable === undefined || servedBy.length > 0 === query.routable) &&
    (query.min_context === undefined || (doc.context_length ?? -1) >= query.min_context) &&
    (query.min_output_tokens === undefined || (doc.max_tokens ?? -1) >= query.min_output_tokens) &&
    fits(query.max_cost, 'input') &&
    fits(query.max_output_cost, 'output') &&
    all(query.capabilities, doc.capabilities) &&
    all(query.input_modality, doc.modalities.input) &&
    among(query.status, doc.status, 'retired') &&
    among(query.availability, availability.state, 'removed') &&
    (query.family === undefined || doc.family === query.family) &&
    (query.author === undefined || doc.author === query.author) &&
    (query.released_after === undefined || (doc.release_date ?? '0') >= query.released_after) &&
    (query.released_before === undefined || (doc.release_date ?? '9') < query.released_before) &&
    (query.shutdown_before === undefined || (doc.shutdown_date ?? '9') < query.shutdown_before) &&
    (query.updated_since === undefined || updatedAt >= Date.parse(query.updated_since)) &&
    (query.scope === 'all' || configured.includes(doc.provider))
  )
}

const openai = provider('openai', { models: ['*'] })
const candidates = (entries: readonly Entry[]) => entries.map((entry) => ({ entry, isExact: false, score: 0 }))

describe('filters', () => {
  it('mean what the naive reading of each parameter means', () => {
    fc.assert(
      fc.property(anyRows, anyQuery, (rows, query) => {
        const view = viewOfRows(rows, [openai])
        const { filters, hidesRetired } = wantedOf(query, names, 1000)
        const { found } = select(candidates(view.entries), conditionsOf(filters, view), [], hidesRetired)
        const expected = view.entries.filter((entry) => naive(entry, query, ['openai']))
        expect(found.map(({ entry }) => entry.row.doc.uid)).toEqual(expected.map(({ row }) => row.doc.uid))
      }),
      { numRuns: 1000 },
    )
  })

  it('a facet counts all matches without its own filter', () => {
    const facetNames = ['provider', 'status', 'family', 'capabilities'] as const
    fc.assert(
      fc.property(anyRows, anyQuery, (rows, query) => {
        const view = viewOfRows(rows, [openai])
        const { filters, hidesRetired } = wantedOf(query, names, 1000)
        const { facets } = select(candidates(view.entries), conditionsOf(filters, view), facetNames, hidesRetired)
        for (const facet of facetNames) {
          const without = { ...query, [facet]: facet === 'status' ? ['any' as const] : undefined }
          const counts = new Map<string, number>()
          for (const entry of view.entries.filter((one) => naive(one, without, ['openai']))) {
            const value = entry.row.doc[facet]
            for (const one of Array.isArray(value) ? value : [value])
              if (one !== null) counts.set(one, (counts.get(one) ?? 0) + 1)
          }
          expect(new Map(facets[facet]?.map(({ value, count }) => [value, count]))).toEqual(counts)
        }
      }),
    )
  })

  it.each<[string, ModelQuery, string[]]>([
    ['max_cost=0 is what is known to be free', { max_cost: 0 }, ['free']],
    ['an unknown price passes no limit', { max_cost: 1_000_000 }, ['free', 'paid']],
    ['a suspect price passes no limit', { max_cost: 1_000_000, suspect: true }, []],
    ['the limit is inclusive, to the last digit', { max_cost: 0.0000375 }, ['free', 'paid']],
    ['and exclusive below it', { max_cost: 0.000037499 }, ['free']],
    ['in USD a million', { max_cost: 0.0375, cost_unit: 'per_1m' }, ['free', 'paid']],
  ])('%s', (_, query, ids) => {
    const view = viewOfRows(
      [
        row('openai:free', { 'pricing.input': 0 }),
        row('openai:paid', { 'pricing.input': 37_500 }),
        row('openai:suspect', { 'pricing.input': 1 }, {}, ['pricing.input']),
        row('openai:unknown'),
      ],
      [openai],
    )
    const { filters, hidesRetired } = wantedOf(query, names, 1000)
    const { found } = select(candidates(view.entries), conditionsOf(filters, view), [], hidesRetired)
    expect(found.map(({ entry }) => entry.row.doc.id)).toEqual(ids)
  })

  it('a retired row is in where its exact name was typed, unless a status was asked for', () => {
    const view = viewOfRows([row('openai:old', { status: 'retired' })], [openai])
    const found = (query: ModelQuery) => {
      const { filters, hidesRetired } = wantedOf(query, names, 1000)
      const typed = view.entries.map((entry) => ({ entry, isExact: true, score: 1 }))
      return select(typed, conditionsOf(filters, view), [], hidesRetired).found.length
    }
    expect([found({}), found({ status: ['ga'] }), found({ status: ['any'] })]).toEqual([1, 0, 1])
  })

  it('two spellings that contradict each other are refused', () => {
    expect(() => wantedOf({ q: 'a', query: 'b' }, names, 1)).toThrow('q and query')
    expect(() => wantedOf({ min_context: 1, min_context_length: 2 }, names, 1)).toThrow('min_context')
    expect(wantedOf({ max_cost: 1, max_input_cost: 1, query: 'x' }, names, 1)).toMatchObject({
      text: 'x',
      filters: { max_cost: 1 },
    })
  })
})

describe('pages', () => {
  const sorts = [
    'provider',
    '-provider',
    'name',
    '-name',
    'input_cost',
    '-input_cost',
    'context_length',
    '-release_date',
    'updated_at',
    'relevance',
  ] as const

  it('cover every row exactly once, in order, unknown last', () => {
    fc.assert(
      fc.property(
        anyRows,
        fc.constantFrom(...sorts),
        fc.constantFrom('none' as const, 'canonical' as const),
        fc.integer({ min: 1, max: 5 }),
        (rows, sort, group, limit) => {
          const { entries } = viewOfRows(rows)
          const all = ranked(
            candidates(entries).map((one, at) => ({ ...one, score: at % 3 })),
            sort,
            group,
          )
          const seen: string[] = []
          let cursor: string | null = null
          do {
            const position: ReturnType<typeof readPosition> | null =
              cursor === null ? null : readPosition(testCursors.read('x', cursor))
            const page = pageAfter(all, position, sort, limit)
            expect(page.rows.length).toBeLessThanOrEqual(limit)
            seen.push(...page.rows.flatMap(({ key, alsoAt }) => [key.uid, ...alsoAt]))
            cursor = page.next === null ? null : testCursors.write('x', writePosition(page.next))
          } while (cursor !== null)
          expect([...seen].sort()).toEqual(entries.map(({ row }) => row.doc.uid).sort())
          const values = all.map(({ key }) => key.values[0] ?? null)
          const known = values.filter((value) => value !== null)
          expect(values.slice(0, known.length)).toEqual(known)
          const isDown = sort.startsWith('-') || sort === 'relevance'
          expect(known).toEqual([...known].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0) * (isDown ? -1 : 1)))
        },
      ),
    )
  })

  it('go on where the last row has gone meanwhile', () => {
    const entries = viewOfRows(['a', 'b', 'c', 'd'].map((id) => row(`openai:${id}`))).entries
    const first = pageAfter(ranked(candidates(entries), 'name', 'none'), null, 'name', 2)
    const later = ranked(candidates(entries.filter(({ row }) => row.doc.id !== 'b')), 'name', 'none')
    expect(pageAfter(later, first.next, 'name', 2).rows.map(({ key }) => key.uid)).toEqual(['openai:c', 'openai:d'])
  })

  it('a refresh between two pages loses and repeats no row that stays as it is', () => {
    const some = fc.subarray(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])
    const sortOfAll = fc.constantFrom(...sorts.filter((sort) => sort !== 'relevance'))
    fc.assert(
      fc.property(
        fc.array(some, { minLength: 1, maxLength: 8 }),
        sortOfAll,
        fc.integer({ min: 1, max: 3 }),
        (states, sort, limit) => {
          const seen: string[] = []
          let position: ReturnType<typeof readPosition> | null = null
          for (let turn = 0; turn < 20; turn++) {
            const ids = states[Math.min(turn, states.length - 1)] ?? []
            const rows = ids.map((id) => row(`openai:${id}`, { context_length: id.charCodeAt(0) % 3 }))
            const all = ranked(candidates(viewOfRows(rows).entries), sort, 'none')
            const page = pageAfter(all, position, sort, limit)
            seen.push(...page.rows.map(({ key }) => key.uid))
            position = page.next
            if (position === null) break
          }
          expect(new Set(seen).size).toBe(seen.length)
          const stayed = (states[0] ?? []).filter((id) => states.every((ids) => ids.includes(id)))
          expect(seen).toEqual(expect.arrayContaining(stayed.map((id) => `openai:${id}`)))
        },
      ),
    )
  })

  it('what cannot be read is no position', () => {
    expect(() => readPosition('{')).toThrow(expect.objectContaining({ code: 'INVALID_CURSOR' }))
  })

  it('one row of each model, the others beside it', () => {
    const same = { canonical_id: 'openai/m' }
    const { entries } = viewOfRows([row('grok:m', same), row('openai:m', same), row('openai:n'), row('openai:o')])
    expect(ranked(candidates(entries), '-provider', 'canonical').map(({ key, alsoAt }) => [key.uid, alsoAt])).toEqual([
      ['openai:m', ['grok:m']],
      ['openai:n', []],
      ['openai:o', []],
    ])
  })
})
