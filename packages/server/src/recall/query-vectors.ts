import { ApiError } from '@proxyapi/contract/errors'
import type { Asker } from '../question.ts'
import { collectionAt, describedVectors, type StoredCollection } from '../store/vectors.ts'
import { wrongField } from '../wrong-field.ts'
import { embedTexts } from './embed-texts.ts'
import { idsThatPass } from './filtered-ids.ts'
import type { LoadedVectors } from './loaded-vectors.ts'
import { type Neighbor, nearest, type PackedVectors, packedVector } from './nearest.ts'
import type { RecallParts, RecallReply, Schemas } from './recall-parts.ts'

type Query = Schemas['VectorQuery']

const pause = () => new Promise<void>((resolve) => setImmediate(resolve))

/** The nearest vectors, of which each was compared. Throws NOT_FOUND, INVALID_REQUEST, UNSUPPORTED_PARAMETER. */
export async function queryVectors(
  userId: string,
  query: Query,
  asker: Asker,
  loaded: LoadedVectors,
  parts: RecallParts,
): Promise<RecallReply<Schemas['VectorMatches']>> {
  const { db } = parts.store
  const collection = await collectionAt(db, { user_id: userId, collection: query.collection })
  if (collection === undefined) throw new ApiError('NOT_FOUND')
  const { wanted, headers } = await wantedOf(query, collection, asker, parts)
  const packed = await loaded.of(collection)
  const ids = query.filter === undefined ? null : new Set(await idsThatPass(db, collection, query.filter))
  const { metric } = collection
  const { neighbors, scanned } = await nearest(packed, wanted, { metric, topK: query.top_k, ids, pause })
  const described = await describedVectors(
    db,
    collection,
    neighbors.map(({ id }) => id),
  )
  const byId = new Map(described.map((row) => [row.id, row]))
  const matches = neighbors.flatMap((neighbor) => {
    const row = byId.get(neighbor.id)
    // It was deleted meanwhile.
    if (row === undefined) return []
    const { text, metadata } = row
    const values = query.include_values ? { values: valuesAt(packed, neighbor) } : {}
    return {
      id: neighbor.id,
      score: neighbor.score,
      metadata: JSON.parse(metadata),
      ...(text !== null && { text }),
      ...values,
    }
  })
  return { data: { matches, scanned, exact: true }, headers }
}

const valuesAt = ({ values, dimensions }: PackedVectors, { at }: Neighbor): number[] =>
  Array.from(values.subarray(at * dimensions, (at + 1) * dimensions))

async function wantedOf(
  query: Query,
  { metric, model, dimensions }: StoredCollection,
  asker: Asker,
  { embed }: RecallParts,
): Promise<{ wanted: Float32Array; headers: Readonly<Record<string, string>> }> {
  const { values, text } = query
  if ((values === undefined) === (text === undefined)) throw wrongField('', 'needs exactly one of `values` and `text`')
  if (text !== undefined && model === null)
    throw new ApiError('UNSUPPORTED_PARAMETER', 'The collection has no texts, so no model compares one with it.', {
      param: 'text',
    })
  const asked = { operation: 'queryVectors', texts: [text ?? ''], model, body: query }
  const embedded = text === undefined ? null : await embedTexts(asked, asker, embed)
  const numbers = embedded?.embeddings[0] ?? values ?? []
  if (numbers.length !== dimensions)
    throw wrongField('/values', `have ${numbers.length} dimensions, the collection has ${dimensions}`)
  const wanted = packedVector(numbers, metric)
  if (wanted === null) throw wrongField('/values', 'are all 0, which has no cosine to anything')
  return { wanted, headers: embedded?.headers ?? {} }
}
