import { createHash } from 'node:crypto'
import { atOnce, type Sliced } from './slices.ts'

type Docs = Iterable<readonly [uid: string, canonicalDoc: string]>

/**
 * The fingerprint of a catalog: of the canonical JSON (RFC 8785) of every row that is not removed, as an array in the
 * order of uids. A row is a CatalogDoc, so times, misses, provenance, conflicts and what follows from the configuration
 * do not count: equal data has the equal id on every server.
 */
export const snapshotIdOf = (docs: Docs): string => atOnce(hashDocs(docs))

/** As `snapshotIdOf`, and may be laid down between rows. */
export function* hashDocs(docs: Docs): Sliced<string> {
  const hash = createHash('sha256')
  let separator = '['
  for (const [, text] of [...docs].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) {
    hash.update(separator).update(text)
    separator = ','
    yield
  }
  hash.update(separator === '[' ? '[]' : ']')
  return `snap_${hash.digest('hex').slice(0, 24)}`
}
