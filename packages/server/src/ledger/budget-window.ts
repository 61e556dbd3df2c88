import type { BudgetPeriod, BudgetWindowsTable } from '../store/account-tables.ts'
import type { Micros } from './ledger.ts'
import { usdOf } from './money.ts'

/** As it is kept on a key or a user. */
export interface StoredBudget {
  amount: Micros
  period: BudgetPeriod
}

/** A window before anything was spent in it. */
export type WindowTerms = Omit<BudgetWindowsTable, 'spent' | 'held' | 'told'>

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** 1970-01-01 was a Thursday; weeks begin on Monday. */
const firstMondayMs = 4 * dayMs

/** The window of a budget that `nowMs` lies in, in UTC. `ends_at` is exclusive. */
export function windowOf(ownerId: string, { amount, period }: StoredBudget, nowMs: number): WindowTerms {
  const [starts_at, ends_at] = bounds(period, nowMs)
  return { id: `budget:${ownerId}:${period}:${starts_at}`, owner_id: ownerId, period, starts_at, ends_at, cap: amount }
}

function bounds(period: BudgetPeriod, nowMs: number): [number, number | null] {
  const date = new Date(nowMs)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()]
  switch (period) {
    case 'hour':
      return aligned(nowMs, hourMs, 0)
    case 'day':
      return aligned(nowMs, dayMs, 0)
    case 'week':
      return aligned(nowMs, 7 * dayMs, firstMondayMs)
    case 'month':
      return [Date.UTC(year, month), Date.UTC(year, month + 1)]
    case 'total':
      return [0, null]
  }
}

function aligned(nowMs: number, lengthMs: number, originMs: number): [number, number] {
  const start = originMs + Math.floor((nowMs - originMs) / lengthMs) * lengthMs
  return [start, start + lengthMs]
}

/** The budget of a user, all keys together; else of one key. */
export const isUserBudget = (ownerId: string): boolean => ownerId.startsWith('usr_')

/** What a caller reads whose call a budget does not cover: whose it is, how much, and until when. */
export function budgetRefusal({ owner_id, period, cap, ends_at }: WindowTerms): string {
  const whose = isUserBudget(owner_id) ? 'the account' : `the key ${owner_id}`
  const reset = ends_at === null ? 'It never resets.' : `It resets at ${new Date(ends_at).toISOString()}.`
  return `The budget of ${whose}, ${usdOf(cap)} USD ${spans[period]}, does not cover this request. ${reset}`
}

const spans: Record<BudgetPeriod, string> = {
  hour: 'an hour',
  day: 'a day',
  week: 'a week',
  month: 'a month',
  total: 'in total',
}

export const parseBudget = (json: string | null): StoredBudget | null =>
  json === null ? null : (JSON.parse(json) as StoredBudget)
