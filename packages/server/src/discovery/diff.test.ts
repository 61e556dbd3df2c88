import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { catalog, docOfId } from '../../test/discovery/arbitrary.ts'
import { canonicalJson } from '../canonical-json.ts'
import { apply, type DocChange, diff } from './diff.ts'
import { docOf } from './doc.ts'
import type { CatalogDoc, Facts } from './model.ts'
import { snapshotIdOf } from './snapshot-id.ts'

const doc = (facts: Facts, suspects: string[] = []): CatalogDoc =>
  docOf({ uid: 'p:m', id: 'm', provider: 'p', brand: 'p' }, facts, suspects)
const of = (...docs: CatalogDoc[]) => new Map(docs.map((one) => [one.uid, one]))
const between = (old: CatalogDoc, now: CatalogDoc) => diff(of(old), of(now))
const idOf = (docs: ReadonlyMap<string, CatalogDoc>) =>
  snapshotIdOf([...docs].map(([uid, one]) => [uid, canonicalJson(one)]))

describe('for all catalogs', () => {
  it('nothing leads from one to itself', () => {
    fc.assert(
      fc.property(catalog, (a) => {
        expect(diff(a, a)).toEqual([])
      }),
    )
  })

  it('the changes lead from one to the other, through JSON too', () => {
    fc.assert(
      fc.property(catalog, catalog, fc.boolean(), (a, b, isKnown) => {
        const changes = diff(a, b, isKnown ? new Set(b.keys()) : new Set())
        const sent = JSON.parse(JSON.stringify(changes)) as DocChange[]
        expect(apply(a, sent)).toEqual(b)
        expect(idOf(apply(a, sent))).toBe(idOf(b))
      }),
    )
  })

  it('equal rows have the equal id in any order', () => {
    fc.assert(
      fc.property(catalog, (a) => {
        const shuffled = new Map(
          [...a].reverse().map(([uid, one]) => [uid, JSON.parse(JSON.stringify(one)) as CatalogDoc]),
        )
        expect(idOf(shuffled)).toBe(idOf(a))
        expect(idOf(a)).toMatch(/^snap_[0-9a-f]{24}$/)
      }),
    )
  })

  it('different rows have different ids', () => {
    fc.assert(
      fc.property(docOfId('a'), docOfId('a'), (a, b) => {
        expect(idOf(of(a)) === idOf(of(b))).toBe(canonicalJson(a) === canonicalJson(b))
      }),
    )
  })
})

describe('kinds', () => {
  it('a new row is added whole', () => {
    const row = doc({ name: 'M' })
    expect(diff(new Map(), of(row))).toEqual([{ uid: 'p:m', kind: 'added', severity: 'major', doc: row }])
  })

  it('a row that is gone is removed, and restored whole', () => {
    const row = doc({ context_length: 8192 })
    expect(diff(of(row), new Map())).toEqual([
      {
        uid: 'p:m',
        kind: 'removed',
        severity: 'major',
        fields: { 'availability.state': { old: 'listed', new: 'removed' } },
      },
    ])
    const [back] = diff(new Map(), of(row), new Set(['p:m']))
    expect(back).toMatchObject({
      kind: 'restored',
      fields: { context_length: { old: null, new: 8192 }, uid: { old: null, new: 'p:m' } },
    })
  })

  it('name, family and metadata are minor', () => {
    const changes = between(doc({ name: 'a', metadata: { x: 1 } }), doc({ name: 'b', family: 'f', metadata: { x: 2 } }))
    expect(changes).toEqual([
      {
        uid: 'p:m',
        kind: 'updated',
        severity: 'minor',
        fields: {
          name: { old: 'a', new: 'b' },
          family: { old: null, new: 'f' },
          metadata: { old: { x: 1 }, new: { x: 2 } },
        },
      },
    ])
  })

  it('a limit makes it major', () => {
    expect(between(doc({ name: 'a' }), doc({ name: 'b', max_tokens: 1 }))).toMatchObject([
      { kind: 'updated', severity: 'major' },
    ])
  })

  it('prices stand apart, with direction and percent', () => {
    const changes = between(
      doc({ 'pricing.input': 5_000_000, 'pricing.output': 0 }),
      doc({
        'pricing.input': 2_500_000,
        'pricing.output': 1_000_000,
        'pricing.cache_read': 1_250_000,
        context_length: 8192,
      }),
    )
    expect(changes).toMatchObject([
      { kind: 'updated', fields: { context_length: { old: null, new: 8192 } } },
      {
        kind: 'price_changed',
        severity: 'major',
        fields: {
          'pricing.input': { old: 5, new: 2.5, direction: 'down', percent: -50 },
          'pricing.output': { old: 0, new: 1, direction: 'up', percent: null },
          'pricing.cache_read': { old: null, new: 1.25 },
        },
      },
    ])
  })

  it('a price that was implausible is corrected', () => {
    const [, changes] = between(
      doc({ 'pricing.input': 2_500_000_000 }, ['pricing.input']),
      doc({ 'pricing.input': 2_500_000 }),
    )
    expect(changes).toMatchObject({ fields: { 'pricing.input': { old: 2500, new: 2.5, reason: 'correction' } } })
  })

  it('status towards the end, dates and replacement are a deprecation; the way up is not', () => {
    expect(
      between(doc({ status: 'ga' }), doc({ status: 'deprecated', shutdown_date: '2027-01-20', replacement: ['n'] })),
    ).toEqual([
      {
        uid: 'p:m',
        kind: 'deprecated',
        severity: 'major',
        fields: {
          status: { old: 'ga', new: 'deprecated' },
          shutdown_date: { old: null, new: '2027-01-20' },
          replacement: { old: [], new: ['n'] },
        },
      },
    ])
    expect(between(doc({ status: 'beta' }), doc({ status: 'ga' }))).toMatchObject([
      { kind: 'updated', severity: 'major' },
    ])
    expect(between(doc({ shutdown_date: '2027-01-20' }), doc({}))).toMatchObject([{ kind: 'deprecated' }])
  })
})

it('writes canonical JSON as RFC 8785 does', () => {
  expect(canonicalJson({ b: [1, 1e21, 0.1, null], a: 'é"\n', '€': {}, '\ud83d\ude00': true, c: undefined })).toBe(
    '{"a":"é\\"\\n","b":[1,1e+21,0.1,null],"€":{},"😀":true}',
  )
})
