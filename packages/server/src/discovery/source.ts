import type { Span } from '../runtime.ts'
import type { SourceFacts } from './delivery.ts'
import type { Fetched } from './health.ts'
import type { Validators } from './sources/provider-list.ts'

/** Something that states facts about models, and how it is asked. */
export interface Source extends SourceFacts {
  /** Rejects only where our own code is wrong. */
  fetch(validators: Validators, signal: AbortSignal, span?: Span | null): Promise<Fetched>
  /** It is gone from the configuration: it is asked once more, and says nothing. */
  isFarewell?: true
  /** Whether the source, asked for one model, does not say that it is there. */
  isGone?(id: string, signal: AbortSignal): Promise<boolean>
}
