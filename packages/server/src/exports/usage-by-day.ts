import type { components } from '@proxyapi/contract'
import { usdOf } from '../ledger/money.ts'
import type { Db } from '../store/database.ts'
import { firstUseAt, readCallsByDay, readGpuCostByDay, readSegmentsWithin } from '../store/exports.ts'

type UsageRow = components['schemas']['UsageRow']

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** Days that one query sums. */
const daysAtOnce = 31

interface Span {
  from_at: number
  to_at: number | null
  posted_until: number
}

/** A row for each UTC day on which something was used, oldest first, some weeks at a time. */
export async function* usageByDay(scope: {
  db: Db
  profile: { id: string }
  untilMs: number
}): AsyncGenerator<readonly UsageRow[]> {
  const { db, profile, untilMs } = scope
  const firstAt = await firstUseAt(db, profile.id)
  if (firstAt === null) return
  for (let day = Math.floor(firstAt / dayMs); day * dayMs <= untilMs; day += daysAtOnce) {
    const [fromMs, toMs] = [day * dayMs, Math.min((day + daysAtOnce) * dayMs, untilMs + 1)]
    const calls = await readCallsByDay(db, profile.id, fromMs, toMs)
    const costs = await readGpuCostByDay(db, profile.id, fromMs, toMs)
    const segments = await readSegmentsWithin(db, profile.id, fromMs, toMs)
    const days = Array.from({ length: Math.ceil((toMs - fromMs) / dayMs) }, (_, n) => day + n)
    yield days.flatMap((each) => {
      const inference = calls.find((row) => row.day === each)
      const gpuCost = costs.find((row) => row.day === each)?.amount ?? 0
      const gpuHours = hoursWithin(segments, each * dayMs, Math.min((each + 1) * dayMs, toMs))
      if (!inference && gpuCost === 0 && gpuHours === 0) return []
      return [
        {
          group: new Date(each * dayMs).toISOString().slice(0, 10),
          requests: Number(inference?.requests ?? 0),
          input_tokens: inference?.input_tokens ?? 0,
          output_tokens: inference?.output_tokens ?? 0,
          gpu_hours: gpuHours,
          cost: usdOf((inference?.amount ?? 0) + gpuCost),
        },
      ]
    })
  }
}

/** What of the spans lies in `[fromMs, toMs)`; one that still runs counts as far as it was posted. */
export const hoursWithin = (spans: readonly Span[], fromMs: number, toMs: number): number =>
  spans.reduce((sum, { from_at, to_at, posted_until }) => {
    const ms = Math.min(to_at ?? posted_until, toMs) - Math.max(from_at, fromMs)
    return sum + Math.max(0, ms) / hourMs
  }, 0)
