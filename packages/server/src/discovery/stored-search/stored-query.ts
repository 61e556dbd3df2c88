import { squeezed, type Token } from '../tokenize.ts'
import { providerWord } from './search-record.ts'

/** Words, and in how many rows each is. */
export type Words = ReadonlyMap<string, number>

/** What the words of a query are in the catalog. */
export interface Vocabulary {
  known: Words
  /** Words that others begin with → those others. */
  begun: ReadonlyMap<string, Words>
  /** Words that are neither known nor begin others → the known ones that were meant. */
  corrected: ReadonlyMap<string, Words>
}

/** A row fits where it has one of these. */
export interface Group {
  words: readonly string[]
  /** No more rows than these have one of them. */
  rows: number
  /** So many have the most frequent one. */
  mostRows: number
}

const nothing: Group = { words: ['='], rows: 0, mostRows: 0 }

/** Words of a query that are joined by their writer and parted in the catalog, or the other way round. */
export function joinsOf(tokens: readonly Token[], at: number): string[] {
  const here = tokens[at] as Token
  const [before, after] = [tokens[at - 1], tokens[at + 1]]
  return [
    ...(before === undefined ? [] : [before.text + here.text]),
    ...(after === undefined ? [] : [here.text + after.text]),
  ]
}

/** Whether a word may be the beginning of what its writer is about to type. */
export const isTyping = (tokens: readonly Token[], at: number): boolean =>
  at === tokens.length - 1 && tokens[at]?.isNumber === false

/**
 * What rows must have that have every token, or whose provider it names; of a number that is not known there are none. What
 * is no number and known to nobody is left out.
 */
export function groupsOf(
  tokens: readonly Token[],
  vocabulary: Vocabulary,
  providersOf: (token: Token) => Iterable<string>,
): Group[] {
  return tokens.flatMap((token, at): Group[] => {
    const named = counted([...providersOf(token)].map(providerWord), vocabulary.known)
    const words = new Map([...readingsOf(tokens, at, vocabulary), ...named])
    if (words.size > 0) return [groupOf(words)]
    return token.isNumber ? [nothing] : []
  })
}

function readingsOf(tokens: readonly Token[], at: number, { known, begun, corrected }: Vocabulary): Words {
  const { text } = tokens[at] as Token
  const found = new Map([...counted([text, ...joinsOf(tokens, at)], known), ...(begun.get(text) ?? [])])
  return found.size > 0 ? found : (corrected.get(text) ?? found)
}

const groupOf = (words: Words): Group => ({
  words: [...words.keys()],
  rows: [...words.values()].reduce((sum, rows) => sum + rows, 0),
  mostRows: Math.max(0, ...words.values()),
})

const counted = (words: readonly string[], known: Words): [string, number][] =>
  words.flatMap((word) => {
    const rows = known.get(word)
    return rows === undefined ? [] : [[word, rows]]
  })

/** Rows that have one of these words, which nobody types. */
export const filterGroup = (words: readonly string[], known: Words): Group => {
  const group = groupOf(new Map(counted(words, known)))
  return group.words.length > 0 ? group : nothing
}

/** Where no more rows than these have the rarest word, all that fit are looked at at once. */
const wholeMax = 5_000

/**
 * Until which band to look for rows, step by step, if as many as `rarest` fit and lie evenly: a step that would find too few
 * is one with the next.
 */
export function stepsOf(bands: readonly number[], rarest: number, wanted: number): number[] {
  if (rarest <= wholeMax) return [bands.length]
  const all = bands.reduce((sum, rows) => sum + rows, 0)
  const steps: number[] = []
  let hoped = 0
  for (const [band, rows] of bands.entries()) {
    hoped += (rarest * rows) / all
    if (hoped < wanted || band === bands.length - 1) continue
    steps.push(band + 1)
    hoped = 0
  }
  return [...steps, bands.length]
}

/** The tsquery of rows that have one of these words. */
export const tsqueryOf = ({ words }: { words: readonly string[] }): string => words.map(quoted).join(' | ')

/** Words are letters and digits; quoted, none of them is an operator. */
const quoted = (word: string): string => `'${word.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`

/** What a row may be called that was typed whole: with and without the words that name its provider. */
export function wholeNames(typed: string, tokens: readonly Token[], isProvider: (token: Token) => boolean): string[] {
  const named = tokens.filter(isProvider)
  const rests = [...(named.length > 0 ? [named] : []), ...named.map((one) => [one])].map((words) =>
    squeezed(tokens.filter((token) => !words.includes(token))),
  )
  return [...new Set([typed, squeezed(tokens), ...rests])].filter((name) => name !== '')
}
