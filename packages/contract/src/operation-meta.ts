import type { Family } from './families.ts'

/** What the document says of an operation beside its schemas. */
export interface OperationMeta {
  id: string
  method: 'get' | 'put' | 'post' | 'patch' | 'delete'
  path: string
  tag: string
  family: Family
  /** A permission, `authenticated` or `public`. */
  permission: string
  spends: boolean
  idempotent: boolean
  /** Answers as its target did: any status, any body. */
  relay: boolean
  /** Path parameters that may hold `/`. */
  rest: readonly string[]
  /** Names of its query parameters. */
  query: readonly string[]
  /** Media types of its request body; empty where it takes none. */
  accepts: readonly string[]
  bodyRequired: boolean
  /** JSON Pointers of request fields that are amounts of money. */
  amounts: readonly string[]
  timeoutMs: number
}
