import type { CatalogDoc } from './model.ts'
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

/** Tokens in their order, and what each is. */
export interface Phrase {
  tokens: readonly Token[]
  parts: Uint8Array
  squeezed: string
}

/** The words of a row, as search finds them. */
export interface RowTokens {
  id: Phrase
  /** The id after its last slash. */
  slug: Phrase
  name: Phrase
  aliases: readonly Phrase[]
  family: readonly Token[]
  author: readonly Token[]
  /** The slug without date, `latest` and silent words, joined: what a person calls the model. */
  plain: string
  /** The slug is a snapshot of the model with its plain name, or the pointer to the newest one. */
  form: 'plain' | 'dated' | 'latest'
  /** Numbers of the version that the slug states, e.g. 4 and 5. */
  version: readonly number[]
  /** What finds the row when it is typed exactly: ids, and other names. */
  exactIds: readonly string[]
  exactAliases: readonly string[]
}

export function rowTokens(doc: CatalogDoc): RowTokens {
  const id = idPhrase(doc.id)
  const slash = doc.id.lastIndexOf('/')
  const slug = slash < 0 ? id : idPhrase(doc.id.slice(slash + 1))
  return {
    id,
    slug,
    name: phraseOf(doc.name),
    aliases: doc.aliases.map(phraseOf),
    family: tokenize(doc.family ?? ''),
    author: tokenize(doc.author ?? ''),
    plain: plainName(slug),
    form: slug.parts.includes(part.latest) ? 'latest' : slug.parts.includes(part.date) ? 'dated' : 'plain',
    version: versionOf(slug),
    exactIds: distinct([doc.id, doc.uid]),
    exactAliases: distinct([...doc.aliases, doc.alias_of, doc.canonical_id]),
  }
}

/** A version .0 is the version itself, and so it has no place in the name. */
const plainName = ({ tokens, parts }: Phrase): string =>
  squeezed(
    tokens.filter(({ text }, at) => {
      const is = parts[at]
      return !(is === part.date || is === part.latest || (is === part.filler && (text === '0' || silent.has(text))))
    }),
  )

const versionOf = ({ tokens, parts }: Phrase): number[] =>
  tokens
    .filter(({ isNumber }, at) => isNumber && parts[at] !== part.size && parts[at] !== part.date)
    .map(({ text }) => Number(text) || 0)

const distinct = (names: readonly (string | null)[]): string[] => [
  ...new Set(names.filter((name) => name !== null).map(folded)),
]

function phraseOf(text: string): Phrase {
  const tokens = tokenize(text)
  return { tokens, parts: partsOf(tokens), squeezed: squeezed(tokens) }
}

/** What stands behind a colon is a way to buy the model. */
function idPhrase(id: string): Phrase {
  const phrase = phraseOf(id)
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
