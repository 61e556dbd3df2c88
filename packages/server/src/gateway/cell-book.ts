import type { ErrorCode } from '@proxyapi/contract/errors'
import {
  type Access,
  accessOf,
  type BreakerSettings,
  begun,
  type Cell,
  failed,
  freshCell,
  hastened,
  released,
  succeeded,
} from '../cells.ts'
import type { Lane } from './provider-settings.ts'
import { freshBudget, paidIn, type RetryBudget, taken } from './retry-budget.ts'

/** Whether a lane may be called. Times are milliseconds of the monotonic clock. */
export interface Standing {
  readonly access: Access
  /** Since when it is closed off. */
  readonly since: number
  /** Not to be called before; holds back also the last lane. */
  readonly floorUntil: number
  /** Whose floor it is: the upstream asked for a pause, or our own limit is used up. */
  readonly waitsFor: 'upstream' | 'bucket'
  /** It missed its health checks. */
  readonly isDegraded: boolean
}

/** What the end of an upstream call says of its lane. */
export type Verdict =
  | { readonly says: 'answered' }
  /** `whole`: no connection was made, which speaks of every model of the provider. */
  | { readonly says: 'failed'; readonly whole: boolean; readonly code: ErrorCode }
  /** The upstream asked for a pause; null: it did not say how long. */
  | { readonly says: 'busy'; readonly waitMs: number | null }
  /** Without credit, credential or model: not worth another call for a while. */
  | { readonly says: 'held'; readonly whole: boolean; readonly code: ErrorCode }
  | { readonly says: 'nothing' }

/** A provider, or one model of it, is called no more before others, or is called again. */
export interface HealthChange {
  readonly provider: string
  /** Null: all of the provider. */
  readonly model: string | null
  readonly isDegraded: boolean
  /** Since when it is, or was, degraded. */
  readonly since: number
  /** Failed calls that led to it. */
  readonly failures: number
  /** The last failure; null once it has recovered. */
  readonly code: ErrorCode | null
}

const providerHoldMs = 30 * 60_000
const laneHoldMs = 5 * 60_000
const floorMinMs = 1_000
const floorMaxMs = 60_000
const keptMax = 10_000

const ready: Standing = Object.freeze({
  access: 'ready',
  since: 0,
  floorUntil: 0,
  waitsFor: 'upstream',
  isDegraded: false,
})

/**
 * What is known of the health of lanes and providers, in this process, by their names: it outlives a reload. Each of its
 * maps is bounded.
 */
export class CellBook {
  readonly #onChange: (change: HealthChange) => void
  readonly #cells = new Map<string, Cell>()
  /** What was told to be degraded, since when and after how many failures. */
  readonly #degraded = new Map<string, { since: number; failures: number }>()
  readonly #floors = new Map<string, { until: number; row: number }>()
  readonly #holds = new Map<string, { since: number; until: number }>()
  readonly #budgets = new Map<string, RetryBudget>()

  constructor(onChange: (change: HealthChange) => void = () => {}) {
    this.#onChange = onChange
  }

  standing(lane: Lane, now: number): Standing {
    const { breaker } = lane.provider
    const hold = this.#holdOf(lane.provider.name, now) ?? this.#holdOf(lane.id, now)
    const own = this.#access(lane.id, now, breaker)
    const whole = this.#access(lane.provider.name, now, breaker)
    const floorUntil = this.#floors.get(lane.id)?.until ?? 0
    if (hold === undefined && own === 'ready' && whole === 'ready' && floorUntil <= now) return ready
    if (hold !== undefined) return { ...ready, access: 'closed-off', since: hold.since, floorUntil }
    const since = Math.max(this.#cell(lane.id).openedAt, this.#cell(lane.provider.name).openedAt)
    return { ...ready, access: worse(own, whole), since, floorUntil }
  }

  begin({ id, provider }: Lane, now: number): void {
    for (const key of [id, provider.name]) {
      const cell = this.#cells.get(key)
      if (cell !== undefined) this.#cells.set(key, begun(cell, now, provider.breaker))
    }
  }

  end(lane: Lane, verdict: Verdict, now: number): void {
    const { id, provider } = lane
    const { name, breaker } = provider
    switch (verdict.says) {
      case 'answered':
        this.#step(id, succeeded(this.#cell(id), now, breaker))
        this.#step(name, succeeded(this.#cell(name), now, breaker))
        this.#floors.delete(id)
        this.#holds.delete(id)
        this.#holds.delete(name)
        this.#tellRecovered(lane)
        return
      case 'failed': {
        const [struck, other] = verdict.whole ? [name, id] : [id, name]
        const next = failed(this.#cell(struck), now, breaker)
        if (next.state === 'open') this.#tellDegraded(lane, verdict, failuresOf(this.#cell(struck)) + 1, now)
        this.#step(struck, next)
        this.#step(other, released(this.#cell(other)))
        return
      }
      case 'busy':
        this.#raiseFloor(id, verdict.waitMs, now)
        break
      case 'held':
        this.#tellDegraded(lane, verdict, 1, now)
        keep(this.#holds, verdict.whole ? name : id, {
          since: now,
          until: now + (verdict.whole ? providerHoldMs : laneHoldMs),
        })
    }
    this.#step(id, released(this.#cell(id)))
    this.#step(name, released(this.#cell(name)))
  }

  /** Something of a provider is closed off, or has not recovered yet. */
  isDegraded(provider: string): boolean {
    if (this.#degraded.has(provider)) return true
    for (const key of this.#degraded.keys()) if (key.startsWith(`${provider}/`)) return true
    return false
  }

  /** Providers of which something is closed off after failures. */
  closedOff(): ReadonlySet<string> {
    const open = [...this.#cells].filter(([, cell]) => cell.state === 'open')
    return new Set(open.map(([key]) => (key.includes('/') ? key.slice(0, key.indexOf('/')) : key)))
  }

  /** A provider has answered a question that costs nothing: what waits there for the first time may be tried now. */
  hasten(provider: string): void {
    for (const [key, cell] of this.#cells)
      if (key === provider || key.startsWith(`${provider}/`)) this.#cells.set(key, hastened(cell))
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

  #access(key: string, now: number, settings: BreakerSettings): Access {
    const cell = this.#cells.get(key)
    return cell === undefined ? 'ready' : accessOf(cell, now, settings)
  }

  #cell(key: string): Cell {
    return this.#cells.get(key) ?? freshCell
  }

  #step(key: string, next: Cell): void {
    keep(this.#cells, key, next)
  }

  /** Told once, until it has recovered. */
  #tellDegraded({ id, provider, model }: Lane, { whole, code }: Told, failures: number, now: number): void {
    const key = whole ? provider.name : id
    if (this.#degraded.has(key)) return
    keep(this.#degraded, key, { since: now, failures })
    this.#onChange({
      provider: provider.name,
      model: whole ? null : model.id,
      isDegraded: true,
      since: now,
      failures,
      code,
    })
  }

  /** What is closed again has recovered; half open it has not yet. */
  #tellRecovered({ id, provider, model }: Lane): void {
    for (const [key, of] of [[provider.name, null] as const, [id, model.id] as const]) {
      const told = this.#degraded.get(key)
      if (told === undefined || this.#cell(key).state !== 'closed') continue
      this.#degraded.delete(key)
      this.#onChange({ provider: provider.name, model: of, isDegraded: false, ...told, code: null })
    }
  }

  #holdOf(key: string, now: number): { since: number } | undefined {
    const hold = this.#holds.get(key)
    return hold !== undefined && hold.until > now ? hold : undefined
  }
}

type Told = Extract<Verdict, { readonly whole: boolean }>

const failuresOf = ({ row, failures, failuresBefore }: Cell): number => Math.max(row, failures + failuresBefore)

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
