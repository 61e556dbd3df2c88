/** Columns of every table whose rows become due: a worker leases a row and applies only while its fence still stands. */
export interface DueColumns {
  /** When it is to be worked on; null: never again. */
  due_at: number | null
  lease_until: number | null
  /** Grows with each claim; an effect of an older claim is refused. */
  fence: number
}

/** DDL of DueColumns. */
export const dueColumns = 'due_at INTEGER, lease_until INTEGER, fence INTEGER NOT NULL DEFAULT 0'
