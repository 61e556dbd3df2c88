import { LRUCache } from 'lru-cache'
import type { Log } from '../../runtime.ts'
import type { Store, Tx } from '../../store/database.ts'
import {
  countMatching,
  type FoundRow,
  hasTrigrams,
  isBegun,
  knownTokens,
  limitStatements,
  rowsBegun,
  rowsMatching,
  rowsNamed,
  tokensAlike,
} from '../../store/search.ts'
import { correctedFrom, editsFor, nearest } from '../match.ts'
import { type Hit, looseParts, nearBelow, search, tokensMax } from '../rank.ts'
import { partsOf, type RowTokens, rowTokens, type SearchedRow } from '../row-tokens.ts'
import { buildIndex } from '../search-index.ts'
import { folded, squeezed, type Token, tokenize } from '../tokenize.ts'
import { searchedRow } from './search-record.ts'
import { joinsOf, tsqueryOf, type Vocabulary, wholeNames } from './stored-query.ts'

/** Rows that fit a text, best first, and how many there are. */
export interface StoredHits {
  hits: readonly (Hit & { row: SearchedRow })[]
  total: number
  /** Counting stopped at `total`. */
  isLowerBound: boolean
}

type ProviderWords = ReadonlyMap<string, ReadonlySet<string>>

const candidatesMax = 1_000
const namedMax = 200
export const countedMax = 10_000
const statementMs = 2_000
/** Rows that are kept as they were read, because broad queries find the same ones again and again; about 3 KB each. */
const readMax = 10_000

interface ReadRow {
  row: SearchedRow
  text: RowTokens
}

function readRow(facts: string): ReadRow {
  const row = searchedRow(facts)
  return { row, text: rowTokens(row.doc) }
}

/** Finds rows in PostgreSQL and ranks them as those in memory are. Throws STORAGE_UNAVAILABLE after 2 s. */
export function createStoredSearch(store: Store, log: Log) {
  let canCorrect: boolean | null = null
  const read = new LRUCache<string, ReadRow>({ max: readMax })

  /** The same rank as in memory, over an index of the candidates alone. */
  function rank(found: readonly FoundRow[], text: string, words: ProviderWords): StoredHits['hits'] {
    const rows = found.map(({ facts }) => {
      const known = read.get(facts) ?? readRow(facts)
      read.set(facts, known)
      return known
    })
    rows.sort((a, b) => (a.row.doc.uid < b.row.doc.uid ? -1 : 1))
    const texts = new Map(rows.map(({ row, text }) => [row.doc, text]))
    const index = buildIndex(
      rows.map(({ row }) => row),
      words,
      (doc) => texts.get(doc) ?? rowTokens(doc),
    )
    return search(index, text).map((hit) => ({ ...hit, row: (rows[hit.place] as ReadRow).row }))
  }

  async function vocabularyOf(tx: Tx, tokens: readonly Token[]): Promise<Vocabulary> {
    const joins = tokens.flatMap((_, at) => joinsOf(tokens, at))
    const known = await knownTokens(tx, [...new Set([...tokens.map(({ text }) => text), ...joins])])
    const begun = new Set<string>()
    const corrected = new Map<string, readonly string[]>()
    for (const { text, isNumber } of tokens) {
      if (known.has(text)) continue
      if (await isBegun(tx, text)) begun.add(text)
      else if (!isNumber && text.length >= correctedFrom && (await isCorrecting(tx))) {
        corrected.set(text, nearest(text, await tokensAlike(tx, text, editsFor(text))))
      }
    }
    return { known, begun, corrected }
  }

  async function isCorrecting(tx: Tx): Promise<boolean> {
    if (canCorrect !== null) return canCorrect
    canCorrect = await hasTrigrams(tx)
    if (!canCorrect) log.warn('Search corrects no typos: the database has no extension pg_trgm')
    return canCorrect
  }

  return async (asked: string, providerWords: ProviderWords): Promise<StoredHits> => {
    // No name has it, and the database takes no text with it.
    const text = asked.replaceAll('\0', ' ')
    const tokens = tokenize(text).slice(0, tokensMax)
    if (tokens.length === 0) return { hits: [], total: 0, isLowerBound: false }
    return store.write(async (tx) => {
      await limitStatements(tx, statementMs)
      const named = namedProviders(tokens, providerWords)
      const vocabulary = await vocabularyOf(tx, tokens)
      const query = tsqueryOf(tokens, vocabulary, (token) => named.get(token) ?? [])
      const found = new Map<string, FoundRow>()
      const take = (rows: readonly FoundRow[]) => {
        for (const row of rows) found.set(row.uid, row)
      }
      take(
        await rowsNamed(
          tx,
          wholeNames(folded(text), tokens, (token) => named.has(token)),
          namedMax,
        ),
      )
      const matching = query === null ? [] : await rowsMatching(tx, query, candidatesMax)
      take(matching)
      if (found.size < nearBelow) {
        const near = tsqueryOf(tightTokens(tokens), vocabulary, (token) => named.get(token) ?? [])
        if (near !== null && near !== query) take(await rowsMatching(tx, near, candidatesMax))
      }
      if (found.size === 0) take(await rowsBegun(tx, folded(text), namedMax))
      const ranked = rank([...found.values()], text, providerWords)
      const isCut = query !== null && matching.length === candidatesMax
      const total = isCut ? await countMatching(tx, query, countedMax) : ranked.length
      return { hits: ranked, total, isLowerBound: isCut && total === countedMax }
    })
  }
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
