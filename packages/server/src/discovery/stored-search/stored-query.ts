import { squeezed, type Token } from '../tokenize.ts'
import { providerWord, worthWord } from './search-record.ts'

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

/** Rows of these classes; null where there are none. */
export function worthGroup(classes: readonly number[], from: number, until: number): Group | null {
  const band = classes.map((rows, worth) => [worthWord(worth), rows] as const).slice(from, until)
  const words = new Map(band.filter(([, rows]) => rows > 0))
  return words.size === 0 ? null : groupOf(words)
}

const depthFactor = 8

/**
 * Until which class to look for rows, step by step: at first as far as enough of them may be found, if those that fit lie
 * evenly, at last as far as there are any. `fitting` is no less than all that fit.
 */
export function depthsOf(classes: readonly number[], fitting: number, wanted: number): number[] {
  const all = classes.reduce((sum, rows) => sum + rows, 0)
  const depths: number[] = []
  let least = fitting <= wanted ? all : (all * wanted) / fitting
  let rows = 0
  for (const [worth, some] of classes.entries()) {
    rows += some
    if (rows < least || rows === all) continue
    depths.push(worth + 1)
    least = rows * depthFactor
  }
  return [...depths, classes.length]
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
