import { addPlace as add, joinedNames } from './joined-names.ts'
import type { CatalogDoc, CatalogRow } from './model.ts'
import { priorsOf } from './row-priors.ts'
import { type Phrase, type RowTokens, rowTokens } from './row-tokens.ts'
import { type Token, tokenize } from './tokenize.ts'

/** Where a token stands; what stands in an id weighs more than what stands in a name. */
export const fieldWeights = [1, 0.9, 0.8, 0.5, 0.5, 0.9, 0.5] as const
const field = { id: 0, alias: 1, name: 2, family: 3, author: 4, joined: 5, provider: 6 } as const
const fieldBits = 3

/** The tokens of an id or a name in their order, and what each is. */
export interface Sequence {
  tokens: Int32Array
  parts: Uint8Array
}

/** What is known of a row before anyone asks. */
export interface IndexedRow {
  id: Sequence
  name: Sequence
  /** Id, aliases, name: where neighbours are looked for. */
  sequences: readonly Int32Array[]
  provider: string
  /** Id and aliases without separators. */
  spellings: readonly string[]
  /** A dated id of a model that its provider has under an undated id too. */
  isSnapshot: boolean
  /** How good an answer it is, all else equal. */
  prior: number
  release: string
}

/** Search over the rows of one view, by their place in it. Built aside and swapped. */
export interface SearchIndex {
  rows: readonly IndexedRow[]
  /** Sorted, so that the tokens with a prefix are a range. */
  tokens: readonly string[]
  tokenIds: ReadonlyMap<string, number>
  /** `postings[offsets[t] … offsets[t + 1]]` are the rows of token t: place << 3 | field. */
  offsets: Int32Array
  postings: Int32Array
  /** Rows that have a token. */
  frequencies: Int32Array
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
}

const scratchFor = (rows: number): Scratch => ({
  counts: new Uint8Array(rows),
  levels: new Uint8Array(rows),
  hits: new Uint8Array(rows),
  lastToken: new Int8Array(rows),
  lastWeight: new Float64Array(rows),
  sums: new Float64Array(rows),
})

export const placeOf = (posting: number): number => posting >> fieldBits
export const weightOf = (posting: number): number => fieldWeights[posting & ((1 << fieldBits) - 1)] ?? 0

/** Rows must stand in the order of the view. */
export function buildIndex(
  rows: readonly CatalogRow[],
  providerWords: ReadonlyMap<string, ReadonlySet<string>>,
  tokensOf: (doc: CatalogDoc) => RowTokens = rowTokens,
): SearchIndex {
  const words = rows.map(({ doc }) => tokensOf(doc))
  const priors = priorsOf(rows, words)
  const { squeezed, snapshots } = joinedNames(rows, words)
  const found = new Map<string, number[]>()
  const spoken = new Set([...providerWords.values()].flatMap((names) => [...names]))
  for (const [place, row] of words.entries()) {
    postRow(found, row, place)
    const { provider } = (rows[place] as CatalogRow).doc
    if (!spoken.has(provider)) post(found, tokenize(provider), place, field.provider)
  }
  for (const word of providerWords.keys()) if (!found.has(word)) found.set(word, [])
  const tokens = [...found.keys()].sort()
  const tokenIds = new Map(tokens.map((token, id) => [token, id]))
  const sequence = ({ tokens, parts }: Phrase): Sequence => {
    const ids = new Int32Array(tokens.length)
    for (const [at, { text }] of tokens.entries()) ids[at] = tokenIds.get(text) ?? -1
    return { tokens: ids, parts }
  }
  return {
    rows: rows.map(({ doc }, place) => ({
      ...sequencesOf(words[place] as RowTokens, sequence),
      provider: doc.provider,
      isSnapshot: snapshots.has(place),
      prior: priors[place] ?? 0,
      release: doc.release_date ?? '',
    })),
    tokens,
    tokenIds,
    ...flattened(tokens.map((token) => found.get(token) ?? [])),
    ...namesOf(rows, words),
    squeezed,
    providerWords,
    scratch: scratchFor(rows.length),
  }
}

function sequencesOf({ id, slug, name, aliases }: RowTokens, sequence: (phrase: Phrase) => Sequence) {
  const names = { id: sequence(slug), name: sequence(name) }
  const whole = id === slug ? names.id : sequence(id)
  return {
    ...names,
    sequences: [whole, names.name, ...aliases.map(sequence)].map(({ tokens }) => tokens),
    spellings: [id, slug, ...aliases].map(({ squeezed }) => squeezed),
  }
}

/** What is found only as it was typed, and which rows a provider has. */
function namesOf(
  rows: readonly CatalogRow[],
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

function postRow(found: Map<string, number[]>, { id, name, aliases, family, author }: RowTokens, place: number): void {
  post(found, id.tokens, place, field.id)
  post(found, name.tokens, place, field.name)
  for (const alias of aliases) post(found, alias.tokens, place, field.alias)
  post(found, family, place, field.family)
  post(found, author, place, field.author)
  postPairs(found, id.tokens, place)
  postPairs(found, name.tokens, place)
}

function post(found: Map<string, number[]>, tokens: readonly Token[], place: number, code: number): void {
  for (const { text } of tokens) addOnce(found, text, (place << fieldBits) | code)
}

/** Neighbours without what separates them: `4o`, `claudesonnet`, `45`. */
function postPairs(found: Map<string, number[]>, tokens: readonly Token[], place: number): void {
  for (const [at, token] of tokens.entries()) {
    const next = tokens[at + 1]
    if (next !== undefined) addOnce(found, token.text + next.text, (place << fieldBits) | field.joined)
  }
}

function addOnce(found: Map<string, number[]>, key: string, value: number): void {
  const list = found.get(key)
  if (list === undefined) found.set(key, [value])
  else if (!list.includes(value, Math.max(0, list.length - 8))) list.push(value)
}

function flattened(lists: readonly number[][]): Pick<SearchIndex, 'offsets' | 'postings' | 'frequencies'> {
  const offsets = new Int32Array(lists.length + 1)
  const frequencies = new Int32Array(lists.length)
  for (const [at, list] of lists.entries()) {
    offsets[at + 1] = (offsets[at] ?? 0) + list.length
    frequencies[at] = distinctPlaces(list)
  }
  return { offsets, postings: Int32Array.from(lists.flat()), frequencies }
}

/** Postings stand in the order of places. */
function distinctPlaces(postings: readonly number[]): number {
  let count = 0
  let last = -1
  for (const posting of postings) {
    if (placeOf(posting) !== last) count++
    last = placeOf(posting)
  }
  return count
}
