/** What a third party that is synced with does: pages of items by a cursor, and items that it takes once for each key. */
import { json, type Say } from './service.ts'

export interface Note {
  id: string
  text: string
  [member: string]: unknown
}

/** Pages of `size`, the cursor being how far it has come; the last page names the end, so that later runs go on there. */
export const pagesOf =
  (notes: readonly Note[], size: number): Say =>
  (response, { path }) => {
    const from = Number(new URL(path, 'http://x').searchParams.get('since') ?? 0)
    const items = notes.slice(from, from + size)
    const end = from + items.length
    json({ items, next_cursor: String(end) })(response, { method: '', path, headers: {}, body: '' })
  }

/** Keeps each item under its key; the same key again changes nothing. */
export function taking(kept: Map<string, unknown>, status = 201): Say {
  return (response, asked) => {
    const key = String(asked.headers['idempotency-key'])
    if (!kept.has(key)) kept.set(key, JSON.parse(asked.body))
    json({ ok: true }, status)(response, asked)
  }
}
