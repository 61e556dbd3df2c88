import type { CatalogDoc } from './model.ts'
import { folded, squeezed, type Token, tokenize } from './tokenize.ts'

/** What a token of an id says of the model. */
export const part = { word: 0, number: 1, date: 2, latest: 3, filler: 4, size: 5, purpose: 6 } as const

/** Words that come and go without making another model. */
const fillers: ReadonlySet<string> = new Set([
  'preview',
  'exp',
  'experimental',
  'instruct',
  'it',
  'chat',
  'hf',
  'v',
  'beta',
  'models',
  'version',
])

/** Words that say that a model is for something else than talking. */
const purposes: ReadonlySet<string> = new Set([
  ...['embedding', 'embed', 'image', 'imagine', 'video', 'tts', 'audio', 'speech', 'realtime', 'transcribe', 'whisper'],
  ...['moderation', 'rerank', 'guard', 'safeguard', 'ocr', 'live', 'search', 'research', 'customtools'],
])
/** What follows a number of parameters or of tokens: `70b`. */
const units: ReadonlySet<string> = new Set(['b', 'm', 'k', 't'])

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
  /** The slug without its date, joined. */
  undated: string
  /** What finds the row when it is typed exactly: ids, `provider/id`, and other names. */
  exactIds: readonly string[]
  exactPaths: readonly string[]
  exactAliases: readonly string[]
}

export function rowTokens(doc: CatalogDoc): RowTokens {
  const id = phraseOf(doc.id)
  const slash = doc.id.lastIndexOf('/')
  const slug = slash < 0 ? id : phraseOf(doc.id.slice(slash + 1))
  return {
    id,
    slug,
    name: phraseOf(doc.name),
    aliases: doc.aliases.map(phraseOf),
    family: tokenize(doc.family ?? ''),
    author: tokenize(doc.author ?? ''),
    undated: squeezed(slug.tokens.filter((_, at) => slug.parts[at] !== part.date)),
    exactIds: distinct([doc.id, doc.uid]),
    exactPaths: distinct([`${doc.provider}/${doc.id}`, `${doc.brand}/${doc.id}`]),
    exactAliases: distinct([...doc.aliases, doc.alias_of, doc.canonical_id]),
  }
}

const distinct = (names: readonly (string | null)[]): string[] => [
  ...new Set(names.filter((name) => name !== null).map(folded)),
]

function phraseOf(text: string): Phrase {
  const tokens = tokenize(text)
  return { tokens, parts: partsOf(tokens), squeezed: squeezed(tokens) }
}

const isYear = (token: Token | undefined): boolean => token !== undefined && /^20[0-4]\d$/.test(token.text)
const isTwoDigits = (token: Token | undefined): boolean => token !== undefined && /^\d\d$/.test(token.text)

/** What each token is. */
const partsOf = (tokens: readonly Token[]): Uint8Array =>
  Uint8Array.from(tokens, (token, at) => (token.isNumber ? numberPart(tokens, at) : wordPart(token, tokens[at - 1])))

function wordPart({ text, isLinked }: Token, before: Token | undefined): number {
  if (text === 'latest') return part.latest
  if (purposes.has(text)) return part.purpose
  const isUnit = isLinked && before?.isNumber === true && units.has(text)
  return isUnit || fillers.has(text) ? part.filler : part.word
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
