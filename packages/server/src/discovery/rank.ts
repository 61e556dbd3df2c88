import { level, type Match, matchAll, readQuery, type Sought } from './match.ts'
import { part } from './row-tokens.ts'
import type { IndexedRow, SearchIndex, Sequence } from './search-index.ts'
import { folded, squeezed, tokenize } from './tokenize.ts'

/** A row that fits a query. */
export interface Hit {
  place: number
  /** Higher is better; only comparable within one answer. */
  score: number
  /** Its id, uid or alias was typed. */
  isExact: boolean
}

const tokensMax = 16

/** Tiers lie further apart than anything within them. */
const tiers = {
  exactId: 13_000,
  exactPath: 11_000,
  exactAlias: 9_000,
  joined: 7_000,
  tokens: 5_000,
  prefix: 3_000,
  corrected: 1_000,
} as const
const tierOfLevel: Readonly<Record<number, number>> = {
  [level.exact]: tiers.tokens,
  [level.prefix]: tiers.prefix,
  [level.corrected]: tiers.corrected,
}
const relevancePoints = 200
const providerPoints = 250
/** For what an id has beyond the query, by what it is. */
const extraPoints: Readonly<Record<number, number>> = {
  [part.word]: -40,
  [part.purpose]: -70,
  [part.filler]: -8,
  [part.size]: -15,
}
/** `5.1` where `5` is wanted, and `5.4` where `4` is. */
const laterVersion = -60
const otherVersion = -200
const datedForm = -45
const latestForm = -35
const extrasMost = -300

/** All rows that fit, best first: exact ids, then all words, then beginnings of words, then corrected words. The order is total. */
export function search(index: SearchIndex, text: string): Hit[] {
  const hits = new Map<number, Hit>()
  const keep = (place: number, score: number, isExact: boolean) => {
    const known = hits.get(place)
    if (known === undefined || known.score < score)
      hits.set(place, { place, score, isExact: isExact || known?.isExact === true })
  }
  const typed = folded(text)
  const keepExact = (names: ReadonlyMap<string, readonly number[]>, tier: number) => {
    for (const place of names.get(typed) ?? []) keep(place, tier + priorAt(index, place), true)
  }
  keepExact(index.exactIds, tiers.exactId)
  keepExact(index.exactPaths, tiers.exactPath)
  keepExact(index.exactAliases, tiers.exactAlias)
  const tokens = tokenize(text).slice(0, tokensMax)
  if (tokens.length > 0) {
    const sought = readQuery(index, tokens)
    const isJoined = joinedPlaces(index, sought)
    const marks = marksOf(index, sought)
    for (const match of matching(index, sought))
      keep(match.place, scoreOf(index, match, sought, isJoined(match.place), marks), false)
  }
  return [...hits.values()].sort((a, b) => byScore(index, a, b))
}

/** Rows with every token; where there are none, a word for a provider that is not here is not asked for. */
function matching(index: SearchIndex, sought: readonly Sought[]): Match[] {
  const matches = matchAll(index, sought)
  if (matches.length > 0) return matches
  const others = sought.filter(({ providers }) => providers === null)
  return others.length > 0 && others.length < sought.length ? matchAll(index, others) : []
}

const priorAt = (index: SearchIndex, place: number): number => index.rows[place]?.prior ?? 0

/** Score, then the newer one; rows stand in the order of their uids. */
function byScore(index: SearchIndex, a: Hit, b: Hit): number {
  if (a.score !== b.score) return b.score - a.score
  const releases = [index.rows[a.place]?.release ?? '', index.rows[b.place]?.release ?? ''] as const
  if (releases[0] !== releases[1]) return releases[0] < releases[1] ? 1 : -1
  return a.place - b.place
}

/** Rows whose id, alias or name is the query but for separators, with or without the name of their provider. */
function joinedPlaces(index: SearchIndex, sought: readonly Sought[]): (place: number) => boolean {
  const whole = new Set(index.squeezed.get(squeezed(sought.map(({ token }) => token))) ?? [])
  const bare = sought.filter(({ providers }) => providers === null).map(({ token }) => token)
  const rest = new Set(bare.length > 0 && bare.length < sought.length ? index.squeezed.get(squeezed(bare)) : [])
  const named = sought.find(({ providers }) => providers !== null)?.providers
  return (place) => whole.has(place) || (rest.has(place) && named?.has(index.rows[place]?.provider ?? '') === true)
}

/** How many tokens of the query mean each token of the index. */
function marksOf(index: SearchIndex, sought: readonly Sought[]): Uint8Array {
  const marks = new Uint8Array(index.tokens.length)
  for (const { readings } of sought) for (const { token } of readings) marks[token] = (marks[token] ?? 0) + 1
  return marks
}

function scoreOf(
  index: SearchIndex,
  match: Match,
  sought: readonly Sought[],
  isJoined: boolean,
  marks: Uint8Array,
): number {
  const row = index.rows[match.place] as IndexedRow
  const reached = isTogether(row, sought) ? match.level : Math.min(match.level, level.prefix)
  const tier = isJoined ? tiers.joined : (tierOfLevel[reached] ?? 0)
  const extras = Math.max(extrasOf(row.id, marks), extrasOf(row.name, marks), extrasMost) + formOf(row.id, marks)
  const provider = match.providerHits > 0 ? providerPoints : 0
  return tier + match.relevance * relevancePoints + provider + extras + row.prior
}

/** Whether what is bound in the query stands together in the row. */
function isTogether({ sequences }: IndexedRow, sought: readonly Sought[]): boolean {
  return sought.every((here, at) => {
    const before = sought[at - 1]
    if (!here.isBound || before === undefined) return true
    return sequences.some((tokens) => hasNeighbours(tokens, before, here))
  })
}

function hasNeighbours(tokens: Int32Array, before: Sought, here: Sought): boolean {
  for (let at = 1; at < tokens.length; at++) {
    if (means(here, tokens[at] ?? -1) && means(before, tokens[at - 1] ?? -1)) return true
  }
  return false
}

const means = ({ readings }: Sought, token: number): boolean => readings.some((reading) => reading.token === token)

/** What an id or name has beyond the query makes it a different model. */
function extrasOf({ tokens, parts }: Sequence, marks: Uint8Array): number {
  let points = 0
  for (let at = 0; at < tokens.length; at++) {
    if (isWanted(tokens, at, marks)) continue
    if (parts[at] !== part.number) points += extraPoints[parts[at] ?? 0] ?? 0
    else if (isWantedNumber(tokens, parts, at + 1, marks)) points += otherVersion
    else if (isWantedNumber(tokens, parts, at - 1, marks)) points += laterVersion
  }
  return points
}

/** Concrete ids stand above `-latest` and dated ones, unless that was asked for. */
function formOf({ tokens, parts }: Sequence, marks: Uint8Array): number {
  let points = 0
  for (let at = 0; at < tokens.length; at++) {
    if (isWanted(tokens, at, marks)) continue
    if (parts[at] === part.date) points = Math.min(points, datedForm)
    else if (parts[at] === part.latest) points = Math.min(points, latestForm)
  }
  return points
}

/** Whether the query asks for this token; a token that it names once is found once. */
function isWanted(tokens: Int32Array, at: number, marks: Uint8Array): boolean {
  const token = tokens[at] ?? -1
  const asked = marks[token] ?? 0
  let before = 0
  for (let earlier = 0; earlier < at; earlier++) if (tokens[earlier] === token) before++
  return before < asked
}

const isWantedNumber = (tokens: Int32Array, parts: Uint8Array, at: number, marks: Uint8Array): boolean =>
  parts[at] === part.number && isWanted(tokens, at, marks)
