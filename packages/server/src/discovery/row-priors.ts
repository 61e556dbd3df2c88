import { type BrandTraits, knownTraits } from './brand-traits.ts'
import type { IndexedDoc, RowTokens, SearchedRow } from './row-tokens.ts'

const statusPriors: Readonly<Record<string, number>> = { deprecated: -120, legacy: -60, retired: -300, alpha: -20 }
const statePriors: Readonly<Record<string, number>> = { unverified: -50, missing: -60, offline: -60, removed: -400 }
const kindPriors: Readonly<Record<BrandTraits['kind'], number>> = { 'first-party': 60, cloud: 0, aggregator: -20 }
const suspectPrior = -30
/** For each step of a path before the model’s own name: a region, an organisation. */
const stepPrior = -2
const pointsAYear = 20
const firstYearMs = Date.UTC(2022, 0, 1)
const yearMs = 365.25 * 86_400_000
/** Of a row whose release date is unknown; the higher versions of a family get more. */
const unknownYears = 1.5
const versionYears = 1.5

/** How good an answer each row is, all else equal: newer, first party, live and plausible rows first. */
export function priorsOf(
  rows: readonly SearchedRow<IndexedDoc>[],
  words: readonly Pick<RowTokens, 'version' | 'maker'>[],
): Float64Array {
  const makers = makersOf(rows, words)
  const heights = versionHeights(rows, words)
  return Float64Array.from(rows, ({ doc, state }, place) => {
    const released = doc.release_date === null ? Number.NaN : Date.parse(doc.release_date)
    const years = Number.isNaN(released)
      ? unknownYears + versionYears * (heights.get(place) ?? 0)
      : Math.max(0, (released - firstYearMs) / yearMs)
    return (
      years * pointsAYear +
      kindPriors[kindOf(doc, words[place]?.maker, makers)] +
      (statusPriors[doc.status] ?? 0) +
      (statePriors[state] ?? 0) +
      (doc.suspect_fields.length > 0 ? suspectPrior : 0) +
      (doc.id.split('/').length - 1) * stepPrior
    )
  })
}

/** A provider of whose kind nothing is known sells its own models where others name it as their maker. */
function kindOf(
  { brand, provider }: IndexedDoc,
  named: string | undefined,
  makers: ReadonlySet<string>,
): BrandTraits['kind'] {
  const known = knownTraits(brand)
  if (known !== undefined) return known.kind
  const maker = named ?? provider
  return maker === provider && makers.has(provider) ? 'first-party' : 'aggregator'
}

/** Vendors in the ids of two or more providers beside themselves. */
function makersOf(rows: readonly SearchedRow<IndexedDoc>[], words: readonly Pick<RowTokens, 'maker'>[]): Set<string> {
  const sellers = new Map<string, string>()
  const makers = new Set<string>()
  for (const [place, { maker }] of words.entries()) {
    const provider = rows[place]?.doc.provider ?? ''
    if (maker === undefined || maker === provider) continue
    const known = sellers.get(maker)
    if (known === undefined) sellers.set(maker, provider)
    else if (known !== provider) makers.add(maker)
  }
  return makers
}

/** For rows without a release date: 0 for the lowest version of its family, 1 for the highest. */
function versionHeights(
  rows: readonly SearchedRow<IndexedDoc>[],
  words: readonly Pick<RowTokens, 'version'>[],
): Map<number, number> {
  const families = new Map<string, number[]>()
  for (const [place, { doc }] of rows.entries()) {
    if (doc.release_date !== null || doc.family === null) continue
    const known = families.get(doc.family)
    if (known === undefined) families.set(doc.family, [place])
    else known.push(place)
  }
  const heights = new Map<number, number>()
  const versionAt = (place: number) => words[place]?.version ?? []
  for (const places of families.values()) {
    const versions = [...new Map(places.map((place) => [versionAt(place).join('.'), versionAt(place)])).values()]
    versions.sort(compareVersions)
    const ranks = new Map(versions.map((version, rank) => [version.join('.'), rank / Math.max(1, versions.length - 1)]))
    for (const place of places) heights.set(place, ranks.get(versionAt(place).join('.')) ?? 0)
  }
  return heights
}

function compareVersions(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const difference = (a[at] ?? -1) - (b[at] ?? -1)
    if (difference !== 0) return difference
  }
  return 0
}
