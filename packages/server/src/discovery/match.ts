import { editDistance } from './edit-distance.ts'
import { placeOf, weightOf } from './postings.ts'
import type { Scratch, SearchIndex } from './search-index.ts'
import type { Token } from './tokenize.ts'

/** How well a token was found: as it is, as a beginning, or only after a correction. */
export const level = { corrected: 1, prefix: 2, exact: 3 } as const

/** One way to read a token of the query. */
interface Reading {
  token: number
  level: number
  factor: number
}

/** A token of the query with all its readings, and the providers that it names. */
export interface Sought {
  token: Token
  readings: Reading[]
  providers: ReadonlySet<string> | null
  /** It and the one before must be neighbours: `4o`, `4.5`. */
  isBound: boolean
}

export const expansionsMax = 64
const joinFactor = 0.95
const prefixFactor = 0.7
const correctedFactors = [1, 0.5, 0.35]
export const correctedFrom = 3
const twoEditsFrom = 8

/** What each token of a query may mean in this index. */
export function readQuery(index: SearchIndex, tokens: readonly Token[]): Sought[] {
  const providers = providersNamed(index, tokens)
  return tokens.map((token, at) => {
    const readings = readingsOf(index, tokens, at)
    const corrected = readings.find((reading) => reading.level === level.corrected)
    const corrections =
      corrected === undefined ? undefined : index.providerWords.get(index.tokens[corrected.token] ?? '')
    const begun = at === tokens.length - 1 ? providersBegun(index, token) : undefined
    return { token, readings, providers: providers[at] ?? corrections ?? begun ?? null, isBound: isBound(tokens, at) }
  })
}

/** Linked tokens belong together, and so do the numbers of a version; a size such as `70b` is none. */
function isBound(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at] as Token
  const before = tokens[at - 1]
  if (before === undefined) return false
  if (token.isLinked) return true
  return token.isNumber && before.isNumber && tokens[at + 1]?.isLinked !== true
}

/** The providers that a word may become; as many letters as could mean anything name none. */
function providersBegun(index: SearchIndex, { text, isNumber }: Token): ReadonlySet<string> | undefined {
  if (isNumber || text.length < correctedFrom || index.tokenIds.has(text)) return undefined
  const names = [...index.providerWords].filter(([word]) => word.startsWith(text)).flatMap(([, rows]) => [...rows])
  return names.length > 0 ? new Set(names) : undefined
}

const spanMax = 3

/** For each token, the providers that it names alone or with its neighbours: `azure openai`. */
function providersNamed(index: SearchIndex, tokens: readonly Token[]): (ReadonlySet<string> | undefined)[] {
  const named: (ReadonlySet<string> | undefined)[] = tokens.map(() => undefined)
  for (let from = 0; from < tokens.length; from++) {
    for (let length = Math.min(spanMax, tokens.length - from); length > 0; length--) {
      const span = tokens.slice(from, from + length)
      const providers = index.providerWords.get(span.map(({ text }) => text).join(''))
      if (providers === undefined) continue
      for (let at = from; at < from + length; at++) named[at] ??= providers
      break
    }
  }
  return named
}

function readingsOf(index: SearchIndex, tokens: readonly Token[], at: number): Reading[] {
  const { text, isNumber } = tokens[at] as Token
  const exact = index.tokenIds.get(text)
  const readings: Reading[] = exact === undefined ? [] : [{ token: exact, level: level.exact, factor: 1 }]
  for (const joined of joinsOf(tokens, at)) {
    const token = index.tokenIds.get(joined)
    if (token !== undefined) readings.push({ token, level: level.exact, factor: joinFactor })
  }
  const isTyping = at === tokens.length - 1 && !isNumber
  if (readings.length === 0 || isTyping) readings.push(...prefixed(index, text, exact))
  if (readings.length === 0 && !isNumber) readings.push(...corrected(index, text))
  return readings
}

/** The token with a neighbour, where both are words: `deep seek` finds `deepseek`. */
function joinsOf(tokens: readonly Token[], at: number): string[] {
  const here = tokens[at] as Token
  if (here.isNumber) return []
  const neighbours = [tokens[at - 1], tokens[at + 1]]
  return neighbours.flatMap((other, side) => {
    if (other === undefined || other.isNumber) return []
    return [side === 0 ? other.text + here.text : here.text + other.text]
  })
}

function prefixed(index: SearchIndex, text: string, exact: number | undefined): Reading[] {
  const from = lowerBound(index.tokens, text)
  const found: number[] = []
  for (let id = from; id < index.tokens.length && index.tokens[id]?.startsWith(text); id++)
    if (id !== exact) found.push(id)
  const frequent =
    found.length <= expansionsMax ? found : found.sort((a, b) => rowsOf(index, b) - rowsOf(index, a) || a - b)
  return frequent.slice(0, expansionsMax).map((token) => ({ token, level: level.prefix, factor: prefixFactor }))
}

function lowerBound(sorted: readonly string[], text: string): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? '') < text) low = middle + 1
    else high = middle
  }
  return low
}

/** The nearest known words; only for words that nothing contains, and never for numbers. */
function corrected(index: SearchIndex, text: string): Reading[] {
  if (text.length < correctedFrom) return []
  return nearest(text, index.tokens).map((known) => ({
    token: index.tokenIds.get(known) ?? -1,
    level: level.corrected,
    factor: correctedFactors[editDistance(text, known, editsFor(text))] ?? 0,
  }))
}

/** How many edits a word may be away from what was meant. */
export const editsFor = (text: string): number => (text.length >= twoEditsFrom ? 2 : 1)

/** Of these words those that are the fewest edits away; none beyond what its length allows, none with a digit. */
export function nearest(text: string, words: Iterable<string>): string[] {
  let most = editsFor(text)
  let found: string[] = []
  for (const word of words) {
    if (Math.abs(word.length - text.length) > most || /\p{N}/u.test(word)) continue
    const distance = editDistance(text, word, most)
    if (distance > most) continue
    if (distance < most) found = []
    most = distance
    found.push(word)
  }
  return found
}

/** What a row has of a query. */
export interface Match {
  place: number
  /** The worst level of any token. */
  level: number
  /** Weight of what was found, of what could be found: 0–1. */
  relevance: number
  /** Tokens that name its provider. */
  providerHits: number
}

const providerWeight = 0.5

/** Rows that have every token of the query, in whatever reading; a token may also name the row's provider. */
export function matchAll(index: SearchIndex, sought: readonly Sought[]): Match[] {
  const { scratch } = index
  const { counts, levels, hits, lastToken, sums } = scratch
  counts.fill(0)
  levels.fill(level.exact)
  hits.fill(0)
  lastToken.fill(-1)
  sums.fill(0)
  let possible = 0
  for (const [at, { readings, providers }] of sought.entries()) {
    const weight = rarity(index, readings)
    possible += Math.max(1, weight)
    for (const reading of readings) countReading(index, reading, weight, at)
    for (const provider of providers ?? []) {
      for (const place of index.placesOfProvider.get(provider) ?? []) {
        hits[place] = (hits[place] ?? 0) + 1
        countAt(scratch, place, at, level.exact, providerWeight)
      }
    }
  }
  const matches: Match[] = []
  for (let place = 0; place < counts.length; place++) {
    if (counts[place] !== sought.length) continue
    const relevance = Math.min(1, (sums[place] ?? 0) / possible)
    matches.push({ place, level: levels[place] ?? 0, relevance, providerHits: hits[place] ?? 0 })
  }
  return matches
}

/** A token weighs more the fewer rows have it, in whatever reading. */
function rarity(index: SearchIndex, readings: readonly Reading[]): number {
  const found = readings.reduce((sum, { token }) => sum + rowsOf(index, token), 0)
  return Math.log(1 + index.rows.length / Math.max(1, found))
}

/** How many rows have a token. */
const rowsOf = ({ offsets }: SearchIndex, token: number): number => (offsets[token + 1] ?? 0) - (offsets[token] ?? 0)

function countReading(index: SearchIndex, { token, level, factor }: Reading, weight: number, at: number): void {
  const end = index.offsets[token + 1] ?? 0
  for (let entry = index.offsets[token] ?? 0; entry < end; entry++) {
    const posting = index.postings[entry] ?? 0
    countAt(index.scratch, placeOf(posting), at, level, weight * factor * weightOf(posting))
  }
}

/** A token counts once a row, at its best weight; readings come best level first. */
function countAt(
  { counts, levels, lastToken, lastWeight, sums }: Scratch,
  place: number,
  at: number,
  level: number,
  weight: number,
): void {
  if (lastToken[place] !== at) {
    lastToken[place] = at
    lastWeight[place] = weight
    counts[place] = (counts[place] ?? 0) + 1
    sums[place] = (sums[place] ?? 0) + weight
    if (level < (levels[place] ?? 0)) levels[place] = level
  } else if (weight > (lastWeight[place] ?? 0)) {
    sums[place] = (sums[place] ?? 0) + weight - (lastWeight[place] ?? 0)
    lastWeight[place] = weight
  }
}
