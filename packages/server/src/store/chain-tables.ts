import type { Generated } from 'kysely'

/** Tables of the chains: what makes a change of an append-only table show. */

export type ChainName = 'audit' | 'transfers'

/** One link: `hash` is SHA-256 over the hash before and the row. Append-only, but for what a cut covers. */
export interface ChainSealsTable {
  chain: ChainName
  /** From 1, without gaps. */
  seq: number
  row_id: string
  /** In hex. */
  hash: string
}

/** Where retention cut a chain: what stands before is gone, and `mac` says that we did it. Append-only. */
export interface ChainCutsTable {
  chain: ChainName
  /** The last link that is gone. */
  seq: number
  hash: string
  at: number
  mac: string
}

/** Rows that wait for their seal, in the order of inserts; triggers write them. */
export interface ChainUnsealedTable {
  ordinal: Generated<number>
  chain: ChainName
  row_id: string
}

export interface ChainTables {
  chain_seals: ChainSealsTable
  chain_cuts: ChainCutsTable
  chain_unsealed: ChainUnsealedTable
}
