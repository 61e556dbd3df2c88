import type { components } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import type { Store } from '../store/database.ts'
import { callUsage, rentalCost, rentalTime, type UsageGrouping, type UsageSum } from '../store/usage.ts'
import { usdOf } from './money.ts'

type Schemas = components['schemas']

export interface UsageQuery {
  from?: string | undefined
  to?: string | undefined
  group_by?: UsageGrouping | undefined
}

const dayMs = 86_400_000
const hourMs = 3_600_000
const daysMax = 400
const daysUnlessAsked = 30
const rowsMax = 1_000

/** Sums what an account used; the last 30 days unless asked for others. Throws INVALID_REQUEST beyond 400 days. */
export async function usageOf(
  { db, dialect }: Pick<Store, 'db' | 'dialect'>,
  userId: string,
  { from, to, group_by = 'day' }: UsageQuery,
  nowMs: number,
): Promise<Schemas['AccountUsage']> {
  const toMs = to === undefined ? nowMs : Date.parse(to)
  const fromMs = from === undefined ? toMs - daysUnlessAsked * dayMs : Date.parse(from)
  if (!(fromMs <= toMs && toMs - fromMs <= daysMax * dayMs))
    throw new ApiError('INVALID_REQUEST', `from must come before to, by at most ${daysMax} days.`)
  const span = { fromMs, toMs }
  const parts = [
    ...(await callUsage(db, userId, span, group_by)),
    ...(await rentalCost(db, dialect, userId, span, group_by)),
    ...(await rentalTime(db, userId, span, group_by)),
  ]
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    group_by,
    total: figuresOf(parts.reduce(plus, nothing)),
    rows: rowsOf(parts, group_by).slice(0, rowsMax),
  }
}

type Figures = Omit<UsageSum, 'group'>

const nothing: Figures = { requests: 0, inputTokens: 0, outputTokens: 0, gpuMs: 0, amount: 0 }

const plus = (a: Figures, b: Figures): Figures => ({
  requests: a.requests + b.requests,
  inputTokens: a.inputTokens + b.inputTokens,
  outputTokens: a.outputTokens + b.outputTokens,
  gpuMs: a.gpuMs + b.gpuMs,
  amount: a.amount + b.amount,
})

function rowsOf(parts: readonly UsageSum[], grouping: UsageGrouping): Schemas['UsageRow'][] {
  const sums = new Map<string | null, Figures>()
  for (const part of parts) sums.set(part.group, plus(sums.get(part.group) ?? nothing, part))
  const groups = [...sums]
  if (grouping === 'day') groups.sort(([a], [b]) => Number(a) - Number(b))
  else groups.sort(([a, x], [b, y]) => y.amount - x.amount || (String(a) < String(b) ? -1 : 1))
  return groups.map(([group, sum]) => ({
    group: grouping === 'day' ? dayName(Number(group)) : group,
    ...figuresOf(sum),
  }))
}

const dayName = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10)

const figuresOf = ({ requests, inputTokens, outputTokens, gpuMs, amount }: Figures): Schemas['UsageFigures'] => ({
  requests,
  input_tokens: inputTokens,
  output_tokens: outputTokens,
  gpu_hours: gpuMs / hourMs,
  cost: usdOf(amount),
})
