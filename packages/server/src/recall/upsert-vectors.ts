import type { Asker } from '../question.ts'
import { ulid } from '../store/ids.ts'
import {
  collectionAt,
  knownIds,
  lockVectors,
  putCollection,
  putVectors,
  type StoredCollection,
  vectorTotals,
} from '../store/vectors.ts'
import { wrongField } from '../wrong-field.ts'
import { embedTexts } from './embed-texts.ts'
import { judgeFit, judgeItems, judgeLengths, judgeLimits } from './judge-upsert.ts'
import { packedVector } from './nearest.ts'
import type { RecallParts, RecallReply, Schemas } from './recall-parts.ts'

type Upsert = Schemas['VectorUpsert']

/** Stores vectors, and texts by their embedding, all or none. Throws what judges them and what embedding throws. */
export async function upsertVectors(
  userId: string,
  body: Upsert,
  asker: Asker,
  { store, runtime, embed }: RecallParts,
): Promise<RecallReply<Schemas['VectorUpserted']>> {
  judgeItems(body.items)
  const place = { user_id: userId, collection: body.collection }
  const known = await collectionAt(store.db, place)
  judgeFit(known, body)
  const texts = body.items.flatMap(({ text }) => text ?? [])
  const asked = body.model ?? known?.model ?? null
  const embedding = { operation: 'upsertVectors', texts, model: asked, body }
  const embedded = texts.length === 0 ? null : await embedTexts(embedding, asker, embed)
  const model = embedded === null ? null : (asked ?? `${embedded.provider}/${embedded.model}`)
  const vectors = vectorsOf(body, known?.metric ?? body.metric ?? 'cosine', embedded?.embeddings ?? [])
  const at = runtime.clock.now()
  await store.write(async (tx) => {
    await lockVectors(tx, store, userId)
    const now = await collectionAt(tx, place)
    judgeFit(now, body)
    const dimensions = judgeLengths(now, vectors)
    const ids = body.items.map(({ id }) => id)
    const added = ids.length - (now === undefined ? 0 : (await knownIds(tx, place, ids)).length)
    judgeLimits(now === undefined, await vectorTotals(tx, userId), now?.count ?? 0, added, dimensions)
    const metric = body.metric ?? 'cosine'
    const base: StoredCollection = now ?? {
      ...{ ...place, metric, dimensions, model: null, count: 0, version: '', created_at: at, updated_at: at },
    }
    const count = base.count + added
    const version = ulid(runtime.clock.now(), runtime.random.bytes(10))
    await putCollection(tx, { ...base, model: base.model ?? model, count, version, updated_at: at })
    await putVectors(
      tx,
      body.items.map(({ id, text = null, metadata = {} }, index) => {
        const { buffer, byteOffset, byteLength } = vectors[index] as Float32Array
        const vec = new Uint8Array(buffer, byteOffset, byteLength)
        return { ...place, id, vec, metadata: JSON.stringify(metadata), text, updated_at: at }
      }),
    )
  })
  return { data: { upserted: body.items.length }, headers: embedded?.headers ?? {} }
}

/** One an item, in their order. Throws INVALID_REQUEST for one without a direction where that is compared. */
function vectorsOf(
  { items }: Upsert,
  metric: Schemas['VectorMetric'],
  embeddings: readonly (readonly number[])[],
): Float32Array[] {
  let next = 0
  return items.map(({ values }, index) => {
    const packed = packedVector(values ?? embeddings[next++] ?? [], metric)
    if (packed === null) throw wrongField(`/items/${index}/values`, 'are all 0, which has no cosine to anything')
    return packed
  })
}
