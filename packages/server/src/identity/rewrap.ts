import { countKeysOfOtherPeppers } from '../store/api-keys.ts'
import type { Store } from '../store/database.ts'
import { readSealed, replaceSealed, type SealedText, sealedColumns } from '../store/sealed-columns.ts'
import { pepperIdOf, type Secrets } from './secrets.ts'

export interface Rewrapped {
  /** Sealed anew with the present key. */
  texts: number
  /** They open with no key that is here, and stay as they are. */
  lost: readonly string[]
  /** API keys that work and were not used since: only an earlier key recognizes them. */
  waitingKeys: number
}

const rowsAtOnce = 100

/**
 * Seals with the present key whatever is stored under an earlier one. It may be ended at any place and begun again, and
 * servers may run meanwhile; done twice it changes nothing.
 */
export async function rewrap(store: Store, secrets: Secrets, nowMs: number): Promise<Rewrapped> {
  let texts = 0
  const lost: string[] = []
  for (const column of sealedColumns) {
    for (let skip = 0; ; ) {
      const rows = await readSealed(store, column, { prefix: secrets.sealedPrefix, skip, limit: rowsAtOnce })
      if (rows.length === 0) break
      const changes: { from: SealedText; to: string }[] = []
      for (const from of rows) {
        const place = column.place(...from.keys)
        const to = resealed(secrets, from.text, place)
        if (to === null) lost.push(place)
        else changes.push({ from, to })
      }
      await replaceSealed(store, column, changes)
      texts += changes.length
      skip += rows.length - changes.length
    }
  }
  return { texts, lost, waitingKeys: await countKeysOfOtherPeppers(store.db, pepperIdOf(secrets.peppers[0]), nowMs) }
}

function resealed({ open, seal }: Secrets, text: string, place: string): string | null {
  try {
    return seal(open(text, place), place)
  } catch {
    // No key that is here opens it; it is told by its place.
    return null
  }
}
