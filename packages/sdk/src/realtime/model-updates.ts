import type { Timing } from '../core/transport.ts'
import type { EventModelChange, ModelChange, ModelChangesAnswer } from '../generated/types.ts'

/** What one refresh changed of the models of one provider. */
export interface ModelUpdate {
  name: 'models.discovered' | 'models.updated'
  provider: string
  timestamp: string
  /** How many models it concerns. */
  count: number
  changes: EventModelChange[]
  /** Not all changes are here; `client.models.changes()` has them. */
  truncated: boolean
}

interface PollParts {
  ask(query: { since?: string; cursor?: string; limit: number }): PromiseLike<ModelChangesAnswer>
  timing: Timing
  signal: AbortSignal
  callback(update: ModelUpdate): void
  warn(message: string): void
}

const pollMs = 15_000
const pageMax = 1_000

/** Asks for what has changed since it was last asked, until the signal ends it. */
export async function pollModels({ ask, timing, signal, callback, warn }: PollParts): Promise<void> {
  let since: string | null = null
  while (!signal.aborted) {
    try {
      if (since === null) since = (await ask({ since: new Date(timing.now()).toISOString(), limit: 1 })).snapshot
      else {
        const { changes, snapshot } = await allSince(ask, since)
        since = snapshot
        for (const update of updatesOf(changes)) tell(update)
      }
    } catch (error) {
      if (!signal.aborted) warn(`models could not be asked for: ${(error as Error).message}`)
    }
    await timing.wait(pollMs, signal)
  }

  function tell(update: ModelUpdate): void {
    try {
      callback(update)
    } catch (thrown) {
      warn(`a handler of models threw: ${String(thrown)}`)
    }
  }
}

async function allSince(ask: PollParts['ask'], since: string) {
  const changes: ModelChange[] = []
  for (let cursor: string | null = null; ; ) {
    const page: ModelChangesAnswer = await ask({ since, limit: pageMax, ...(cursor !== null && { cursor }) })
    changes.push(...page.changes)
    cursor = page.next_cursor
    if (cursor === null) return { changes, snapshot: page.snapshot }
  }
}

/** As events tell them: what is new apart from what has changed, by provider and refresh. */
export function updatesOf(changes: readonly ModelChange[]): ModelUpdate[] {
  const groups = new Map<string, ModelUpdate>()
  for (const { seq, kind, uid, fields, days_left, provider, timestamp, snapshot } of changes) {
    const name = kind === 'added' ? 'models.discovered' : 'models.updated'
    const key = `${provider} ${snapshot} ${name}`
    const update = groups.get(key) ?? { name, provider, timestamp, count: 0, changes: [], truncated: false }
    const change = { seq, kind, uid, ...(fields && { fields }), ...(days_left !== undefined && { days_left }) }
    update.changes.push(change)
    update.count = new Set(update.changes.map((each) => each.uid)).size
    groups.set(key, update)
  }
  return [...groups.values()]
}
