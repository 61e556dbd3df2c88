import { LRUCache } from 'lru-cache'
import type { Db } from '../store/database.ts'
import { collectionAt, type StoredCollection, valuesPage } from '../store/vectors.ts'
import type { PackedVectors } from './nearest.ts'

const bytesMax = 512 * 2 ** 20
const rowsAtOnce = 1_000
const triesMax = 3
const bytesPerId = 64

/** Collections in memory, as they are in the database now: the least used ones go first. */
export class LoadedVectors {
  readonly #db: Db
  readonly #loaded = new LRUCache<string, PackedVectors>({
    maxSize: bytesMax,
    sizeCalculation: ({ values, ids }) => values.byteLength + ids.length * bytesPerId + 1,
  })

  constructor(db: Db) {
    this.#db = db
  }

  /** What was written before this was asked for is there, what was deleted is not. */
  async of(collection: StoredCollection): Promise<PackedVectors> {
    let asked = collection
    for (let tries = 1; ; tries++) {
      const known = this.#loaded.get(asked.version)
      if (known !== undefined) return known
      const packed = await this.#load(asked)
      const now = await collectionAt(this.#db, asked)
      if (now?.version === asked.version) this.#loaded.set(asked.version, packed)
      else if (now !== undefined && tries < triesMax) {
        asked = now
        continue
      }
      return packed
    }
  }

  async #load({ user_id, collection, dimensions, count }: StoredCollection): Promise<PackedVectors> {
    const ids: string[] = []
    let values = new Float32Array(count * dimensions)
    for (;;) {
      const page = await valuesPage(this.#db, { user_id, collection }, ids.at(-1) ?? '', rowsAtOnce)
      const rows = page.filter(({ vec }) => vec.byteLength === dimensions * Float32Array.BYTES_PER_ELEMENT)
      values = roomFor(values, (ids.length + rows.length) * dimensions)
      const bytes = new Uint8Array(values.buffer)
      for (const { id, vec } of rows) {
        bytes.set(vec, ids.length * dimensions * Float32Array.BYTES_PER_ELEMENT)
        ids.push(id)
      }
      if (page.length < rowsAtOnce) return { ids, values, dimensions }
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
}

function roomFor(values: Float32Array<ArrayBuffer>, length: number): Float32Array<ArrayBuffer> {
  if (values.length >= length) return values
  const larger = new Float32Array(length * 2)
  larger.set(values)
  return larger
}
