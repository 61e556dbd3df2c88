import { type Answer, jsonAnswer } from '../answer.ts'
import { isObject } from '../json.ts'
import { afterOf, parsed, tokenOf, type VastCall } from './call.ts'
import { failure } from './faults.ts'
import { type Instance, pendingIncrease, segments } from './instance.ts'
import { increaseRow } from './rows.ts'
import { balance, live } from './world.ts'

export function currentUser({ world }: VastCall): Answer {
  const usd = balance(world) / 1e6
  return jsonAnswer(200, { id: 1, email: 'renter@example.com', balance: usd, credit: usd, ssh_key: '' })
}

const maxCharges = 500

export function charges({ world, query }: VastCall): Answer {
  const filters = parsed(query.get('select_filters'))
  const day = isObject(filters) && isObject(filters.day) ? filters.day : null
  if (!day) return failure(400, 'invalid_args', "select_filters: 'day' is required")
  const from = Number(day.gte ?? 0)
  const to = Number(day.lte ?? Infinity)
  const limit = Math.min(maxCharges, Number(query.get('limit') ?? 100) || 100)
  const after = afterOf(query.get('after_token')) ?? 0
  const rows = [...world.instances.values()].map((instance) => chargeRow(instance, world.now()))
  const rest = rows.filter(({ id, start, end }) => id > after && end >= from && start <= to)
  const page = rest.slice(0, limit)
  const last = page.at(-1)
  return jsonAnswer(200, {
    success: true,
    count: page.length,
    total: rows.length,
    next_token: last && rest.length > page.length ? tokenOf(last.id) : null,
    results: page.map(({ id: _, ...shown }) => shown),
  })
}

/** Times in whole seconds, amounts in thousandths of a dollar, as the cloud tells them. */
function chargeRow(instance: Instance, now: number) {
  const items = segments(instance, now).map(({ kind, from, to, microUsdPerHour }) => {
    const hours = (to - from) / 3_600_000
    const usdPerHour = microUsdPerHour / 1e6
    return {
      start: Math.floor(from / 1000),
      end: Math.floor(to / 1000),
      type: kind,
      description: `${hours.toFixed(3)} hours at $${usdPerHour}/hour`,
      amount: thousandths(hours * usdPerHour),
    }
  })
  return {
    id: instance.id,
    start: Math.min(...items.map(({ start }) => start)),
    end: Math.max(...items.map(({ end }) => end)),
    type: 'instance',
    source: `instance-${instance.id}`,
    description: `Instance ${instance.id}`,
    amount: thousandths(items.reduce((sum, { amount }) => sum + amount, 0)),
    metadata: instance.label === null ? {} : { label: instance.label },
    items,
  }
}

function thousandths(usd: number): number {
  return Math.round(usd * 1000) / 1000
}

function pending({ world }: VastCall) {
  return live(world).flatMap((instance) => {
    const increase = pendingIncrease(instance, world.now())
    return increase ? [{ instance, increase }] : []
  })
}

export function increases(call: VastCall): Answer {
  const rows = pending(call).map(({ instance, increase }) => increaseRow(instance, increase))
  return jsonAnswer(200, { success: true, count: rows.length, pending_price_increases: rows, truncated: false })
}

export function decide(call: VastCall, answer: 'accepted' | 'rejected'): Answer {
  const { pending_price_increase_id: id, ...rest } = isObject(call.body) ? call.body : {}
  if (Object.keys(rest).length > 0) return failure(422, 'invalid_args', 'extra fields not permitted')
  const asked = pending(call).find(({ increase }) => increase.id === id)
  if (!asked) return failure(404, 'no_pending_price_increase', 'No such pending price increase')
  asked.instance.increase = answer
  return jsonAnswer(200, { success: true, pending_price_increase_id: id, contract_id: asked.instance.id })
}
