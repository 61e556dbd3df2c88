import type { SearchRecord } from '../../store/search.ts'
import { rowTokens, type SearchedDoc, type SearchedRow } from '../row-tokens.ts'
import { folded } from '../tokenize.ts'
import { worthClass } from './row-worth.ts'

/** A word that no query has and that means a provider; none begins like it. */
export const providerWord = (provider: string): string => `=provider:${provider.replaceAll(' ', '_')}`

/** The same for a class of rows that are about as good. */
export const worthWord = (worth: number): string => `=worth:${worth}`

/** A row as the database searches it. */
export function searchRecord(row: SearchedRow, revision: number): SearchRecord {
  const { doc, state } = row
  const text = rowTokens(doc)
  const known = new Set([
    ...text.exactIds,
    ...text.exactAliases,
    folded(`${doc.provider}/${doc.id}`),
    ...text.names,
    text.plain,
  ])
  return {
    uid: doc.uid,
    id: doc.id,
    revision,
    words: [...text.words, providerWord(doc.provider), worthWord(worthClass(row, text))].join(' '),
    names: [...known].filter((name) => name !== ''),
    facts: JSON.stringify({ doc: searchedDoc(doc), state }),
  }
}

const searchedDoc = (doc: SearchedDoc): SearchedDoc => ({
  uid: doc.uid,
  id: doc.id,
  name: doc.name,
  provider: doc.provider,
  brand: doc.brand,
  canonical_id: doc.canonical_id,
  author: doc.author,
  family: doc.family,
  aliases: doc.aliases,
  alias_of: doc.alias_of,
  status: doc.status,
  release_date: doc.release_date,
  suspect_fields: doc.suspect_fields,
})

export const searchedRow = (facts: string): SearchedRow => JSON.parse(facts) as SearchedRow
