/** One row a process that serves, with the time of its last sign of life. */
interface LiveInstancesTable {
  id: string
  seen_at: number
}

export interface LimitTables {
  live_instances: LiveInstancesTable
}
