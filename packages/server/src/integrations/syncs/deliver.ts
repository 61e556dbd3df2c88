/** Items on their way to where a pull stores them. */
import { ApiError, type ErrorCode } from '@proxyapi/contract/errors'
import type { Principal } from '../../identity/principal.ts'
import { wrongField } from '../../wrong-field.ts'
import type { Schemas } from '../integration-parts.ts'
import { VECTORS_AT_ONCE } from './limits.ts'
import type { Item } from './read-page.ts'
import type { Definition } from './sync-definition.ts'
import type { SyncParts } from './sync-parts.ts'

/** Why an item is not stored. */
export interface Parked {
  readonly code: ErrorCode
  readonly message: string
}

/** Of the item itself: another one may well be stored. */
const parking: ReadonlySet<ErrorCode> = new Set(['INVALID_REQUEST', 'PAYLOAD_TOO_LARGE', 'CONTENT_BLOCKED'])

/** Stores items by their ids, and says which could not be. Throws what is wrong with the destination and not with an item. */
export async function deliver(
  { destinations }: Pick<SyncParts, 'destinations'>,
  { destination, collection }: Pick<Definition, 'destination' | 'collection'>,
  owner: Principal,
  items: readonly Item[],
  signal: AbortSignal,
): Promise<Map<string, Parked>> {
  const parked = new Map<string, Parked>()
  const place = collection ?? ''
  if (destination === 'vectors')
    for (let from = 0; from < items.length; from += VECTORS_AT_ONCE)
      await deliverTogether(items.slice(from, from + VECTORS_AT_ONCE), parked, (some) =>
        destinations.vectors(owner, place, some.map(vectorOf), signal),
      )
  if (destination === 'memory')
    for (const item of items)
      await deliverTogether([item], parked, () => destinations.memory(owner, memoryOf(item, place)))
  return parked
}

/** Where a part is refused it is halved, until the items that are at fault stand alone. */
async function deliverTogether(
  items: readonly Item[],
  parked: Map<string, Parked>,
  store: (items: readonly Item[]) => Promise<void>,
): Promise<void> {
  const [first] = items
  if (first === undefined) return
  try {
    await store(items)
  } catch (error) {
    if (!(error instanceof ApiError) || !parking.has(error.code)) throw error
    if (items.length === 1) {
      parked.set(first.id, { code: error.code, message: error.message })
      return
    }
    const half = items.length >> 1
    await deliverTogether(items.slice(0, half), parked, store)
    await deliverTogether(items.slice(half), parked, store)
  }
}

const membersOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

const textCharactersMax = 32_000
const idCharactersMax = 255
const dimensionsMax = 4_096

/** What the document says of an item of upsertVectors. Throws INVALID_REQUEST. */
function vectorOf({ id, value }: Item): Schemas['VectorItem'] {
  const { values, text, metadata } = membersOf(value)
  return {
    id: vectorId(id),
    ...(isGiven(values) && { values: numbersIn(values) }),
    ...(isGiven(text) && { text: textIn(text, '/text') }),
    ...(isGiven(metadata) && { metadata: metadataIn(metadata) }),
  }
}

/** What it says of a body of addMemory. Throws INVALID_REQUEST. */
function memoryOf({ id, value }: Item, conversation_id: string): Schemas['MemoryInput'] {
  const { role = 'user', content, metadata } = membersOf(value)
  if (role !== 'user' && role !== 'assistant' && role !== 'system') throw wrongField('/role', 'is no role of a memory')
  const given = { conversation_id, id: shortId(id), role, content: textIn(content, '/content') } as const
  return isGiven(metadata) ? { ...given, metadata: metadataIn(metadata) } : given
}

function vectorId(id: string): string {
  if (/[,\s]/.test(id)) throw wrongField('/id', 'has a comma or white space')
  return shortId(id)
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null

function shortId(id: string): string {
  if (id.length > idCharactersMax) throw wrongField('/id', `is longer than ${idCharactersMax} characters`)
  return id
}

function textIn(value: unknown, path: string): string {
  const isText = typeof value === 'string' && value !== '' && value.length <= textCharactersMax
  if (!isText) throw wrongField(path, `is no text of 1 to ${textCharactersMax} characters`)
  return value
}

function numbersIn(value: unknown): number[] {
  const isVector = Array.isArray(value) && value.length >= 1 && value.length <= dimensionsMax
  if (!isVector || !value.every(Number.isFinite)) throw wrongField('/values', `are no 1 to ${dimensionsMax} numbers`)
  return value as number[]
}

function metadataIn(value: unknown): Record<string, never> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongField('/metadata', 'is no object')
  return value as Record<string, never>
}
