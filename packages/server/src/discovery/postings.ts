import type { RowTokens } from './row-tokens.ts'

/** Which rows have which word. */
export interface Postings {
  /** Sorted, so that the tokens with a prefix are a range. */
  tokens: readonly string[]
  tokenIds: ReadonlyMap<string, number>
  /** `postings[offsets[t] … offsets[t + 1]]` are the rows of token t: place << 3 | field. */
  offsets: Int32Array
  postings: Int32Array
}

const fieldBits = 3
/** By field, the strongest first. */
const fieldWeights = [1, 0.9, 0.9, 0.8, 0.5, 0.5, 0.5] as const

export const placeOf = (posting: number): number => posting >> fieldBits
export const weightOf = (posting: number): number => fieldWeights[posting & ((1 << fieldBits) - 1)] ?? 0
const postingOf = (place: number, field: number): number => (place << fieldBits) | field

type Words = Pick<RowTokens, 'words' | 'fields' | 'ownWords'>

export interface RowPostings {
  postings: Postings
  /** The tokens of each row's words, row after row, and where each row's begin. */
  wordIds: Int32Array
  starts: Int32Array
}

/**
 * Postings of the words of all rows: without those of its provider where that has own words. `others` are words of no row.
 */
export function makePostings(
  rows: readonly Words[],
  hasOwnWords: (place: number) => boolean,
  others: Iterable<string>,
): RowPostings {
  const starts = new Int32Array(rows.length + 1)
  for (let place = 0; place < rows.length; place++) {
    const { words, ownWords } = rows[place] as Words
    starts[place + 1] = (starts[place] ?? 0) + (hasOwnWords(place) ? ownWords : words.length)
  }
  const wordIds = new Int32Array(starts[rows.length] ?? 0)
  const firstIds = new Map<string, number>()
  const idOf = (word: string): number => {
    const known = firstIds.get(word)
    if (known !== undefined) return known
    firstIds.set(word, firstIds.size)
    return firstIds.size - 1
  }
  for (let place = 0; place < rows.length; place++) {
    const { words } = rows[place] as Words
    const [from, end] = [starts[place] ?? 0, starts[place + 1] ?? 0]
    for (let at = from; at < end; at++) wordIds[at] = idOf(words[at - from] as string)
  }
  for (const word of others) idOf(word)
  const tokens = [...firstIds.keys()].sort()
  const sortedIds = new Int32Array(tokens.length)
  const tokenIds = new Map<string, number>()
  for (let id = 0; id < tokens.length; id++) {
    sortedIds[firstIds.get(tokens[id] as string) ?? 0] = id
    tokenIds.set(tokens[id] as string, id)
  }
  for (let at = 0; at < wordIds.length; at++) wordIds[at] = sortedIds[wordIds[at] ?? 0] ?? 0
  return { postings: { tokens, tokenIds, ...filled(rows, wordIds, starts, tokens.length) }, wordIds, starts }
}

/** Counts, then fills; within a token, rows stand in the order of their places. */
function filled(
  rows: readonly Words[],
  wordIds: Int32Array,
  starts: Int32Array,
  tokens: number,
): Pick<Postings, 'offsets' | 'postings'> {
  const offsets = new Int32Array(tokens + 1)
  for (let at = 0; at < wordIds.length; at++) bump(offsets, (wordIds[at] ?? 0) + 1)
  for (let id = 0; id < tokens; id++) offsets[id + 1] = (offsets[id + 1] ?? 0) + (offsets[id] ?? 0)
  const next = offsets.slice()
  const postings = new Int32Array(wordIds.length)
  for (let place = 0; place < rows.length; place++) {
    const { fields } = rows[place] as Words
    const [from, end] = [starts[place] ?? 0, starts[place + 1] ?? 0]
    for (let at = from; at < end; at++)
      postings[bump(next, wordIds[at] ?? 0)] = postingOf(place, fields[at - from] ?? 0)
  }
  return { offsets, postings }
}

/** Adds one, and gives what was there before. */
function bump(counts: Int32Array, at: number): number {
  const before = counts[at] ?? 0
  counts[at] = before + 1
  return before
}
