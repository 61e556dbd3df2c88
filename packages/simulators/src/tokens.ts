import { pick, type Random } from './seeded.ts'

/**
 * The fixed rule by which simulators count: a token is up to six letters or digits, or one other character, with the white
 * space before it. Joined, the tokens are the text.
 */
export function tokens(text: string): string[] {
  return text.match(/\s*(?:[\p{L}\p{N}]{1,6}|[^\s\p{L}\p{N}])|\s+/gu) ?? []
}

export function countTokens(text: string): number {
  return tokens(text).length
}

const subjects = [
  'The router',
  'A replica',
  'The cheapest lane',
  'Every request',
  'The catalog',
  'A rented GPU',
  'The ledger',
]
const verbs = ['answers', 'waits for', 'remembers', 'prefers', 'measures', 'replaces', 'announces']
const objects = [
  'the first token',
  'a second attempt',
  'its neighbour',
  'the price',
  'a quiet hour',
  'the whole stream',
]
const places = ['before noon', 'in Frankfurt', 'without a word', 'at the edge', 'as agreed', 'once and only once']

/** Sentences that mean nothing and are the same for the same numbers. */
export function prose(random: Random, sentences: number): string {
  const sentence = () =>
    `${pick(random, subjects)} ${pick(random, verbs)} ${pick(random, objects)} ${pick(random, places)}.`
  return Array.from({ length: sentences }, sentence).join(' ')
}
