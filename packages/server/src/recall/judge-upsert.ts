/** What a schema cannot say of vectors that are to be stored. */
import { ApiError } from '@proxyapi/contract/errors'
import type { StoredCollection } from '../store/vectors.ts'
import { wrongField } from '../wrong-field.ts'
import type { Schemas } from './recall-parts.ts'

type Upsert = Schemas['VectorUpsert']

const metadataBytesMax = 4_096
const collectionsMax = 100
export const bytesPerNumber = Float32Array.BYTES_PER_ELEMENT
const collectionBytesMax = 256 * 2 ** 20
const userBytesMax = 2 * 2 ** 30

/** Throws INVALID_REQUEST. */
export function judgeItems(items: Upsert['items']): void {
  const seen = new Set<string>()
  for (const [index, { id, values, text, metadata }] of items.entries()) {
    const path = `/items/${index}`
    if (seen.has(id)) throw wrongField(`${path}/id`, 'is there twice')
    seen.add(id)
    if ((values === undefined) === (text === undefined))
      throw wrongField(path, 'needs exactly one of `values` and `text`')
    if (metadata !== undefined && Buffer.byteLength(JSON.stringify(metadata)) > metadataBytesMax)
      throw wrongField(`${path}/metadata`, `is longer than ${metadataBytesMax} bytes`)
  }
}

/** What the first write of a collection has fixed, later ones keep. Throws INVALID_REQUEST. */
export function judgeFit(known: StoredCollection | undefined, { metric, model }: Upsert): void {
  if (known === undefined) return
  if (metric !== undefined && metric !== known.metric)
    throw wrongField('/metric', `is not that of the collection, which is ${known.metric}`)
  if (model !== undefined && known.model !== null && model !== known.model)
    throw wrongField('/model', `is not that of the collection, which is ${known.model}`)
}

/** Throws INVALID_REQUEST for a vector of another length than the collection's, or than the first one's. */
export function judgeLengths(known: StoredCollection | undefined, vectors: readonly Float32Array[]): number {
  const dimensions = known?.dimensions ?? vectors[0]?.length ?? 0
  const other = vectors.findIndex(({ length }) => length !== dimensions)
  if (other >= 0)
    throw wrongField(`/items/${other}`, `has ${vectors[other]?.length} dimensions, the collection has ${dimensions}`)
  return dimensions
}

interface Totals {
  readonly collections: number
  readonly numbers: number
}

/** Throws LIMIT_REACHED, PAYLOAD_TOO_LARGE. `added` vectors come to the `count` of the collection. */
export function judgeLimits(isNew: boolean, totals: Totals, count: number, added: number, dimensions: number): void {
  if (isNew && totals.collections >= collectionsMax) throw new ApiError('LIMIT_REACHED')
  if ((count + added) * dimensions * bytesPerNumber > collectionBytesMax)
    throw new ApiError('PAYLOAD_TOO_LARGE', 'The collection would be larger than 256 MB.')
  if ((totals.numbers + added * dimensions) * bytesPerNumber > userBytesMax)
    throw new ApiError('PAYLOAD_TOO_LARGE', 'All vectors together would be larger than 2 GB.')
}
