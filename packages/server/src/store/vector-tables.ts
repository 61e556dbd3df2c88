export type VectorMetric = 'cosine' | 'dot' | 'l2'

/** A named set of vectors of one length. */
export interface VectorCollectionsTable {
  user_id: string
  collection: string
  metric: VectorMetric
  dimensions: number
  /** What its texts are embedded by; null until one was written. */
  model: string | null
  /** Vectors in it. */
  count: number
  /** Another one after each change, also of a collection that takes the name of a deleted one. */
  version: string
  created_at: number
  updated_at: number
}

export interface VectorsTable {
  user_id: string
  collection: string
  id: string
  /** 32-bit floats, little-endian. */
  vec: Uint8Array
  /** JSON of an object. */
  metadata: string
  /** What was embedded, where it was a text. */
  text: string | null
  updated_at: number
}

export interface VectorTables {
  vector_collections: VectorCollectionsTable
  vectors: VectorsTable
}
