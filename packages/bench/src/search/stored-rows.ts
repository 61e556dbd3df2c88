import type { KeptRow } from '@proxyapi/server/stored-catalog'
import { dice } from './queries.ts'

const syllables = [
  'ka',
  'lo',
  'mi',
  'ren',
  'tu',
  'vex',
  'qua',
  'sol',
  'ber',
  'nix',
  'or',
  'phi',
  'zen',
  'dra',
  'cu',
  'wy',
]
const sellers = 500

/** Rows like those of real catalogs: every model of a file again and again, tuned by somebody and sold by somebody. */
export function* manyRows(kinds: readonly KeptRow[], rows: number, seed: number): Generator<KeptRow> {
  const draw = dice(seed)
  const below = (limit: number) => Math.floor(draw() * limit)
  const word = () => Array.from({ length: 2 + below(3) }, () => syllables[below(syllables.length)]).join('')
  for (let at = 0; at < rows; at++) {
    const kind = kinds[at % kinds.length] as KeptRow
    yield at < kinds.length ? kind : variantOf(kind, `host-${below(sellers)}`, word(), at)
  }
}

function variantOf({ doc, ...row }: KeptRow, provider: string, word: string, at: number): KeptRow {
  const slug = doc.id.slice(doc.id.lastIndexOf('/') + 1)
  const id = `${doc.author ?? 'community'}/${slug}-${word}-${at.toString(36)}`
  const name = `${doc.name} ${word}`
  return {
    ...row,
    doc: { ...doc, uid: `${provider}:${id}`, id, name, provider, brand: provider, canonical_id: null, aliases: [] },
  }
}
