import { level, type Match, matchAll, readQuery, type Sought } from './match.ts'
import { type Phrase, part, partsOf } from './row-tokens.ts'
import { type IndexedRow, type SearchIndex, tokensOf } from './search-index.ts'
import { folded, squeezed, type Token, tokenize } from './tokenize.ts'

/** A row that fits a query. */
export interface Hit {
  place: number
  /** Higher is better; only comparable within one answer. */
  score: number
  /** Its id, uid or alias was typed. */
  isExact: boolean
}

export const tokensMax = 16
/** Where fewer rows have all words, those that nearly do come after them. */
export const nearBelow = 5
export const looseParts: ReadonlySet<number> = new Set([part.date, part.latest, part.variant])

/** Tiers lie further apart than anything within them. */
const tiers = {
  exactId: 15_000,
  exactPath: 13_000,
  exactAlias: 11_000,
  joined: 9_000,
  tokens: 7_000,
  prefix: 5_000,
  correctedName: 4_000,
  corrected: 3_000,
  near: 1_000,
} as const
const tierOfLevel: Readonly<Record<number, number>> = {
  [level.exact]: tiers.tokens,
  [level.prefix]: tiers.prefix,
  [level.corrected]: tiers.corrected,
}
const relevancePoints = 200
const providerPoints = 250
/** Of an id or alias that was typed but for its separators. */
const spelledPoints = 80
/** Of an id or name that was typed whole, in another order. */
const wholePoints = 150
/** Characters from which a beginning without separators is looked for. */
const begunFrom = 4
/** Ways to read a query with typos of which each is looked for as a name. */
const correctionsMost = 16
/** For what an id has beyond the query, by what it is. */
export const extraPoints: Readonly<Record<number, number>> = {
  [part.word]: -40,
  [part.purpose]: -70,
  [part.filler]: -8,
  [part.size]: -15,
  [part.variant]: -70,
}
/** `5.1` where `5` is wanted, and `5.4` where `4` is. */
const laterVersion = -60
const otherVersion = -200
/** `4b` where `4` is. */
const sizeForVersion = -100
export const formPoints = { dated: -45, latest: -35 } as const
/** The pointer to the newest one, where that was asked for. */
const latestAsked = 200
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
  for (const place of placesAtProvider(index, typed)) keep(place, tiers.exactPath + priorAt(index, place), true)
  keepExact(index.exactAliases, tiers.exactAlias)
  const tokens = tokenize(text).slice(0, tokensMax)
  if (tokens.length > 0) {
    const sought = readQuery(index, tokens)
    const marks = marksOf(index, sought)
    const joined = joinedPlaces(index, sought)
    for (const place of joined) keep(place, joinedScore(index, place, tiers.joined, sought, marks), false)
    const meant = joined.size > 0 ? new Set<number>() : correctedPlaces(index, sought)
    for (const place of meant) keep(place, joinedScore(index, place, tiers.correctedName, sought, marks), false)
    for (const match of matching(index, sought))
      if (!joined.has(match.place)) keep(match.place, scoreOf(index, match, sought, marks), false)
    if (hits.size < nearBelow)
      for (const match of nearMatches(index, sought)) keep(match.place, nearScore(index, match, marks), false)
    if (hits.size === 0)
      for (const place of begunPlaces(index, tokens)) keep(place, tiers.near + priorAt(index, place), false)
  }
  return [...hits.values()].sort((a, b) => byScore(index, a, b))
}

/** Rows whose id stands behind their provider, in any of its spellings, and a slash: `azure/gpt-4o`. */
function placesAtProvider(index: SearchIndex, typed: string): number[] {
  const slash = typed.indexOf('/')
  if (slash < 0) return []
  const word = typed.slice(0, slash)
  const providers = index.providerWords.get(squeezed(tokenize(word)))
  const isMeant = (provider: string) => provider === word || providers?.has(provider) === true
  const places = index.exactIds.get(typed.slice(slash + 1)) ?? []
  return places.filter((place) => isMeant(index.rows[place]?.provider ?? ''))
}

/** Rows that lack only what makes no other model, a date or a variant, and words that nothing has. */
function nearMatches(index: SearchIndex, sought: readonly Sought[]): Match[] {
  const parts = partsOf(sought.map(({ token }) => token))
  const needed = sought.filter(
    ({ token, readings, providers }, at) =>
      !looseParts.has(parts[at] ?? 0) && (readings.length > 0 || providers !== null || token.isNumber),
  )
  return needed.length === sought.length || needed.every(({ token }) => token.isNumber) ? [] : matching(index, needed)
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
function joinedPlaces(index: SearchIndex, sought: readonly Sought[]): Set<number> {
  const places = new Set(index.squeezed.get(squeezed(sought.map(({ token }) => token))))
  const named = sought.filter(({ providers }) => providers !== null)
  const without = named.length > 1 ? [named, ...named.map((one) => [one])] : [named]
  for (const words of named.length > 0 ? without : []) {
    const rest = squeezed(sought.filter((one) => !words.includes(one)).map(({ token }) => token))
    for (const place of index.squeezed.get(rest) ?? [])
      if (words.some(({ providers }) => providers?.has(index.rows[place]?.provider ?? ''))) places.add(place)
  }
  return places
}

/** Rows whose id, alias or name is the query but for separators and typos. */
function correctedPlaces(index: SearchIndex, sought: readonly Sought[]): Set<number> {
  let spelled: Sought[][] = [[]]
  for (const one of sought) {
    const words = correctionsOf(index, one)
    if (words.length * spelled.length > correctionsMost) return new Set()
    spelled = spelled.flatMap((before) => words.map((text) => [...before, { ...one, token: { ...one.token, text } }]))
  }
  return new Set(spelled.flatMap((words) => [...joinedPlaces(index, words)]))
}

/** The words that a token is a typo of, and the token itself where it is none. */
function correctionsOf({ tokens }: SearchIndex, { token, readings }: Sought): string[] {
  const corrected = readings.filter((reading) => reading.level === level.corrected)
  return corrected.length > 0 ? corrected.map((reading) => tokens[reading.token] ?? token.text) : [token.text]
}

/** Rows with an id, alias or name that begins with the query, but for separators. */
function begunPlaces(index: SearchIndex, tokens: readonly Token[]): number[] {
  const text = squeezed(tokens)
  if (text.length < begunFrom) return []
  return [...index.squeezed].filter(([name]) => name.startsWith(text)).flatMap(([, places]) => places)
}

/** What the query asks for, by the tokens of the index. */
interface Marks {
  /** How many tokens of the query mean each. */
  asked: Uint8Array
  /** Numbers that are typed with the unit of a size. */
  sizes: ReadonlySet<number>
}

function marksOf(index: SearchIndex, sought: readonly Sought[]): Marks {
  const asked = new Uint8Array(index.tokens.length)
  const sizes = new Set<number>()
  const parts = partsOf(sought.map(({ token }) => token))
  for (const [at, { readings }] of sought.entries()) {
    for (const { token } of readings) {
      asked[token] = (asked[token] ?? 0) + 1
      if (parts[at] === part.size) sizes.add(token)
    }
  }
  return { asked, sizes }
}

const nearScore = (index: SearchIndex, { place, relevance }: Match, marks: Marks): number =>
  tiers.near + relevance * relevancePoints + ownPoints(index, place, marks)

/** What is spelled as it was typed stands above what is only called so. */
function joinedScore(index: SearchIndex, place: number, tier: number, sought: readonly Sought[], marks: Marks): number {
  const { provider, text } = index.rows[place] as IndexedRow
  const isNamed = sought.some(({ providers }) => providers?.has(provider))
  const typed = squeezed(sought.map(({ token }) => token))
  const points = (isNamed ? providerPoints : 0) + (text.spellings.includes(typed) ? spelledPoints : 0)
  return tier + relevancePoints + points + ownPoints(index, place, marks)
}

function scoreOf(index: SearchIndex, match: Match, sought: readonly Sought[], marks: Marks): number {
  const row = index.rows[match.place] as IndexedRow
  const reached = isTogether(index, row, sought) ? match.level : Math.min(match.level, level.prefix)
  const provider = match.providerHits > 0 ? providerPoints : 0
  const whole = isWhole(index, row, sought.length, marks) ? wholePoints : 0
  const tier = tierOfLevel[reached] ?? 0
  return tier + match.relevance * relevancePoints + provider + whole + ownPoints(index, match.place, marks)
}

/** For what the row is, and for what its names have beyond the query. */
function ownPoints(index: SearchIndex, place: number, marks: Marks): number {
  const row = index.rows[place] as IndexedRow
  const { slug, name } = row.text
  const ofName = extrasOf(tokensOf(index, row, name), name.parts, marks)
  const tokens = tokensOf(index, row, slug)
  const extras = Math.max(ofName, extrasOf(tokens, slug.parts, marks), extrasMost)
  return extras + formOf(tokens, slug.parts, marks, row.isSnapshot) + row.prior
}

/** Whether the query has every word of an id or name, in whatever order. */
function isWhole(index: SearchIndex, row: IndexedRow, words: number, marks: Marks): boolean {
  const { slug, name } = row.text
  return [slug, name].some((phrase) => {
    if (phrase.words.length > words) return false
    const tokens = tokensOf(index, row, phrase)
    return phrase.words.every((_, at) => isWanted(tokens, at, marks))
  })
}

/** Whether what is bound in the query stands together in the row. */
function isTogether(index: SearchIndex, row: IndexedRow, sought: readonly Sought[]): boolean {
  const { id, name, aliases } = row.text
  return sought.every((here, at) => {
    const before = sought[at - 1]
    if (!here.isBound || before === undefined) return true
    const isIn = (phrase: Phrase) => hasNeighbours(tokensOf(index, row, phrase), phrase.words.length, before, here)
    return isIn(id) || isIn(name) || aliases.some(isIn)
  })
}

function hasNeighbours(tokens: Int32Array, length: number, before: Sought, here: Sought): boolean {
  for (let at = 1; at < length; at++) {
    if (means(here, tokens[at] ?? -1) && means(before, tokens[at - 1] ?? -1)) return true
  }
  return false
}

const means = ({ readings }: Sought, token: number): boolean => readings.some((reading) => reading.token === token)

/** What an id or name has beyond the query makes it a different model. */
function extrasOf(tokens: Int32Array, parts: Uint8Array, marks: Marks): number {
  let points = 0
  for (let at = 0; at < parts.length; at++) {
    if (isWanted(tokens, at, marks)) {
      if (parts[at] === part.size && !marks.sizes.has(tokens[at] ?? -1)) points += sizeForVersion
      continue
    }
    if (parts[at] !== part.number) points += extraPoints[parts[at] ?? 0] ?? 0
    else if (isWantedNumber(tokens, parts, at + 1, marks)) points += otherVersion
    else if (isWantedNumber(tokens, parts, at - 1, marks)) points += laterVersion
  }
  return points
}

/** Concrete ids stand above `-latest` and their own snapshots, unless that was asked for. */
function formOf(tokens: Int32Array, parts: Uint8Array, marks: Marks, isSnapshot: boolean): number {
  let points = 0
  for (let at = 0; at < parts.length; at++) {
    if (isWanted(tokens, at, marks)) {
      if (parts[at] === part.latest) return latestAsked
      continue
    }
    if (parts[at] === part.date && isSnapshot) points = Math.min(points, formPoints.dated)
    else if (parts[at] === part.latest) points = Math.min(points, formPoints.latest)
  }
  return points
}

/** Whether the query asks for this token; a token that it names once is found once. */
function isWanted(tokens: Int32Array, at: number, marks: Marks): boolean {
  const token = tokens[at] ?? -1
  const asked = marks.asked[token] ?? 0
  let before = 0
  for (let earlier = 0; earlier < at; earlier++) if (tokens[earlier] === token) before++
  return before < asked
}

const isWantedNumber = (tokens: Int32Array, parts: Uint8Array, at: number, marks: Marks): boolean =>
  parts[at] === part.number && isWanted(tokens, at, marks)
