import { addPlace as add, joinedNames } from './joined-names.ts'
import { makePostings, type Postings } from './postings.ts'
import { priorsOf } from './row-priors.ts'
import type { IndexedDoc, Phrase, RowTokens, SearchedRow } from './row-tokens.ts'
import { atOnce, type Sliced } from './slices.ts'
import { squeezed as joined, tokenize } from './tokenize.ts'

/** What is known of a row before anyone asks. */
export interface IndexedRow {
  text: RowTokens
  /** Where the ids of its words begin in `wordIds`. */
  from: number
  provider: string
  /** A dated id of a model that its provider has under an undated id too. */
  isSnapshot: boolean
  /** How good an answer it is, all else equal. */
  prior: number
  release: string
}

/** Search over the rows of one view, by their place in it. Built aside and swapped. */
export interface SearchIndex extends Postings {
  rows: readonly IndexedRow[]
  /** The tokens of each row's words, row after row. */
  wordIds: Int32Array
  /** Ids and uids → places; aliases and canonical ids → places. */
  exactIds: ReadonlyMap<string, readonly number[]>
  exactAliases: ReadonlyMap<string, readonly number[]>
  /** Ids, aliases and names without separators → places. */
  squeezed: ReadonlyMap<string, readonly number[]>
  /** Words for a provider, without separators → `provider` of rows. */
  providerWords: ReadonlyMap<string, ReadonlySet<string>>
  placesOfProvider: ReadonlyMap<string, readonly number[]>
  scratch: Scratch
}

/** Arrays as long as the index, used again by each query, so that one allocates no more than its answer. */
export interface Scratch {
  counts: Uint8Array
  levels: Uint8Array
  hits: Uint8Array
  lastToken: Int8Array
  lastWeight: Float64Array
  sums: Float64Array
  phrase: Int32Array
}

/** More than an id or a name of the greatest length can have. */
const phraseTokensMax = 512

const scratchFor = (rows: number): Scratch => ({
  counts: new Uint8Array(rows),
  levels: new Uint8Array(rows),
  hits: new Uint8Array(rows),
  lastToken: new Int8Array(rows),
  lastWeight: new Float64Array(rows),
  sums: new Float64Array(rows),
  phrase: new Int32Array(phraseTokensMax),
})

/** Rows must stand in the order of the view. */
export const buildIndex = <Doc extends IndexedDoc>(
  rows: readonly SearchedRow<Doc>[],
  providerWords: ReadonlyMap<string, ReadonlySet<string>>,
  read: (doc: Doc) => RowTokens,
): SearchIndex => atOnce(indexing(rows, providerWords, read))

/** As `buildIndex`, and may be laid down between its steps. */
export function* indexing<Doc extends IndexedDoc>(
  rows: readonly SearchedRow<Doc>[],
  providerWords: ReadonlyMap<string, ReadonlySet<string>>,
  read: (doc: Doc) => RowTokens,
): Sliced<SearchIndex> {
  const texts: RowTokens[] = []
  for (const { doc } of rows) {
    texts.push(read(doc))
    yield
  }
  const priors = priorsOf(rows, texts)
  yield
  const { squeezed, snapshots } = joinedNames(texts)
  yield
  const spoken = new Set([...providerWords.values()].flatMap((names) => [...names]))
  const hasOwnWords = (place: number) => spoken.has(rows[place]?.doc.provider ?? '')
  const { postings, wordIds, starts } = makePostings(texts, hasOwnWords, providerWords.keys())
  yield
  const names = namesOf(rows, texts)
  yield
  return {
    ...postings,
    wordIds,
    rows: rows.map(({ doc }, place) => ({
      text: texts[place] as RowTokens,
      from: starts[place] ?? 0,
      provider: doc.provider,
      isSnapshot: snapshots.has(place),
      prior: priors[place] ?? 0,
      release: doc.release_date ?? '',
    })),
    ...names,
    squeezed,
    providerWords: withOthers(providerWords, rows, hasOwnWords),
    scratch: scratchFor(rows.length),
  }
}

/** Words for providers, and the names of those that have none. */
function withOthers(
  words: ReadonlyMap<string, ReadonlySet<string>>,
  rows: readonly SearchedRow<IndexedDoc>[],
  hasOwnWords: (place: number) => boolean,
): ReadonlyMap<string, ReadonlySet<string>> {
  const others = new Set(rows.filter((_, place) => !hasOwnWords(place)).map(({ doc }) => doc.provider))
  const all = new Map(words)
  for (const provider of others) {
    const word = joined(tokenize(provider))
    if (!all.has(word)) all.set(word, new Set([provider]))
  }
  return all
}

/** The tokens of a phrase of a row in their order; the same array each time, read as far as the phrase is long. */
export function tokensOf({ wordIds, scratch }: SearchIndex, { from }: IndexedRow, { words }: Phrase): Int32Array {
  for (let at = 0; at < words.length; at++) scratch.phrase[at] = wordIds[from + (words[at] ?? 0)] ?? -1
  return scratch.phrase
}

/** What is found only as it was typed, and which rows a provider has. */
function namesOf(
  rows: readonly SearchedRow<IndexedDoc>[],
  words: readonly RowTokens[],
): Pick<SearchIndex, 'exactIds' | 'exactAliases' | 'placesOfProvider'> {
  const exactIds = new Map<string, number[]>()
  const exactAliases = new Map<string, number[]>()
  const placesOfProvider = new Map<string, number[]>()
  for (const [place, row] of words.entries()) {
    for (const name of row.exactIds) add(exactIds, name, place)
    for (const name of row.exactAliases) add(exactAliases, name, place)
    add(placesOfProvider, rows[place]?.doc.provider ?? '', place)
  }
  return { exactIds, exactAliases, placesOfProvider }
}
