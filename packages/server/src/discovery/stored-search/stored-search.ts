import type { Log } from '../../runtime.ts'
import type { Store, Tx } from '../../store/database.ts'
import {
  type FoundCard,
  hasTrigrams,
  knownWords,
  prepareSearch,
  rowsBegun,
  rowsMarked,
  wordsAlike,
  wordsBegun,
  wordsBesides,
} from '../../store/search.ts'
import type { SearchFit } from '../../store/search-fit.ts'
import { correctedFrom, editsFor, expansionsMax, nearest } from '../match.ts'
import { type Hit, looseParts, nearBelow, search, tokensMax } from '../rank.ts'
import { partsOf, type SearchedRow } from '../row-tokens.ts'
import { buildIndex } from '../search-index.ts'
import { folded, squeezed, type Token, tokenize } from '../tokenize.ts'
import { bandWords, bestMax, bestRows } from './best-rows.ts'
import { type CardDoc, rowOfCard } from './card.ts'
import { oneEditFrom } from './one-edit.ts'
import { providerWord } from './search-record.ts'
import { spellingMark } from './spelling-mark.ts'
import type { StoredFilter } from './stored-filter.ts'
import {
  filterGroup,
  type Group,
  groupsOf,
  isTyping,
  joinsOf,
  tsqueryOf,
  type Vocabulary,
  type Words,
  wholeNames,
} from './stored-query.ts'
import { hiddenWords } from './trait-words.ts'

/** Rows that fit a text, best first, and how many there are. */
export interface StoredHits {
  hits: readonly (Hit & { row: SearchedRow<CardDoc> })[]
  total: number
  /** Counting stopped at `total`. */
  isLowerBound: boolean
  /** They are all that fit. */
  isAll: boolean
  /** What rows have that have the words of the text. */
  queries: readonly string[]
}

type ProviderWords = ReadonlyMap<string, ReadonlySet<string>>

/** What is looked for. */
export interface StoredQuestion {
  text: string
  filter: StoredFilter
  /** What passes where it is named exactly. */
  named: StoredFilter
}

export const everything: StoredFilter = { words: [], bounds: {} }
const namedMax = 200
/** Letters that a rare word must share where two others are wrong. */
const begunBy = 4
const statementMs = 2_000

/** Searches: each statement ends after 2 s. Throws STORAGE_UNAVAILABLE. */
export const searching = <T>(store: Store, work: (tx: Tx) => Promise<T>): Promise<T> =>
  store.write(async (tx) => {
    await prepareSearch(tx, statementMs)
    return work(tx)
  })

/** Finds rows in PostgreSQL and ranks them as those in memory are. */
export function createStoredSearch(log: Log) {
  let canLiken: boolean | null = null

  async function vocabularyOf(tx: Tx, tokens: readonly Token[], others: readonly string[]): Promise<Vocabulary> {
    const texts = tokens.flatMap(({ text }, at) => [text, ...joinsOf(tokens, at)])
    const known = await knownWords(tx, [...new Set([...texts, ...others, ...bandWords, ...hiddenWords])])
    const begun = new Map<string, Words>()
    const corrected = new Map<string, Words>()
    for (const [at, { text, isNumber }] of tokens.entries()) {
      const isFound = [text, ...joinsOf(tokens, at)].some((word) => known.has(word))
      if (isFound && !isTyping(tokens, at)) continue
      const words = await wordsBegun(tx, text, expansionsMax)
      if (words.size > 0) begun.set(text, words)
      else if (!isFound && !isNumber && text.length >= correctedFrom) corrected.set(text, await meantBy(tx, text))
    }
    return { known, begun, corrected }
  }

  /** The words that are the fewest edits away; at two edits those of several rows, else those that begin so. */
  async function meantBy(tx: Tx, text: string): Promise<Words> {
    const edits = editsFor(text)
    const near = nearestOf(text, await knownWords(tx, oneEditFrom(text)))
    if (near.size > 0 || edits === 1) return near
    const alike = (await hasLikeness(tx)) ? nearestOf(text, await wordsAlike(tx, text, edits)) : near
    return alike.size > 0 ? alike : nearestOf(text, await wordsBesides(tx, text.slice(0, begunBy), text.length, edits))
  }

  async function hasLikeness(tx: Tx): Promise<boolean> {
    if (canLiken !== null) return canLiken
    canLiken = await hasTrigrams(tx)
    if (!canLiken)
      log.warn('Search corrects two wrong letters behind the fourth only: the database has no extension pg_trgm')
    return canLiken
  }

  return async (tx: Tx, { text: asked, filter, named }: StoredQuestion, words: ProviderWords): Promise<StoredHits> => {
    // No name has it, and the database takes no text with it.
    const text = asked.replaceAll('\0', ' ')
    const tokens = tokenize(text).slice(0, tokensMax)
    if (tokens.length === 0) return { hits: [], total: 0, isLowerBound: false, isAll: true, queries: ["'='"] }
    const called = namedProviders(tokens, words)
    const others = [
      ...[...called.values()].flatMap((some) => [...some].map(providerWord)),
      ...[...filter.words, ...named.words].flat(),
    ]
    const vocabulary = await vocabularyOf(tx, tokens, others)
    const groupsFor = (some: readonly Token[]) => groupsOf(some, vocabulary, (token) => called.get(token) ?? [])
    const within = filter.words.map((some) => filterGroup(some, vocabulary.known))
    const found = new Map<string, FoundCard>()
    const take = (rows: Iterable<FoundCard>) => {
      for (const row of rows) found.set(row.uid, row)
    }
    const bestOf = (groups: readonly Group[]) =>
      bestRows(tx, groups.length === 0 ? [] : [...groups, ...within], filter.bounds, vocabulary.known)
    const groups = groupsFor(tokens)
    const best = await bestOf(groups)
    take(best.rows)
    const exactly: SearchFit = { queries: named.words.map((some) => tsqueryOf({ words: some })), bounds: named.bounds }
    const wholes = wholeNames(folded(text), tokens, (token) => called.has(token))
    take(await rowsMarked(tx, wholes.map(spellingMark), exactly, namedMax))
    for (const near of [tightTokens(tokens), tokens.filter((token) => !called.has(token))])
      if (found.size < nearBelow && near.length < tokens.length) take((await bestOf(groupsFor(near))).rows)
    if (found.size === 0) take(await rowsBegun(tx, folded(text), exactly, namedMax))
    const hits = ranked([...found.values()], text, words)
    const isAll = !best.isLowerBound && best.total <= bestMax
    const queries = groups.length === 0 ? ["'='"] : groups.map(tsqueryOf)
    return { hits, total: isAll ? hits.length : best.total, isLowerBound: best.isLowerBound, isAll, queries }
  }
}

const nearestOf = (text: string, words: Words): Words =>
  new Map(nearest(text, words.keys()).map((word) => [word, words.get(word) ?? 0]))

/** The same rank as in memory, over an index of the candidates alone. */
function ranked(found: readonly FoundCard[], text: string, words: ProviderWords): StoredHits['hits'] {
  const rows = found.toSorted((a, b) => (a.uid < b.uid ? -1 : 1)).map(({ card }) => rowOfCard(card))
  const index = buildIndex(rows, words, (doc) => doc.text)
  return search(index, text).map((hit) => ({ ...hit, row: rows[hit.place] as SearchedRow<CardDoc> }))
}

const tightTokens = (tokens: readonly Token[]): Token[] => {
  const parts = partsOf(tokens)
  return tokens.filter((_, at) => !looseParts.has(parts[at] ?? 0))
}

/** The providers that each token names, alone or with its neighbour. */
function namedProviders(tokens: readonly Token[], words: ProviderWords): ReadonlyMap<Token, ReadonlySet<string>> {
  const named = new Map<Token, ReadonlySet<string>>()
  for (let length = 3; length > 0; length--) {
    for (let from = 0; from + length <= tokens.length; from++) {
      const span = tokens.slice(from, from + length)
      const providers = words.get(squeezed(span))
      for (const token of providers === undefined ? [] : span)
        if (!named.has(token)) named.set(token, providers ?? new Set())
    }
  }
  return named
}
