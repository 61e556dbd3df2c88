import { ApiError } from '@proxyapi/contract/errors'
import type { Asker } from '../question.ts'
import { ulid } from '../store/ids.ts'
import {
  collectionAt,
  collectionsOf,
  deleteCollection,
  deleteVectorsById,
  knownIds,
  lockVectors,
  metadataPage,
  putCollection,
  type StoredCollection,
} from '../store/vectors.ts'
import { wrongField } from '../wrong-field.ts'
import { idsThatPass } from './filtered-ids.ts'
import { bytesPerNumber } from './judge-upsert.ts'
import { LoadedVectors } from './loaded-vectors.ts'
import { type Filter, filterIn } from './metadata-filter.ts'
import { queryVectors } from './query-vectors.ts'
import type { RecallParts, RecallReply, Schemas } from './recall-parts.ts'
import { upsertVectors } from './upsert-vectors.ts'

interface ListQuery {
  readonly collection?: string | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

interface DeleteQuery {
  readonly collection: string
  readonly ids?: readonly string[] | undefined
  /** JSON. */
  readonly filter?: string | undefined
  readonly all?: boolean | undefined
}

/** Vectors in collections of their owner, compared exactly. */
export interface Vectors {
  upsert(userId: string, body: Schemas['VectorUpsert'], asker: Asker): Promise<RecallReply<Schemas['VectorUpserted']>>
  query(userId: string, query: Schemas['VectorQuery'], asker: Asker): Promise<RecallReply<Schemas['VectorMatches']>>
  /** Collections by name, or the vectors of one by id. Throws NOT_FOUND, INVALID_CURSOR. */
  list(userId: string, query: ListQuery): Promise<Schemas['VectorList']>
  /** They are not found any more by what is asked afterwards. Throws NOT_FOUND, INVALID_REQUEST. */
  remove(userId: string, query: DeleteQuery): Promise<Schemas['VectorsDeleted']>
}

export function createVectors(parts: RecallParts): Vectors {
  const { store, runtime, cursors } = parts
  const loaded = new LoadedVectors(store.db)

  return {
    upsert: (userId, body, asker) => upsertVectors(userId, body, asker, parts),
    query: (userId, query, asker) => queryVectors(userId, query, asker, loaded, parts),
    async list(userId, { collection, limit, cursor }) {
      const scope = `vectors ${JSON.stringify([userId, collection])}`
      const after = cursor === undefined ? '' : cursors.read(scope, cursor)
      const found =
        collection === undefined
          ? await collections(userId, after, limit + 1)
          : await entries(userId, collection, after, limit + 1)
      const page = found.slice(0, limit)
      const last = page.at(-1)
      const next_cursor = found.length > limit && last ? cursors.write(scope, last.place) : null
      return { items: page.map(({ item }) => item), count: page.length, next_cursor }
    },
    async remove(userId, { collection, ids, filter, all }) {
      const place = { user_id: userId, collection }
      const wanted = wantedIds({ ids, filter, all })
      const deleted = await store.write(async (tx) => {
        await lockVectors(tx, store, userId)
        const known = await collectionAt(tx, place)
        if (known === undefined) throw new ApiError('NOT_FOUND')
        if (wanted.all) {
          await deleteCollection(tx, place)
          return known.count
        }
        const gone = wanted.ids ? await knownIds(tx, place, wanted.ids) : await idsThatPass(tx, place, wanted.filter)
        await deleteVectorsById(tx, place, gone)
        const changed = {
          version: ulid(runtime.clock.now(), runtime.random.bytes(10)),
          updated_at: runtime.clock.now(),
        }
        await putCollection(tx, { ...known, ...changed, count: known.count - gone.length })
        return gone.length
      })
      return { collection, deleted }
    },
  }

  async function collections(userId: string, after: string, limit: number) {
    const rows = await collectionsOf(store.db, userId, after, limit)
    return rows.map((row) => ({ place: row.collection, item: collectionOf(row) }))
  }

  async function entries(userId: string, collection: string, after: string, limit: number) {
    const place = { user_id: userId, collection }
    if ((await collectionAt(store.db, place)) === undefined) throw new ApiError('NOT_FOUND')
    const rows = await metadataPage(store.db, place, after, limit)
    return rows.map(({ id, metadata, updated_at }) => ({
      place: id,
      item: { kind: 'vector' as const, id, metadata: JSON.parse(metadata), updated_at: timestamp(updated_at) },
    }))
  }
}

type Wanted = { all: true } | { all: false; ids: readonly string[] } | { all: false; ids: null; filter: Filter }

/** Throws INVALID_REQUEST unless exactly one of the three is said. */
function wantedIds({ ids, filter, all }: Omit<DeleteQuery, 'collection'>): Wanted {
  const said = [ids !== undefined, filter !== undefined, all === true].filter(Boolean).length
  if (said !== 1) throw wrongField('query', 'needs exactly one of `ids`, `filter` and `all=true`')
  if (all === true) return { all }
  if (ids !== undefined) return { all: false, ids }
  const read = filterIn(filter ?? '')
  if (read === null) throw wrongField('query.filter', 'is no filter in JSON')
  return { all: false, ids: null, filter: read }
}

const timestamp = (at: number): string => new Date(at).toISOString()

const collectionOf = ({ collection, count, metric, dimensions, model, created_at, updated_at }: StoredCollection) => ({
  kind: 'collection' as const,
  ...{ collection, count, metric, dimensions, model },
  size_bytes: count * dimensions * bytesPerNumber,
  created_at: timestamp(created_at),
  updated_at: timestamp(updated_at),
})
