import { LRUCache } from 'lru-cache'
import { accessOf, type BreakerSettings, begun, type Cell, failed, freshCell, released, succeeded } from '../cells.ts'
import type { IntegrationPlace } from '../store/integrations.ts'

const settings: BreakerSettings = { enabled: true, failureThreshold: 5, recoveryMs: 30_000, halfOpenMaxCalls: 1 }
const cellsMax = 10_000

export type BreakerState = 'closed' | 'open' | 'half_open'

/** A breaker for each registered service, as this process has met it; the least used ones are forgotten. */
export class BreakerBook {
  readonly #cells = new LRUCache<string, Cell>({ max: cellsMax })

  /** Whether a call may go now. The one that goes to see how things are is the only one until it has ended. */
  enter(place: IntegrationPlace, now: number): 'ready' | 'probe' | 'closed-off' {
    const access = accessOf(this.#of(place), now, settings)
    if (access === 'probe') this.#set(place, begun(this.#of(place), now, settings))
    return access
  }

  /** An attempt was answered, failed, or says nothing of the service. */
  note(place: IntegrationPlace, met: 'success' | 'failure' | 'nothing', now: number): void {
    const cell = this.#of(place)
    const next =
      met === 'nothing'
        ? released(cell)
        : met === 'success'
          ? succeeded(cell, now, settings)
          : failed(cell, now, settings)
    this.#set(place, next)
  }

  /** It was registered anew: what was met before says nothing any more. */
  forget(place: IntegrationPlace): void {
    this.#cells.delete(keyOf(place))
  }

  state(place: IntegrationPlace): BreakerState {
    const { state } = this.#of(place)
    return state === 'half-open' ? 'half_open' : state
  }

  #of(place: IntegrationPlace): Cell {
    return this.#cells.get(keyOf(place)) ?? freshCell
  }

  #set(place: IntegrationPlace, cell: Cell): void {
    this.#cells.set(keyOf(place), cell)
  }
}

const keyOf = ({ user_id, integration_id }: IntegrationPlace): string => `${user_id} ${integration_id}`
