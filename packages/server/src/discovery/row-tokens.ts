import type { CatalogDoc, CatalogRow } from './model.ts'
import { authorOf } from './model-names.ts'
import { folded, squeezed, type Token, tokenize } from './tokenize.ts'

/** What a token of an id says of the model. */
export const part = { word: 0, number: 1, date: 2, latest: 3, filler: 4, size: 5, purpose: 6, variant: 7 } as const

/** Words that an id may have or not have: the model is the same. */
const silent: ReadonlySet<string> = new Set(['preview', 'exp', 'experimental', 'instruct', 'it', 'hf', 'beta'])
/** Words that come and go without making another model. */
const fillers: ReadonlySet<string> = new Set([...silent, 'chat', 'v', 'models', 'version'])

/** Words that say that a model is for something else than talking. */
const purposes: ReadonlySet<string> = new Set([
  ...['embedding', 'embed', 'image', 'imagine', 'video', 'tts', 'audio', 'speech', 'realtime', 'transcribe', 'whisper'],
  ...['moderation', 'rerank', 'guard', 'safeguard', 'ocr', 'live', 'search', 'research', 'customtools'],
])
/** Words for another way to buy the same model. */
const variants: ReadonlySet<string> = new Set(['free'])
/** What follows a number of parameters, experts or tokens: `70b`, `128e`. */
const units: ReadonlySet<string> = new Set(['b', 'm', 'k', 't', 'e'])

/** Where a word stands; what stands in an id weighs more than what stands in a name. The strongest first. */
export const field = { id: 0, alias: 1, joined: 2, name: 3, family: 4, author: 5, provider: 6 } as const

/** As much of a row as an index of read rows looks at. */
export type IndexedDoc = Pick<
  CatalogDoc,
  'uid' | 'id' | 'provider' | 'brand' | 'canonical_id' | 'family' | 'status' | 'release_date' | 'suspect_fields'
>

/** As much of a row as reading it looks at. */
export type SearchedDoc = IndexedDoc & Pick<CatalogDoc, 'name' | 'author' | 'aliases' | 'alias_of'>

/** As much of a row of the catalog as search looks at. */
export type SearchedRow<Doc extends IndexedDoc = SearchedDoc> = Pick<CatalogRow, 'state'> & { doc: Doc }

/** An id or a name, token by token. */
export interface Phrase {
  /** What each token is. */
  parts: Uint8Array
  /** For each token its place among the words of the row. */
  words: Int32Array
}

interface SpelledPhrase extends Phrase {
  tokens: readonly Token[]
  squeezed: string
}

/** The words of a row, as search finds them. */
export interface RowTokens {
  id: Phrase
  /** The id after its last slash. */
  slug: Phrase
  name: Phrase
  aliases: readonly Phrase[]
  /** Every word that finds the row, once; the strongest field that each stands in. */
  words: readonly string[]
  fields: Uint8Array
  /** How many of them stand before those of its provider, which find it where that has no other name. */
  ownWords: number
  /** Who made it, as its id says. */
  maker: string | undefined
  /** The slug without date, `latest` and silent words, joined: what a person calls the model. */
  plain: string
  /** The same, and the whole slug, behind its provider. */
  ownPlain: string
  ownSlug: string
  /** Id, slug and aliases without separators. */
  spellings: readonly string[]
  /** These and the name. */
  names: readonly string[]
  /** The slug is a snapshot of the model with its plain name, or the pointer to the newest one. */
  form: 'plain' | 'dated' | 'latest'
  /** Numbers of the version that the slug states, e.g. 4 and 5. */
  version: readonly number[]
  /** What finds the row when it is typed exactly: ids, and other names. */
  exactIds: readonly string[]
  exactAliases: readonly string[]
}

export function rowTokens(doc: SearchedDoc): RowTokens {
  const words = new WordList()
  const id = idPhrase(doc.id, words)
  const slash = doc.id.lastIndexOf('/')
  const slug = slash < 0 ? id : idPhrase(doc.id.slice(slash + 1), words)
  const aliases = doc.aliases.map((alias) => phraseOf(alias, field.alias, words))
  words.addPairs(id.tokens)
  const name = phraseOf(doc.name, field.name, words)
  words.addPairs(name.tokens)
  words.addAll(tokenize(doc.family ?? ''), field.family)
  words.addAll(tokenize(doc.author ?? ''), field.author)
  const ownWords = words.texts.length
  words.addAll(tokenize(doc.provider), field.provider)
  const spellings = [...new Set([id, slug, ...aliases].map(({ squeezed }) => squeezed))]
  const plain = plainName(slug)
  const ofId = unspelled(id)
  return {
    id: ofId,
    slug: slug === id ? ofId : unspelled(slug),
    name: unspelled(name),
    aliases: aliases.map(unspelled),
    words: words.texts,
    fields: Uint8Array.from(words.fields),
    ownWords,
    maker: authorOf(doc.id, undefined),
    spellings,
    names: [...new Set([...spellings, name.squeezed])],
    plain,
    ownPlain: `${doc.provider} ${plain}`,
    ownSlug: `${doc.provider} ${slug.squeezed}`,
    form: slug.parts.includes(part.latest) ? 'latest' : slug.parts.includes(part.date) ? 'dated' : 'plain',
    version: versionOf(slug),
    exactIds: distinct([doc.id, doc.uid]),
    exactAliases: distinct([...doc.aliases, doc.alias_of, doc.canonical_id]),
  }
}

const unspelled = ({ parts, words }: SpelledPhrase): Phrase => ({ parts, words })

/** A version .0 is the version itself, and so it has no place in the name. */
const plainName = ({ tokens, parts }: SpelledPhrase): string =>
  squeezed(
    tokens.filter(({ text }, at) => {
      const is = parts[at]
      return !(is === part.date || is === part.latest || (is === part.filler && (text === '0' || silent.has(text))))
    }),
  )

const versionOf = ({ tokens, parts }: SpelledPhrase): number[] =>
  tokens
    .filter(({ isNumber }, at) => isNumber && parts[at] !== part.size && parts[at] !== part.date)
    .map(({ text }) => Number(text) || 0)

const distinct = (names: readonly (string | null)[]): string[] => [
  ...new Set(names.filter((name) => name !== null).map(folded)),
]

/** The words of a row as they are met. */
class WordList {
  readonly texts: string[] = []
  readonly fields: number[] = []
  readonly #places = new Map<string, number>()

  add(text: string, code: number): number {
    const known = this.#places.get(text)
    if (known !== undefined) {
      if (code < (this.fields[known] ?? code)) this.fields[known] = code
      return known
    }
    this.#places.set(text, this.texts.length)
    this.fields.push(code)
    return this.texts.push(text) - 1
  }

  addAll(tokens: readonly Token[], code: number): Int32Array {
    const places = new Int32Array(tokens.length)
    for (let at = 0; at < tokens.length; at++) places[at] = this.add((tokens[at] as Token).text, code)
    return places
  }

  /** Neighbours without what separates them: `4o`, `claudesonnet`, `45`. */
  addPairs(tokens: readonly Token[]): void {
    for (let at = 1; at < tokens.length; at++)
      this.add((tokens[at - 1] as Token).text + (tokens[at] as Token).text, field.joined)
  }
}

function phraseOf(text: string, code: number, words: WordList): SpelledPhrase {
  const tokens = tokenize(text)
  return { tokens, parts: partsOf(tokens), squeezed: squeezed(tokens), words: words.addAll(tokens, code) }
}

/** What stands behind a colon is a way to buy the model. */
function idPhrase(id: string, words: WordList): SpelledPhrase {
  const phrase = phraseOf(id, field.id, words)
  const colon = id.indexOf(':')
  if (colon > 0) phrase.parts.fill(part.variant, tokenize(id.slice(0, colon)).length)
  return phrase
}

const isYear = (token: Token | undefined): boolean => token !== undefined && /^20[0-4]\d$/.test(token.text)
const isTwoDigits = (token: Token | undefined): boolean => token !== undefined && /^\d\d$/.test(token.text)

/** What each token is. */
export const partsOf = (tokens: readonly Token[]): Uint8Array =>
  Uint8Array.from(tokens, (token, at) => (token.isNumber ? numberPart(tokens, at) : wordPart(tokens, at)))

function wordPart(tokens: readonly Token[], at: number): number {
  const { text, isLinked } = tokens[at] as Token
  const [before, next] = [tokens[at - 1], tokens[at + 1]]
  if (text === 'latest') return part.latest
  if (variants.has(text)) return part.variant
  if (purposes.has(text)) return part.purpose
  const isUnit = isLinked && before?.isNumber === true && units.has(text)
  // The letter of a series or of a size: `m3`, `a22b`.
  const isSeries = text.length === 1 && at > 0 && next?.isNumber === true && next.isLinked
  return isUnit || isSeries || fillers.has(text) ? part.filler : part.word
}

function numberPart(tokens: readonly Token[], at: number): number {
  const token = tokens[at] as Token
  const next = tokens[at + 1]
  if (next?.isLinked === true && units.has(next.text)) return part.size
  const before = tokens[at - 1]
  const isMonthOrDay =
    isTwoDigits(token) && (isYear(before) || isYear(next) || (isTwoDigits(before) && isYear(tokens[at - 2])))
  if (next?.isLinked !== true && (token.text.length >= 4 || isMonthOrDay)) return part.date
  // A version .0 is the version itself.
  return token.text === '0' ? part.filler : part.number
}
