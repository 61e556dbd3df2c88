import type { Turns } from '../store/turns.ts'
import type { Changes } from './changes.ts'
import type { Driver } from './drive.ts'
import type { Origin } from './origin.ts'
import type { ComputeParts } from './parts.ts'
import type { Snapshots } from './snapshot.ts'

/** What the files of this room share. */
export interface Room extends ComputeParts {
  drive: Driver
  snapshots: Snapshots
  changes: Changes
  origin(): Promise<Origin>
  /** Creates of one account stand in line here, not at its lock. */
  renters: Turns
}
