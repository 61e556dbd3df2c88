/** What a page of a service says. */
import { createHash } from 'node:crypto'
import { ApiError } from '@proxyapi/contract/errors'
import { canonicalJson } from '../../canonical-json.ts'
import { atPointer } from './json-pointer.ts'
import type { Definition } from './sync-definition.ts'

export interface Item {
  readonly id: string
  readonly value: unknown
  /** The same for equal items. */
  readonly digest: string
}

export interface Page {
  /** Each id once: the last one counts. */
  readonly items: readonly Item[]
  /** Items without an id that can be stored. */
  readonly unnamed: number
  /** The cursor of the next page; null: this was the last one. */
  readonly next: string | null
}

const idCharactersMax = 512
const cursorCharactersMax = 4_096

/** `sent`: the cursor that this page was asked for with. Throws UPSTREAM_PROTOCOL_ERROR where there is no list. */
export function readPage(
  body: unknown,
  { items: list, item_id, cursor }: Pick<Definition, 'items' | 'item_id' | 'cursor'>,
  sent: string | null,
): Page {
  const values = atPointer(body, list)
  if (!Array.isArray(values))
    throw new ApiError(
      'UPSTREAM_PROTOCOL_ERROR',
      `The page has no list of items at ${list === '' ? 'its root' : list}.`,
    )
  const items = new Map<string, Item>()
  let unnamed = 0
  for (const value of values) {
    const id = textOf(atPointer(value, item_id), idCharactersMax)
    if (id === null) unnamed++
    else items.set(id, { id, value, digest: digestOf(value) })
  }
  const next = cursor === null ? null : textOf(atPointer(body, cursor.read), cursorCharactersMax)
  return { items: [...items.values()], unnamed, next: next === sent ? null : next }
}

export const digestOf = (value: unknown): string =>
  createHash('sha256').update(canonicalJson(value)).digest('base64url')

/** A name, or a number as one; PostgreSQL has no U+0000. */
function textOf(value: unknown, charactersMax: number): string | null {
  const text = typeof value === 'number' ? String(value) : value
  return typeof text === 'string' && text !== '' && text.length <= charactersMax && !text.includes('\0') ? text : null
}
