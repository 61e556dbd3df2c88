export type MemoryRole = 'system' | 'user' | 'assistant'
export type ContextStrategy = 'none' | 'summary' | 'truncate'

/** What was said in a conversation, and its embedding once a recall needed it. */
export interface MemoriesTable {
  user_id: string
  id: string
  /** Counts the memories of a user in the order in which they were added. */
  seq: number
  conversation_id: string
  role: MemoryRole
  content: string
  /** JSON of an object. */
  metadata: string
  /** The caller's own id. */
  own_id: string | null
  at: number
  /** 32-bit floats, little-endian, of length 1. */
  vec: Uint8Array | null
  /** What made `vec`. */
  model: string | null
}

/** A long text that was made short; found by an id that derives from it. */
export interface ContextsTable {
  user_id: string
  id: string
  summary: string
  tokens_before: number
  tokens_after: number
  strategy: ContextStrategy
  created_at: number
  expires_at: number
}

export interface MemoryTables {
  memories: MemoriesTable
  contexts: ContextsTable
}
