import type { Db } from '../store/database.ts'
import { type CollectionPlace, metadataPage } from '../store/vectors.ts'
import { type Filter, passes } from './metadata-filter.ts'

const rowsAtOnce = 1_000

/** The ids of a collection whose metadata passes a filter. */
export async function idsThatPass(db: Db, place: CollectionPlace, filter: Filter): Promise<string[]> {
  const ids: string[] = []
  for (let after = ''; ; ) {
    const page = await metadataPage(db, place, after, rowsAtOnce)
    for (const { id, metadata } of page) if (passes(filter, JSON.parse(metadata))) ids.push(id)
    if (page.length < rowsAtOnce) return ids
    after = page.at(-1)?.id ?? ''
  }
}
