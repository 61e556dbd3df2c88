import { traitsOf } from './brand-traits.ts'
import type { CatalogRow } from './model.ts'
import { type Token, folded, squeezed, tokenize } from './tokenize.ts'

/** Where a token stands; what stands in an id weighs more than what stands in a name. */
export const fieldWeights = [1, 0.9, 0.8, 0.5, 0.5, 0.9] as const
const field = { id: 0, alias: 1, name: 2, family: 3, author: 4, joined: 5 } as const
const fieldBits = 3

/** What a token of an id says of the model. */
export const part = { word: 0, number: 1, date: 2, latest: 3, filler: 4, size: 5, purpose: 6 } as const

/** Words that come and go without making another model. */
const fillers: ReadonlySet<string> = new Set(['preview', 'exp', 'experimental', 'instruct', 'it', 'chat', 'hf', 'v', 'beta', 'models', 'version'])

/** Words that say that a model is for something else than talking. */
const purposes: ReadonlySet<string> = new Set([
  ...['embedding', 'embed', 'image', 'imagine', 'video', 'tts', 'audio', 'speech', 'realtime', 'transcribe', 'whisper'],
  ...['moderation', 'rerank', 'guard', 'safeguard', 'ocr', 'live', 'search', 'research', 'customtools'],
])
/** What follows a number of parameters or of tokens: `70b`. */
const units: ReadonlySet<string> = new Set(['b', 'm', 'k', 't'])

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
  /** How good an answer it is, all else equal. */
  prior: number
  release: string
}

/** Search over the rows of one view, by their place in it. Read only; built aside and swapped. */
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
  /** Ids, uids, `provider/id` → places. */
  exactIds: ReadonlyMap<string, readonly number[]>
  exactAliases: ReadonlyMap<string, readonly number[]>
  /** Ids, aliases and names without separators → places. */
  squeezed: ReadonlyMap<string, readonly number[]>
  /** Words for a provider, without separators → `provider` of rows. */
  providerWords: ReadonlyMap<string, ReadonlySet<string>>
  placesOfProvider: ReadonlyMap<string, readonly number[]>
}

export const placeOf = (posting: number): number => posting >> fieldBits
export const weightOf = (posting: number): number => fieldWeights[posting & ((1 << fieldBits) - 1)] ?? 0

/** Rows must stand in the order of the view. */
export function buildIndex(rows: readonly CatalogRow[], providerWords: ReadonlyMap<string, ReadonlySet<string>>): SearchIndex {
  const found = new Map<string, number[]>()
  const exactIds = new Map<string, number[]>()
  const exactAliases = new Map<string, number[]>()
  const joined = new Map<string, number[]>()
  const placesOfProvider = new Map<string, number[]>()
  const tokenized = rows.map((row, place) => {
    const { doc } = row
    const id = tokenize(doc.id)
    const name = tokenize(doc.name)
    const aliases = doc.aliases.map(tokenize)
    post(found, id, place, field.id)
    post(found, name, place, field.name)
    for (const alias of aliases) post(found, alias, place, field.alias)
    post(found, tokenize(doc.family ?? ''), place, field.family)
    post(found, tokenize(doc.author ?? ''), place, field.author)
    postPairs(found, id, place)
    postPairs(found, name, place)
    for (const text of [doc.id, doc.uid, `${doc.provider}/${doc.id}`, `${doc.brand}/${doc.id}`]) add(exactIds, folded(text), place)
    for (const text of [...doc.aliases, doc.alias_of, doc.canonical_id]) if (text !== null) add(exactAliases, folded(text), place)
    for (const tokens of [id, name, afterSlash(doc.id), ...aliases]) add(joined, squeezed(tokens), place)
    add(placesOfProvider, doc.provider, place)
    return { id, slug: afterSlash(doc.id), name, aliases, row }
  })
  addUndated(joined, tokenized)
  for (const word of providerWords.keys()) if (!found.has(word)) found.set(word, [])

  const tokens = [...found.keys()].sort()
  const tokenIds = new Map(tokens.map((token, id) => [token, id]))
  const sequence = (list: readonly Token[]): Sequence => ({
    tokens: Int32Array.from(list, ({ text }) => tokenIds.get(text) ?? -1),
    parts: partsOf(list),
  })
  return {
    rows: tokenized.map(({ id, slug, name, aliases, row }) => ({
      id: sequence(slug),
      name: sequence(name),
      sequences: [id, name, ...aliases].map((list) => sequence(list).tokens),
      provider: row.doc.provider,
      prior: priorOf(row),
      release: row.doc.release_date ?? '',
    })),
    tokens,
    tokenIds,
    ...flattened(tokens.map((token) => found.get(token) ?? [])),
    exactIds,
    exactAliases,
    squeezed: joined,
    providerWords,
    placesOfProvider,
  }
}

/** A dated id also answers to its name without the date, where its provider has nothing else of that name. */
function addUndated(joined: Map<string, number[]>, rows: readonly { slug: Token[]; row: CatalogRow }[]): void {
  const taken = new Set(rows.map(({ slug, row }) => `${row.doc.provider} ${squeezed(slug)}`))
  for (const [place, { slug, row }] of rows.entries()) {
    const parts = partsOf(slug)
    const lasting = slug.filter((_, at) => parts[at] !== part.date)
    const name = squeezed(lasting)
    if (lasting.length > 0 && !taken.has(`${row.doc.provider} ${name}`)) add(joined, name, place)
  }
}

const afterSlash = (id: string): Token[] => tokenize(id.slice(id.lastIndexOf('/') + 1))

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

function add(found: Map<string, number[]>, key: string, place: number): void {
  const list = found.get(key)
  if (list === undefined) found.set(key, [place])
  else if (list.at(-1) !== place) list.push(place)
}

function flattened(lists: readonly number[][]): Pick<SearchIndex, 'offsets' | 'postings' | 'frequencies'> {
  const offsets = new Int32Array(lists.length + 1)
  const frequencies = new Int32Array(lists.length)
  for (const [at, list] of lists.entries()) {
    offsets[at + 1] = (offsets[at] ?? 0) + list.length
    frequencies[at] = new Set(list.map(placeOf)).size
  }
  return { offsets, postings: Int32Array.from(lists.flat()), frequencies }
}

const isYear = (token: Token | undefined): boolean => token !== undefined && /^20[0-4]\d$/.test(token.text)
const isTwoDigits = (token: Token | undefined): boolean => token !== undefined && /^\d\d$/.test(token.text)

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
  const isMonthOrDay = isTwoDigits(token) && (isYear(before) || isYear(next) || (isTwoDigits(before) && isYear(tokens[at - 2])))
  if (next?.isLinked !== true && (token.text.length >= 4 || isMonthOrDay)) return part.date
  // A version .0 is the version itself.
  return token.text === '0' ? part.filler : part.number
}

const statusPriors: Readonly<Record<string, number>> = { deprecated: -120, legacy: -60, retired: -300, alpha: -20 }
const statePriors: Readonly<Record<string, number>> = { missing: -60, offline: -60, removed: -400 }
const kindPriors = { 'first-party': 60, cloud: 0, aggregator: -20 } as const
const pointsAYear = 20
const firstYearMs = Date.UTC(2022, 0, 1)
const yearMs = 365.25 * 86_400_000

/** Newer, first party, live and plausible rows first. */
function priorOf({ doc, state }: CatalogRow): number {
  const released = doc.release_date === null ? Number.NaN : Date.parse(doc.release_date)
  const years = Number.isNaN(released) ? 1.5 : Math.max(0, (released - firstYearMs) / yearMs)
  return (
    years * pointsAYear +
    kindPriors[traitsOf(doc.brand).kind] +
    (statusPriors[doc.status] ?? 0) +
    (statePriors[state] ?? 0) +
    (doc.suspect_fields.length > 0 ? -30 : 0)
  )
}
