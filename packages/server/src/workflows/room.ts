import type { Events } from '../events/events.ts'
import type { Runtime } from '../runtime.ts'
import type { Cursors } from '../store/cursors.ts'
import type { Store } from '../store/database.ts'
import type { Sealer } from './run-record.ts'
import type { Verbs } from './verbs.ts'

/** What runs are kept with, and what their steps may ask. */
export interface WorkflowParts {
  readonly store: Store
  readonly runtime: Pick<Runtime, 'clock' | 'random' | 'log' | 'metrics'>
  readonly sealer: Sealer
  readonly cursors: Cursors
  readonly events: Events
  readonly verbs: Verbs
  wake(job: string): void
}

export const runsJob = 'workflows.runs'
