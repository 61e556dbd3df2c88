import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noon, observations } from '../../test/discovery/arbitrary.ts'
import { chooseFact, choosePrice } from './choose.ts'
import type { CatalogSource, Facts, Observation, Resolved } from './model.ts'
import { resolve } from './resolve.ts'

const identity = { uid: 'p:m', id: 'm', provider: 'p', brand: 'p' }
const day = 86_400_000

const said = (source: CatalogSource, facts: Facts, more: Partial<Observation> = {}): Observation => ({
  uid: 'p:m',
  sourceId: source,
  source,
  sourceKey: 'm',
  url: null,
  facts,
  inferred: {},
  suspects: [],
  firstSeen: noon,
  fetchedAt: noon,
  misses: 0,
  missingSince: null,
  ...more,
})
const resolved = (now: Observation[], previous: Resolved | null = null, before: Observation[] = [], at = noon) =>
  resolve(identity, { now, before }, previous, at)

describe('for all observations', () => {
  it('their order does not matter', () => {
    const both = fc.tuple(observations('p:m'), observations('p:m'), fc.infiniteStream(fc.nat()))
    fc.assert(
      fc.property(both, ([stated, before, dice]) => {
        const shuffled = stated
          .map((one) => ({ one, key: dice.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one)
        const previous = resolve(identity, { now: before, before: [] }, null, noon - day)
        const again = resolve(identity, { now: [...before].reverse(), before: [] }, null, noon - day)
        expect(again).toEqual(previous)
        expect(resolve(identity, { now: shuffled, before }, previous, noon)).toEqual(
          resolve(identity, { now: stated, before }, previous, noon),
        )
      }),
    )
  })

  it('every value that is known has an origin among those who state it', () => {
    fc.assert(
      fc.property(observations('p:m'), (stated) => {
        const { doc, origins } = resolved(stated)
        for (const [field, origin] of Object.entries(origins)) {
          const by = stated.find(({ sourceId }) => 'by' in origin && sourceId === origin.by)
          const said = 'note' in origin && origin.note === 'from_dates' ? 'shutdown_date' : field
          expect({ ...by?.inferred, ...by?.facts }).toHaveProperty([said])
        }
        const known = Object.entries(doc).filter(
          ([name, value]) => value !== null && ['context_length', 'max_tokens', 'family'].includes(name),
        )
        for (const [name] of known) expect(origins).toHaveProperty([name])
      }),
    )
  })

  it('resolving again what did not change changes nothing', () => {
    fc.assert(
      fc.property(observations('p:m'), (stated) => {
        const first = resolved(stated)
        expect(resolved(stated, first, stated)).toEqual(first)
      }),
    )
  })
})

describe('precedence', () => {
  it('override, provider, catalogs, built-in, legacy, id', () => {
    const order: CatalogSource[] = [
      'override',
      'provider_api',
      'models_dev',
      'litellm',
      'openrouter',
      'static',
      'legacy',
    ]
    for (const [at, source] of order.entries()) {
      const voices = order.slice(at).map((name, i) => said(name, { context_length: 1000 + i }))
      const { doc, origins } = resolved([...voices.reverse(), said('config', {}, { inferred: { context_length: 5 } })])
      expect(doc.context_length).toBe(1000)
      expect(origins.context_length).toEqual({ by: source })
    }
    expect(resolved([said('config', {}, { inferred: { family: 'gpt' } })]).origins.family).toEqual({
      by: 'config',
      note: 'id_rule',
    })
  })

  it('of equals the newest', () => {
    const old = said('provider_api', { max_tokens: 1 }, { sourceId: 'list:a', fetchedAt: noon - 1 })
    const young = said('provider_api', { max_tokens: 2 }, { sourceId: 'list:b' })
    expect(resolved([old, young])).toMatchObject({
      doc: { max_tokens: 2 },
      conflicts: [{ field: 'max_tokens', rule: 'newest', chosen: 2 }],
    })
  })

  it('a deprecation feed is heard on dates and status only', () => {
    const { doc } = resolved([
      said('deprecation_feed', { context_length: 1, shutdown_date: '2027-01-20', replacement: ['n'] }),
      said('static', { context_length: 8192 }),
    ])
    expect(doc).toMatchObject({
      context_length: 8192,
      shutdown_date: '2027-01-20',
      replacement: ['n'],
      status: 'deprecated',
    })
  })

  it('window and largest input are no conflict: each goes to its own field', () => {
    const { doc, conflicts } = resolved([
      said('provider_api', { max_input_tokens: 272_000 }),
      said('models_dev', { context_length: 400_000 }),
    ])
    expect(doc).toMatchObject({ max_input_tokens: 272_000, context_length: 400_000 })
    expect(conflicts).toEqual([])
  })

  it('a conflict names all values, the strongest first', () => {
    const { conflicts } = resolved([
      said('static', { 'pricing.input': 3_000_000 }),
      said('provider_api', { 'pricing.input': 2_500_000 }),
    ])
    expect(conflicts).toEqual([
      {
        field: 'pricing.input',
        rule: 'precedence',
        chosen: 2.5,
        votes: [
          { by: 'provider_api', source: 'provider_api', value: 2.5 },
          { by: 'static', source: 'static', value: 3 },
        ],
      },
    ])
  })

  it('aliases add up, names do not dispute', () => {
    const { doc, conflicts } = resolved([
      said('static', { name: 'A', aliases: ['m-x'] }),
      said('provider_api', { name: 'B', aliases: ['m-latest'] }),
    ])
    expect(doc).toMatchObject({ name: 'B', aliases: ['m-latest', 'm-x'] })
    expect(conflicts).toEqual([])
  })
})

describe('prices', () => {
  const votes = (values: [CatalogSource, number, number?][]) =>
    values.map(([source, value, age = 0]) => ({
      value,
      by: said(source, {}, { fetchedAt: noon - age }),
      isInferred: false,
    }))

  it.each<[string, [CatalogSource, number, number?][], number, string, boolean]>([
    [
      'the provider over three catalogs',
      [
        ['provider_api', 1],
        ['models_dev', 2],
        ['litellm', 2],
        ['openrouter', 2],
      ],
      1,
      'precedence',
      false,
    ],
    [
      'the majority of catalogs',
      [
        ['models_dev', 1],
        ['litellm', 2],
        ['openrouter', 2],
      ],
      2,
      'majority',
      false,
    ],
    [
      'the newest where none agrees',
      [
        ['models_dev', 2, 5],
        ['litellm', 3],
        ['openrouter', 4, 9],
      ],
      3,
      'newest',
      false,
    ],
    [
      'catalogs over the built-in one',
      [
        ['static', 1],
        ['litellm', 2],
      ],
      2,
      'newest',
      false,
    ],
    [
      'built-in over legacy',
      [
        ['static', 1],
        ['legacy', 2],
      ],
      1,
      'precedence',
      false,
    ],
    [
      'plausible over stronger and implausible',
      [
        ['provider_api', 250_000_000],
        ['static', 2_500_000],
      ],
      2_500_000,
      'suspect',
      false,
    ],
    ['implausible where there is nothing else', [['provider_api', 250_000_000]], 250_000_000, 'precedence', true],
    [
      'two catalogs far apart: shown, but suspect',
      [
        ['models_dev', 60, 1],
        ['litellm', 10],
      ],
      10,
      'newest',
      true,
    ],
    [
      'a far one against two',
      [
        ['models_dev', 60, 1],
        ['litellm', 10],
        ['openrouter', 10],
      ],
      10,
      'majority',
      false,
    ],
  ])('%s', (_, values, value, rule, isSuspect) => {
    const choice = choosePrice('pricing.input', votes(values))
    expect({ value: choice.vote.value, rule: choice.rule, isSuspect: choice.isSuspect }).toEqual({
      value,
      rule,
      isSuspect,
    })
  })

  it('the output bound is higher', () => {
    expect(choosePrice('pricing.output', votes([['static', 600_000_000]])).isSuspect).toBe(false)
    expect(choosePrice('pricing.output', votes([['static', 800_000_001]])).isSuspect).toBe(true)
    expect(chooseFact(votes([['static', 1]])).isSuspect).toBe(false)
  })

  it('a suspect price is flagged on added rows too', () => {
    const { doc } = resolved([said('provider_api', { 'pricing.input': 250_000_000 })])
    expect(doc.pricing.input).toBe(250)
    expect(doc.suspect_fields).toEqual(['pricing.input'])
  })

  it('a steep rise waits for a second witness, shows as a conflict, and is taken after a day', () => {
    const at = (price: number, fetchedAt = noon) => [{ ...said('provider_api', { 'pricing.input': price }), fetchedAt }]
    const first = resolved(at(3_000_000))
    const held = resolved(at(30_000_000, noon + 1), first, at(3_000_000), noon + 1)
    expect(held.doc).toEqual(first.doc)
    expect(held.conflicts).toEqual([
      {
        field: 'pricing.input',
        rule: 'unconfirmed_rise',
        chosen: 3,
        votes: [{ by: 'provider_api', source: 'provider_api', value: 30, since: noon + 1 }],
      },
    ])
    const early = at(30_000_000, noon + day)
    const stillHeld = resolved(early, held, at(30_000_000, noon + 1), noon + day)
    expect(stillHeld).toEqual(held)
    expect(resolved(early, stillHeld, early, noon + 9 * day)).toEqual(held)
    const taken = resolved(at(30_000_000, noon + 1 + day), stillHeld, early, noon + 1 + day)
    expect(taken).toMatchObject({ doc: { pricing: { input: 30 } }, conflicts: [] })
  })

  it('a correction of a suspect is taken at once', () => {
    const wrong = [said('provider_api', { 'pricing.input': 2_500_000_000 })]
    const corrected = resolved([said('provider_api', { 'pricing.input': 2_500_000 })], resolved(wrong), wrong)
    expect(corrected.doc).toMatchObject({ pricing: { input: 2.5 }, suspect_fields: [] })
  })
})

describe('a value that nobody states any more', () => {
  const stated = [said('provider_api', { max_tokens: 4096 }), said('static', { name: 'M' })]
  const silent = [said('provider_api', {}), said('static', { name: 'M' })]
  const before = resolved(stated)

  it('stays seven days with its origin, then it is unknown', () => {
    const kept = resolved(silent, before, stated, noon + day)
    expect(kept.doc.max_tokens).toBe(4096)
    expect(kept.origins.max_tokens).toEqual({
      source: 'provider_api',
      sourceKey: 'm',
      url: null,
      fetchedAt: noon,
      note: 'last_known',
    })
    expect(resolved(silent, kept, silent, noon + 7 * day).doc.max_tokens).toBe(4096)
    const gone = resolved(silent, kept, silent, noon + 7 * day + 1)
    expect(gone.doc.max_tokens).toBeNull()
    expect(gone.origins.max_tokens).toBeUndefined()
  })

  it('gives way at once to another source', () => {
    expect(resolved([said('static', { max_tokens: 1 })], before, stated).doc.max_tokens).toBe(1)
  })
})

describe('status follows the dates', () => {
  it.each<[string, Observation[], string]>([
    ['a shutdown that is ahead', [said('provider_api', { shutdown_date: '2027-01-20' })], 'deprecated'],
    ['a shutdown that has passed', [said('provider_api', { shutdown_date: '2026-10-23' })], 'retired'],
    ['a shutdown today', [said('static', { shutdown_date: '2026-11-20' })], 'retired'],
    [
      'passed by the built-in catalog, but the provider lists it',
      [said('static', { shutdown_date: '2026-10-23' }), said('provider_api', {})],
      'deprecated',
    ],
    [
      'passed by the built-in catalog, and missing in the list',
      [said('static', { shutdown_date: '2026-10-23' }), said('provider_api', {}, { misses: 1 })],
      'retired',
    ],
    ['a deprecation that has begun', [said('static', { status: 'ga', deprecation_date: '2026-04-22' })], 'deprecated'],
    ['a deprecation that is ahead', [said('static', { status: 'ga', deprecation_date: '2027-04-22' })], 'ga'],
    ['nothing', [said('static', {})], 'unknown'],
  ])('%s', (_, stated, status) => {
    expect(resolved(stated).doc.status).toBe(status)
  })

  it('and has the origin of the date', () => {
    expect(resolved([said('static', { shutdown_date: '2027-01-20' })]).origins.status).toEqual({
      by: 'static',
      note: 'from_dates',
    })
  })

  it('a sentinel makes the field suspect and stays unknown', () => {
    const { doc } = resolved([said('provider_api', {}, { suspects: ['shutdown_date'] })])
    expect(doc).toMatchObject({ shutdown_date: null, suspect_fields: ['shutdown_date'] })
  })

  it('more output than window is suspect', () => {
    const { doc } = resolved([said('provider_api', { max_tokens: 2_000_000, context_length: 1_000_000 })])
    expect(doc.suspect_fields).toEqual(['max_tokens'])
  })
})
