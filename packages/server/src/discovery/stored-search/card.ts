import type { IndexedDoc, Phrase, RowTokens, SearchedRow } from '../row-tokens.ts'
import { folded } from '../tokenize.ts'

/** A row with what was read of it. */
export interface CardDoc extends IndexedDoc {
  text: RowTokens
}

type PhraseOnCard = readonly [parts: number[], words: number[]]

/** In the order of a card: a list is half as long as an object with names, and sooner read. */
type Fields = readonly [
  uid: string,
  id: string,
  provider: string,
  brand: string,
  canonicalId: string | null,
  family: string | null,
  status: IndexedDoc['status'],
  releaseDate: string | null,
  suspects: string[],
  state: SearchedRow['state'],
  words: readonly string[],
  fields: number[],
  ownWords: number,
  idPhrase: PhraseOnCard,
  /** Null where it is the whole id. */
  slugPhrase: PhraseOnCard | null,
  namePhrase: PhraseOnCard,
  aliases: PhraseOnCard[],
  maker: string | null,
  plain: string,
  slug: string,
  spellings: readonly string[],
  /** The last of all names. */
  name: string,
  form: RowTokens['form'],
  version: readonly number[],
  exactAliases: readonly string[],
]

/** What ranking looks at, as text: a row is read once, when it is written, and not at each search that finds it. */
export function cardOf({ doc, state }: SearchedRow<IndexedDoc>, text: RowTokens): string {
  const fields: Fields = [
    doc.uid,
    doc.id,
    doc.provider,
    doc.brand,
    doc.canonical_id,
    doc.family,
    doc.status,
    doc.release_date,
    doc.suspect_fields,
    state,
    text.words,
    [...text.fields],
    text.ownWords,
    onCard(text.id),
    text.slug === text.id ? null : onCard(text.slug),
    onCard(text.name),
    text.aliases.map(onCard),
    text.maker ?? null,
    text.plain,
    text.ownSlug.slice(doc.provider.length + 1),
    text.spellings,
    text.names.at(-1) ?? '',
    text.form,
    text.version,
    text.exactAliases,
  ]
  return JSON.stringify(fields)
}

const onCard = ({ parts, words }: Phrase): PhraseOnCard => [[...parts], [...words]]

/** The row of a card. */
export function rowOfCard(card: string): SearchedRow<CardDoc> {
  const [uid, id, provider, brand, canonical_id, family, status, release_date, suspect_fields, state, ...text] =
    JSON.parse(card) as Fields
  const of = { uid, id, provider, brand, canonical_id, family, status, release_date, suspect_fields }
  return { state, doc: { ...of, text: textOf(uid, id, provider, text) } }
}

type TextFields = Fields extends readonly [
  ...[unknown, unknown, unknown, unknown, unknown, unknown, unknown, unknown, unknown, unknown],
  ...infer Rest,
]
  ? Rest
  : never

function textOf(uid: string, id: string, provider: string, fields: TextFields): RowTokens {
  const [words, codes, ownWords, idPhrase, slugPhrase, namePhrase, aliases, maker, plain, slug, ...rest] = fields
  const [spellings, name, form, version, exactAliases] = rest
  const ofId = phraseOf(idPhrase)
  return {
    id: ofId,
    slug: slugPhrase === null ? ofId : phraseOf(slugPhrase),
    name: phraseOf(namePhrase),
    aliases: aliases.map(phraseOf),
    words,
    fields: new Uint8Array(codes),
    ownWords,
    maker: maker ?? undefined,
    spellings,
    names: spellings.includes(name) ? spellings : [...spellings, name],
    plain,
    ownPlain: `${provider} ${plain}`,
    ownSlug: `${provider} ${slug}`,
    form,
    version,
    exactIds: [folded(id), folded(uid)],
    exactAliases,
  }
}

const phraseOf = ([parts, words]: PhraseOnCard): Phrase => ({
  parts: new Uint8Array(parts),
  words: new Int32Array(words),
})
