import {
  type Access,
  accessOf,
  type BreakerSettings,
  begun,
  type Cell,
  failed,
  freshCell,
  released,
  succeeded,
} from './cells.ts'
import type { Lane } from './provider-settings.ts'
import { freshBudget, paidIn, type RetryBudget, taken } from './retry-budget.ts'

/** Whether a lane may be called. Times are milliseconds of the monotonic clock. */
export interface Standing {
  readonly access: Access
  /** Since when it is closed off. */
  readonly since: number
  /** The upstream asked not to be called before; holds back also the last lane. */
  readonly floorUntil: number
}

/** What the end of an upstream call says of its lane. */
export type Verdict =
  | { readonly says: 'answered' }
  /** `whole`: no connection was made, which speaks of every model of the provider. */
  | { readonly says: 'failed'; readonly whole: boolean }
  /** The upstream asked for a pause; null: it did not say how long. */
  | { readonly says: 'busy'; readonly waitMs: number | null }
  /** Without credit, credential or model: not worth another call for a while. */
  | { readonly says: 'held'; readonly whole: boolean }
  | { readonly says: 'nothing' }

const providerHoldMs = 30 * 60_000
const laneHoldMs = 5 * 60_000
const floorMinMs = 1_000
const floorMaxMs = 60_000
const keptMax = 10_000

const ready: Standing = Object.freeze({ access: 'ready', since: 0, floorUntil: 0 })

/** What is known of the health of lanes and providers, in this process. Each of its maps is bounded. */
export class CellBook {
  readonly #settings: BreakerSettings
  readonly #cells = new Map<string, Cell>()
  readonly #floors = new Map<string, { until: number; row: number }>()
  readonly #holds = new Map<string, { since: number; until: number }>()
  readonly #budgets = new Map<string, RetryBudget>()

  constructor(settings: BreakerSettings) {
    this.#settings = settings
  }

  standing(lane: Lane, now: number): Standing {
    const hold = this.#holdOf(lane.provider.name, now) ?? this.#holdOf(lane.id, now)
    const own = this.#access(lane.id, now)
    const whole = this.#access(lane.provider.name, now)
    const floorUntil = this.#floors.get(lane.id)?.until ?? 0
    if (hold === undefined && own === 'ready' && whole === 'ready' && floorUntil <= now) return ready
    if (hold !== undefined) return { access: 'closed-off', since: hold.since, floorUntil }
    const since = Math.max(this.#cell(lane.id).openedAt, this.#cell(lane.provider.name).openedAt)
    return { access: worse(own, whole), since, floorUntil }
  }

  begin({ id, provider }: Lane, now: number): void {
    for (const key of [id, provider.name]) {
      const cell = this.#cells.get(key)
      if (cell !== undefined) this.#cells.set(key, begun(cell, now, this.#settings))
    }
  }

  end({ id, provider }: Lane, verdict: Verdict, now: number): void {
    const { name } = provider
    switch (verdict.says) {
      case 'answered':
        this.#step(id, succeeded, now)
        this.#step(name, succeeded, now)
        this.#floors.delete(id)
        this.#holds.delete(id)
        this.#holds.delete(name)
        return
      case 'failed':
        this.#step(verdict.whole ? name : id, failed, now)
        this.#step(verdict.whole ? id : name, released, now)
        return
      case 'busy':
        this.#raiseFloor(id, verdict.waitMs, now)
        break
      case 'held':
        keep(this.#holds, verdict.whole ? name : id, {
          since: now,
          until: now + (verdict.whole ? providerHoldMs : laneHoldMs),
        })
    }
    this.#step(id, released, now)
    this.#step(name, released, now)
  }

  /** A first call of a request to a provider. */
  payIn(provider: string): void {
    keep(this.#budgets, provider, paidIn(this.#budgets.get(provider) ?? freshBudget))
  }

  /** A further call of the same request to the same provider; false where its budget is used up. */
  takeRetry(provider: string): boolean {
    const left = taken(this.#budgets.get(provider) ?? freshBudget)
    if (left !== null) keep(this.#budgets, provider, left)
    return left !== null
  }

  #raiseFloor(id: string, waitMs: number | null, now: number): void {
    const row = (this.#floors.get(id)?.row ?? 0) + 1
    const wait = waitMs ?? Math.min(floorMinMs * 2 ** (row - 1), floorMaxMs)
    const until = Math.max(this.#floors.get(id)?.until ?? 0, now + wait)
    keep(this.#floors, id, { until, row })
  }

  #access(key: string, now: number): Access {
    const cell = this.#cells.get(key)
    return cell === undefined ? 'ready' : accessOf(cell, now, this.#settings)
  }

  #cell(key: string): Cell {
    return this.#cells.get(key) ?? freshCell
  }

  #step(key: string, step: (cell: Cell, now: number, settings: BreakerSettings) => Cell, now: number): void {
    keep(this.#cells, key, step(this.#cell(key), now, this.#settings))
  }

  #holdOf(key: string, now: number): { since: number } | undefined {
    const hold = this.#holds.get(key)
    return hold !== undefined && hold.until > now ? hold : undefined
  }
}

function worse(a: Access, b: Access): Access {
  if (a === 'closed-off' || b === 'closed-off') return 'closed-off'
  return a === 'probe' ? a : b
}

/** The oldest entry goes where there are too many. */
function keep<T>(map: Map<string, T>, key: string, value: T): void {
  if (map.size >= keptMax && !map.has(key)) {
    const [oldest] = map.keys()
    if (oldest !== undefined) map.delete(oldest)
  }
  map.set(key, value)
}
