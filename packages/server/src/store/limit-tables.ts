/** One row a process that serves, with the time of its last sign of life. */
interface LiveInstancesTable {
  id: string
  seen_at: number
}

/** A place that is taken, until it is left or its holder is not heard of. */
interface PlacesTable {
  id: string
  /** What there are only so many of: `export`, `socket`. */
  what: string
  /** A user, or an address where nobody is known. */
  caller: string
  /** The process. */
  holder: string
  lapses_at: number
}

export interface LimitTables {
  live_instances: LiveInstancesTable
  places: PlacesTable
}
