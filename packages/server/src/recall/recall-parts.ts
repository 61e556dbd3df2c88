import type { components } from '@proxyapi/contract'
import type { Embed } from '../question.ts'
import type { Runtime } from '../runtime.ts'
import type { Cursors } from '../store/cursors.ts'
import type { Store } from '../store/database.ts'

/** What vectors are kept with, and embedded by. */
export interface RecallParts {
  readonly store: Store
  readonly runtime: Pick<Runtime, 'clock' | 'random'>
  readonly cursors: Cursors
  readonly embed: Embed
}

export type Schemas = components['schemas']

/** What is answered, and told beside it. */
export interface RecallReply<Data> {
  readonly data: Data
  readonly headers: Readonly<Record<string, string>>
}
