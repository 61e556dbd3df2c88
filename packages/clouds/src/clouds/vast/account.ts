import type { Charge, Plan, PriceIncrease } from '../../cloud.ts'
import { idOf, isRow, jsonOf, numberOf, type Row, rowOf, textOf } from '../../lenient.ts'
import { microUsd, sum, usdOf } from '../../money.ts'
import { ask } from '../../plan.ts'
import { unreadable } from '../../verdict.ts'
import { rowsIn, success, told } from './reply.ts'

const chargesPage = 500
const maxPages = 400

export function* statement(from: Date, to: Date): Plan<Charge[]> {
  const seconds = (date: Date) => Math.floor(date.getTime() / 1000)
  const filters = { day: { gte: seconds(from), lte: seconds(to) }, type: { in: ['instance'] } }
  const charges: Charge[] = []
  const tokens = new Set<string>()
  let token = ''
  while (tokens.size < maxPages) {
    const query = new URLSearchParams({
      select_filters: JSON.stringify(filters),
      format: 'table',
      limit: `${chargesPage}`,
      after_token: token,
    })
    const reply = yield* ask({ method: 'GET', path: `/api/v0/charges/?${query}`, class: 'read' })
    charges.push(...rowsIn(reply, 'results').flatMap(chargesOf))
    const next = textOf(rowOf(jsonOf(reply.body)).next_token)
    if (next === null) return charges
    if (tokens.has(next)) throw unreadable('the statement runs in a circle')
    tokens.add(next)
    token = next
  }
  throw unreadable(`the statement has more than ${maxPages} pages`)
}

/** Times are exact to the second, amounts are rounded to thousandths: times × rates are the truth. */
function chargesOf(row: Row): Charge[] {
  const instanceId = textOf(row.source)?.match(/^instance-(.+)$/)?.[1]
  if (instanceId === undefined || !Array.isArray(row.items)) return []
  const iso = (seconds: unknown) => new Date((numberOf(seconds) ?? 0) * 1000).toISOString()
  return row.items.filter(isRow).map((item) => ({
    instanceId,
    from: iso(item.start),
    to: iso(item.end),
    usd: numberOf(item.amount) ?? 0,
    kind: textOf(item.type) ?? 'unknown',
  }))
}

export function* balance(): Plan<number> {
  const reply = yield* ask({ method: 'GET', path: '/api/v0/users/current/', class: 'read' })
  const user = success(reply)
  const usd = numberOf(user.credit) ?? numberOf(user.balance)
  if (usd === null) throw unreadable('no balance in the reply')
  return usd
}

export function* priceIncreases(): Plan<PriceIncrease[]> {
  const reply = yield* ask({ method: 'GET', path: '/api/v0/instances/pending-price-increases/', class: 'read' })
  return rowsIn(reply, 'pending_price_increases').flatMap((row) => increaseOf(row) ?? [])
}

/** Rates come in USD a second; one that does not change is null. */
function increaseOf(row: Row): PriceIncrease | null {
  const id = idOf(row.pending_price_increase_id)
  const instanceId = idOf(row.contract_id)
  const endsAt = numberOf(row.contract_end_date)
  if (id === null || instanceId === null || endsAt === null) return null
  const hourly = (changed: unknown, unchanged: unknown) => {
    const perSecond = numberOf(changed) ?? numberOf(unchanged)
    return perSecond === null ? null : microUsd(perSecond * 3600)
  }
  const gpu = hourly(row.new_gpu_costpersec, row.old_gpu_costpersec)
  const disk = hourly(row.new_disk_ram_costpersec, row.old_disk_ram_costpersec)
  return {
    id,
    instanceId,
    price_per_hour: usdOf(sum(gpu, disk)),
    idle_price_per_hour: usdOf(disk),
    effective_at: new Date(endsAt * 1000).toISOString(),
  }
}

export function* answerPriceIncrease(id: string, answer: 'accept' | 'reject'): Plan<void> {
  const body = { pending_price_increase_id: Number(id) }
  told(yield* ask({ method: 'PUT', path: `/api/v0/instances/${answer}-price-increase/`, body, class: 'read' }))
}
