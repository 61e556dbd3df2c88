/** Whatever a provider writes into its list: no value of any row stops the list, and none becomes a fact that cannot be. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { brands, dialects } from '@proxyapi/providers'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { traitsOf } from '../brand-traits.ts'
import { docOf } from '../doc.ts'
import { limitFields } from '../model.ts'
import { statementOf } from './listed-facts.ts'
import { keepPrices } from './listed-prices.ts'

const folder = new URL('../../../../../../shared/fixtures/list-models/', import.meta.url)

/** JSON texts that no list should hold, and some do. */
const odd = [
  ...['null', 'true', '-1', '0', '0.5', '1e308', '1e999', '1e16', '9007199254740993', '"1e-400"', '"NaN"', '""'],
  ...['"\\u0000"', '"\\ud800"', '"x"', '[]', '{}', '[null]', '{"__proto__":1}', '{"constructor":{"prototype":1}}'],
  ...['"2099-12-31"', '"0000-00-00"', '[[[[[[[[]]]]]]]]', `"${'y'.repeat(20_000)}"`],
]

type Json = Record<string, unknown>

/** The recorded lists with few rows, so that every member of a row is met. */
const lists = existsSync(folder)
  ? readdirSync(folder).map((file) => {
      const body = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Json | unknown[]
      if (Array.isArray(body)) return { file, body: body.slice(0, 4) }
      const cut = Object.entries(body).map(([name, value]) => [name, Array.isArray(value) ? value.slice(0, 4) : value])
      return { file, body: Object.fromEntries(cut) as Json }
    })
  : []

/** Every place in a value. */
const placesIn = (value: unknown, at: readonly string[] = []): (readonly string[])[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, inner]) => [[...at, name], ...placesIn(inner, [...at, name])])
    : []

function spoiled(body: unknown, place: readonly string[], text: string): string {
  const copy = structuredClone(body) as Json
  const holder = place.slice(0, -1).reduce((at, name) => at[name] as Json, copy)
  holder[place.at(-1) ?? ''] = '@'
  return JSON.stringify(copy).replace('"@"', () => text)
}

/** What the rows of a list come to at a brand. */
function docsOf(brand: string, text: string) {
  const dialect = dialects.get(brands.get(brand)?.list?.dialect ?? '')
  const body: unknown = JSON.parse(text, keepPrices(traitsOf(brand).listPrices))
  return (dialect?.models?.(body).rows ?? []).flatMap((row) => {
    const said = statementOf(row, brand, brand)
    if (said === undefined) return []
    const identity = { uid: said.uid, id: row.id, provider: brand, brand }
    return [docOf(identity, { ...said.inferred, ...said.facts }, said.suspects)]
  })
}

const listing = [...brands.values()].filter(({ list }) => list !== undefined).map(({ id }) => id)

describe.skipIf(lists.length === 0)('a list in which one value is odd (skipped without shared/fixtures)', () => {
  it.each(listing)('%s: every row is read, and says nothing impossible', (brand) => {
    const spot = fc.constantFrom(...lists).chain(({ body }) =>
      fc.record({
        body: fc.constant(body),
        place: fc.constantFrom(...placesIn(body)),
        text: fc.constantFrom(...odd),
      }),
    )
    fc.assert(
      fc.property(spot, ({ body, place, text }) => {
        for (const doc of docsOf(brand, spoiled(body, place, text))) {
          for (const field of limitFields) expect(doc[field] === null || Number(doc[field]) >= 1).toBe(true)
          for (const date of [doc.release_date, doc.shutdown_date, doc.knowledge_cutoff])
            expect(date === null || /^20[1-8]\d/.test(date), String(date)).toBe(true)
          for (const price of [doc.pricing.input, doc.pricing.output])
            expect(price === null || (price >= 0 && Number.isFinite(price)), String(price)).toBe(true)
          expect(doc.name.isWellFormed()).toBe(true)
          expect(JSON.stringify(doc).length).toBeLessThan(50_000)
        }
      }),
      { numRuns: 150 },
    )
  })

  it('a moment that no calendar has is no date, and its row stays', () => {
    const ends = (inference: number) =>
      docsOf('azure_openai', JSON.stringify({ data: [{ id: 'm', deprecation: { inference } }] }))[0]
    expect(ends(1_800_000_000)?.shutdown_date).toBe('2027-01-15')
    expect(ends(1e16)).toMatchObject({ id: 'm', shutdown_date: null })
  })
})
