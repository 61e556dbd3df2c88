import type { SearchRecord } from '../../store/search.ts'
import { bandOf } from '../../store/search-bands.ts'
import type { CatalogRow } from '../model.ts'
import { type RowTokens, rowTokens } from '../row-tokens.ts'
import { folded } from '../tokenize.ts'
import { tokenCosts } from '../view.ts'
import { cardOf } from './card.ts'
import { worthOf } from './row-worth.ts'
import { spellingMark } from './spelling-mark.ts'
import { standingOf, traitWords } from './trait-words.ts'

/** As much of a row of the catalog as the database searches, filters and sorts by. */
export type KeptRow = Pick<CatalogRow, 'doc' | 'state' | 'updatedAt'>

/** A word that no query has and that means a provider; none begins like it. */
export const providerWord = (provider: string): string => `=provider:${provider}`

/** The same for a band of rows that are about as good. */
export const bandWord = (band: number): string => `=band:${band}`

/** A row as the database searches it. */
export function searchRecord(row: KeptRow, revision: number): SearchRecord {
  const { doc } = row
  const text = rowTokens(doc)
  const worth = worthOf(row, text)
  const costs = tokenCosts(doc)
  return {
    uid: doc.uid,
    id: doc.id,
    revision,
    worth,
    is_shown: standingOf(row) === 'shown',
    provider: doc.provider,
    name: doc.name.toLowerCase(),
    input_price: costs.input,
    output_price: costs.output,
    context_length: doc.context_length,
    max_tokens: doc.max_tokens,
    release_date: doc.release_date,
    shutdown_date: doc.shutdown_date,
    updated_at: row.updatedAt,
    spellings: [...new Set(namesOf(row, text).map(spellingMark))],
    card: cardOf(row, text),
    words: [
      ...new Set([...text.words, providerWord(doc.provider), bandWord(bandOf(worth)), ...traitWords(row, costs)]),
    ],
  }
}

/** What finds the row where it is typed whole. */
const namesOf = ({ doc }: KeptRow, { exactIds, exactAliases, names, plain }: RowTokens): string[] =>
  [...exactIds, ...exactAliases, folded(`${doc.provider}/${doc.id}`), ...names, plain].filter((name) => name !== '')
