/** What a person may type for a row, and which rows are then meant, by rule and not by hand. */
import { createHash } from 'node:crypto'
import { collapsedKey, type Label } from './labels.ts'

/** What rules read of a row. */
export interface Labelled {
  id: string
  name: string
  provider: string
  status: string
}

/** What of all rows decides which one a query means. */
interface Facts {
  /** Ids by key: the same model whoever offers it. */
  ids: ReadonlyMap<string, readonly string[]>
  /** Keys by their letters and digits alone, and by their words in any order. */
  bySqueezed: ReadonlyMap<string, readonly string[]>
  byWords: ReadonlyMap<string, readonly string[]>
  byName: ReadonlyMap<string, readonly string[]>
  /** Ids of rows that are called so, by the words of their names in any order. */
  called: ReadonlyMap<string, readonly string[]>
  /** Ids that are a key with a date, or with a version of `.0`. */
  dated: ReadonlyMap<string, readonly string[]>
  /** Every word of every key. */
  vocabulary: ReadonlySet<string>
}

interface Question {
  query: string
  /** The key that is meant; that of the row itself unless given. */
  key?: string
  /** Only this provider's row. */
  provider?: string
}

/** Null where the rule says nothing of the row, or what it would ask may mean another one. */
type Rule = (row: Labelled, words: readonly string[], facts: Facts) => Question | null

const ended: ReadonlySet<string> = new Set(['legacy', 'deprecated', 'retired'])
const sizes = /^(mini|nano|micro|small|medium|large|lite|max|pro|flash|fast|haiku|sonnet|opus|\d+b)$/
/** Says how large, and not of what family. */
const plainSize = /^(mini|nano|micro|small|medium|large|lite|max|pro|flash|fast|\d.*)$/
const date = /-(\d{4}-\d{2}-\d{2}|20\d{6}|\d{2}-20\d{2})$/
const wordsOf = (key: string): string[] => key.split(/[-_ ]+/).filter((word) => word !== '')
const squeezed = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '')
const setOf = (words: readonly string[]): string => [...words].sort().join(' ')
const spokenWords = (text: string): string[] => text.toLowerCase().match(/[a-z]+|\d+/g) ?? []
/** As it is written: its own version dots, without vendor and variant. */
const writtenOf = ({ id }: Labelled): string => id.slice(id.lastIndexOf('/') + 1).replace(/:.*$/, '')

/** A letter word of at least so many letters with an edit in it, if only that word can become what it becomes. */
function edited(words: readonly string[], least: number, edit: (word: string) => string, { vocabulary }: Facts) {
  const word = words.filter((one) => /^[a-z]+$/.test(one) && one.length >= least).sort((a, b) => b.length - a.length)[0]
  if (word === undefined) return null
  const typed = edit(word)
  if (
    typed === word ||
    vocabulary.has(typed) ||
    [...vocabulary].some((other) => other !== word && edit(other) === typed)
  )
    return null
  return words.map((one) => (one === word ? typed : one)).join('-')
}

const asked = (query: string | null): Question | null => (query === null ? null : { query })
const middleOf = (word: string): number => Math.floor(word.length / 2)

const rules: Readonly<Record<string, Rule>> = {
  'the id in capitals': (row) => asked(writtenOf(row).toUpperCase()),
  'two letters swapped': (_, words, facts) => asked(edited(words, 5, (word) => swapped(word, middleOf(word)), facts)),
  'a letter left out': (_, words, facts) =>
    asked(edited(words, 5, (word) => word.slice(0, middleOf(word)) + word.slice(middleOf(word) + 1), facts)),
  'a letter doubled': (_, words, facts) =>
    asked(edited(words, 4, (word) => word.slice(0, middleOf(word) + 1) + word.slice(middleOf(word)), facts)),
  'a dash left out': (row, words, { bySqueezed }) => {
    const isPlain = words.length > 2 && bySqueezed.get(words.join(''))?.length === 1
    return isPlain ? { query: writtenOf(row).replace(/([a-z])-([a-z0-9])/i, '$1$2') } : null
  },
  'all in one word': (_, words, { bySqueezed }) =>
    words.length > 2 && bySqueezed.get(words.join(''))?.length === 1 ? { query: words.join('') } : null,
  'spaces for dashes and dots': (_, words) => (words.length > 1 ? { query: words.join(' ') } : null),
  'the vendor and the words': (row, words) =>
    row.id.includes('/')
      ? null
      : { query: `${row.provider.replace(/_.*/, '')} ${words.join(' ')}`, provider: row.provider },
  'family and version without the maker’s word': (row, words, { ids }) => {
    const version = words.findIndex((word) => /^\d/.test(word))
    if (version < 2 || date.test(writtenOf(row))) return null
    const said = words.slice(1)
    if (said.every((word) => plainSize.test(word))) return null
    const having = [...ids.keys()].filter((key) => said.every((word) => wordsOf(key).includes(word)))
    const shortest = Math.min(...having.map((key) => wordsOf(key).length))
    const meant = having.filter((key) => wordsOf(key).length === shortest)
    return meant.length === 1 && meant[0] === words.join('-') ? { query: said.join(' ') } : null
  },
  'the size first': (_, words, { byWords }) => {
    const at = words.findIndex((word, place) => place > 0 && sizes.test(word))
    if (at < 1 || byWords.get(setOf(words))?.length !== 1) return null
    return { query: [words[at], ...words.slice(0, at), ...words.slice(at + 1)].join(' ') }
  },
  latest: (row, words) =>
    writtenOf(row).endsWith('-latest') ? { query: ['latest', ...words.slice(0, -1)].join(' ') } : null,
  'without its date': (row, _, { ids }) => {
    const written = writtenOf(row)
    const bare = written.replace(date, '')
    if (bare === written) return null
    const key = collapsedKey(bare)
    if (ids.has(key)) return { query: bare.replaceAll('-', ' '), key }
    const dated = [...ids.keys()].filter((one) => one.startsWith(`${key}-`))
    return dated.length === 1 ? { query: bare.replaceAll('-', ' ') } : null
  },
  'the name as it is shown': ({ name }, _, { byName }) =>
    byName.get(name.toLowerCase())?.length === 1 ? { query: name.toLowerCase() } : null,
}

const swapped = (word: string, at: number): string =>
  word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2)

/** So many labels a rule, of rows that a hash picks: the same each time for the same rows. */
export function labelsByRule(rows: readonly Labelled[], perRule: number): Label[] {
  const live = rows.filter(({ status, id }) => !ended.has(status) && /^[a-z]/i.test(writtenOf({ id } as Labelled)))
  const facts = factsOf(live)
  return Object.entries(rules).flatMap(([why, rule]) => {
    const labels = new Map<string, Label>()
    for (const row of shuffled(live, why)) {
      if (labels.size === perRule) break
      const own = collapsedKey(row.id)
      const question = rule(row, wordsOf(own), facts)
      if (question === null) continue
      const { query, key = own, provider } = question
      const ids = facts.ids.get(key) ?? []
      const same = [...ids, ...(facts.dated.get(key) ?? []), ...(facts.called.get(setOf(spokenWords(query))) ?? [])]
      const top1 = provider === undefined ? [...new Set(same)] : [`${provider}/${row.id}`]
      labels.set(query, { query, expect_top1_any_of: top1, expect_in_top5: [ids[0] ?? row.id], why })
    }
    return [...labels.values()]
  })
}

/** In an order of its own for each rule. */
function shuffled(rows: readonly Labelled[], why: string): Labelled[] {
  const hashOf = ({ provider, id }: Labelled) => createHash('sha256').update(`${why} ${provider}:${id}`).digest('hex')
  const hashed = rows.map((row) => ({ row, hash: hashOf(row) }))
  return hashed.sort((a, b) => (a.hash < b.hash ? -1 : 1)).map(({ row }) => row)
}

function factsOf(rows: readonly Labelled[]): Facts {
  const keys = [...new Set(rows.map(({ id }) => collapsedKey(id)))].sort()
  return {
    ids: grouped(
      rows,
      ({ id }) => collapsedKey(id),
      ({ id }) => id,
    ),
    bySqueezed: grouped(keys, squeezed, (key) => key),
    byWords: grouped(
      keys,
      (key) => setOf(wordsOf(key)),
      (key) => key,
    ),
    byName: grouped(
      rows,
      ({ name }) => name.toLowerCase(),
      ({ id }) => collapsedKey(id),
    ),
    called: grouped(
      rows,
      ({ name }) => setOf(spokenWords(name)),
      ({ id }) => id,
    ),
    dated: grouped(
      rows,
      ({ id }) => collapsedKey(id).replace(date, '').replace(/-0$/, ''),
      ({ id }) => id,
    ),
    vocabulary: new Set(keys.flatMap(wordsOf)),
  }
}

function grouped<T>(
  items: readonly T[],
  nameOf: (item: T) => string,
  textOf: (item: T) => string,
): Map<string, string[]> {
  const found = new Map<string, Set<string>>()
  for (const item of items) {
    const name = nameOf(item)
    found.set(name, (found.get(name) ?? new Set()).add(textOf(item)))
  }
  return new Map([...found].map(([name, values]) => [name, [...values].sort()]))
}
