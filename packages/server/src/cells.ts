/** Breakers, one for each lane and one for each provider: pure steps from one cell to the next. Times are milliseconds. */

export interface BreakerSettings {
  /** False: cells are kept, and close nothing off. */
  readonly enabled: boolean
  /** Failures in a row that open a cell. */
  readonly failureThreshold: number
  /** From open until a probe may go; doubles with each opening in a row. */
  readonly recoveryMs: number
  /** Successes in a row that close a half-open cell. */
  readonly halfOpenMaxCalls: number
}

export const defaultBreaker: BreakerSettings = {
  enabled: true,
  failureThreshold: 5,
  recoveryMs: 60_000,
  halfOpenMaxCalls: 3,
}

export interface Cell {
  readonly state: 'closed' | 'open' | 'half-open'
  /** Failures since the last success, and when the first of them was. */
  readonly row: number
  readonly rowSince: number
  /** Calls and failures of the present half of the window, and of the half before. */
  readonly halfSince: number
  readonly calls: number
  readonly failures: number
  readonly callsBefore: number
  readonly failuresBefore: number
  readonly openedAt: number
  /** Openings without a closing between them. */
  readonly openings: number
  /** When the probe that is under way began; null: none is. */
  readonly probeSince: number | null
  /** Successes in a row of a half-open cell. */
  readonly successes: number
}

const halfWindowMs = 5_000
const rateCallsMin = 20
const rateFailedMin = 0.5
const rowCallsMin = 3
const rowLastsMs = 1_000
const doublingsMax = 5
/** A probe that never reported has been lost with its call. */
const probeLostMs = 600_000

export const freshCell: Cell = Object.freeze({
  state: 'closed',
  row: 0,
  rowSince: 0,
  halfSince: 0,
  calls: 0,
  failures: 0,
  callsBefore: 0,
  failuresBefore: 0,
  openedAt: 0,
  openings: 0,
  probeSince: null,
  successes: 0,
})

/** `ready`: as many calls as come. `probe`: one call may go, to see. `closed-off`: none, unless there is nothing else. */
export type Access = 'ready' | 'probe' | 'closed-off'

export function accessOf(cell: Cell, now: number, { enabled, recoveryMs }: BreakerSettings): Access {
  if (cell.state === 'closed' || !enabled) return 'ready'
  if (cell.probeSince !== null && now - cell.probeSince < probeLostMs) return 'closed-off'
  if (cell.state === 'half-open') return 'probe'
  const wait = recoveryMs * 2 ** Math.min(cell.openings - 1, doublingsMax)
  return now - cell.openedAt >= wait ? 'probe' : 'closed-off'
}

/** A call goes out. Only a probe leaves a trace: what is closed off and called all the same is no probe. */
export function begun(cell: Cell, now: number, settings: BreakerSettings): Cell {
  if (!settings.enabled || accessOf(cell, now, settings) !== 'probe') return cell
  return { ...cell, state: 'half-open', successes: cell.state === 'half-open' ? cell.successes : 0, probeSince: now }
}

/** The call ended without saying anything about the upstream: the caller left, or was at fault. */
export const released = (cell: Cell): Cell => (cell.probeSince === null ? cell : { ...cell, probeSince: null })

export function succeeded(cell: Cell, now: number, settings: BreakerSettings): Cell {
  if (cell.state === 'closed') return { ...counted(cell, now, 0), row: 0 }
  const successes = cell.state === 'half-open' ? cell.successes + 1 : 1
  if (successes >= settings.halfOpenMaxCalls) return freshCell
  return { ...cell, state: 'half-open', successes, probeSince: null }
}

export function failed(cell: Cell, now: number, settings: BreakerSettings): Cell {
  if (cell.state === 'open') return released(cell)
  if (cell.state === 'half-open') return opened(cell, now)
  const next = { ...counted(cell, now, 1), row: cell.row + 1, rowSince: cell.row === 0 ? now : cell.rowSince }
  return isSick(next, now, settings) ? opened(next, now) : next
}

/** Its first wait ends now; a later one, which a failed probe made longer, goes on. */
export const hastened = (cell: Cell): Cell =>
  cell.state === 'open' && cell.openings === 1 ? { ...cell, openedAt: Number.NEGATIVE_INFINITY } : cell

function isSick(cell: Cell, now: number, settings: BreakerSettings): boolean {
  if (cell.row >= settings.failureThreshold) return true
  if (cell.row >= rowCallsMin && now - cell.rowSince >= rowLastsMs) return true
  const calls = cell.calls + cell.callsBefore
  return calls >= rateCallsMin && (cell.failures + cell.failuresBefore) / calls >= rateFailedMin
}

const opened = (cell: Cell, now: number): Cell => ({
  ...freshCell,
  state: 'open',
  openedAt: now,
  openings: cell.openings + 1,
})

/** Ten seconds in two halves: old calls are forgotten five seconds at a time. */
function counted(cell: Cell, now: number, failures: 0 | 1): Cell {
  const age = now - cell.halfSince
  if (age < halfWindowMs) return { ...cell, calls: cell.calls + 1, failures: cell.failures + failures }
  const isNext = age < 2 * halfWindowMs
  return {
    ...cell,
    halfSince: now,
    calls: 1,
    failures,
    callsBefore: isNext ? cell.calls : 0,
    failuresBefore: isNext ? cell.failures : 0,
  }
}
