import { ApiError } from '@proxyapi/contract/errors'
import { usdOf } from '../ledger/money.ts'
import type { Tx } from '../store/database.ts'
import { liveGpuInstancesOf } from '../store/gpu-instances.ts'
import { announce } from './announce.ts'
import { type After, changeContract, type Rows } from './apply.ts'
import { wishEnd } from './end-wish.ts'
import type { Failure } from './failures.ts'
import { holdAmount } from './meter-math.ts'
import type { Room } from './room.ts'

const minuteMs = 60_000
/** The next posting and a request to destroy fit into it. */
const lastMinutes = 2
const lowMinutes = 60
const warnings = [10, 5] as const

const exhausted: Failure = { code: 'INSUFFICIENT_CREDITS', message: 'The balance of the account was used up.' }
const spent: Failure = { code: 'BUDGET_EXCEEDED', message: 'It would have cost more than max_spend.' }

/** Keeps an hour of money ahead; where the balance or `max_spend` does not give it any more, warns, and ends it in time. */
export async function keepHold(tx: Tx, room: Room, rows: Rows, now: number, after: After): Promise<void> {
  const { contract, attempt } = rows
  if (contract.ended_at !== null || attempt.orphan === 1) return
  const left = contract.max_spend === null ? null : contract.max_spend - contract.cost
  const wanted = holdAmount(contract.price_max, 0, left)
  if (contract.billing === 'prepaid' && contract.held < wanted) {
    await extendAsFar(tx, room, rows, wanted - contract.held)
  }
  if (contract.desired === 'terminated') return
  const isShort = contract.billing === 'prepaid' && contract.held < wanted
  if (isShort) await watchCredit(tx, room, rows, now, after)
  if (left !== null) await watchSpend(tx, room, rows, left, now, after)
}

const halvings = 6

/** All of it, else the largest of its halves that the balance gives. */
async function extendAsFar(tx: Tx, room: Room, rows: Rows, wanted: number): Promise<void> {
  const { contract } = rows
  for (let by = wanted, tries = 0; by > 0 && tries < halvings; by = Math.floor(by / 2), tries++) {
    try {
      await room.ledger.extend(tx, contract.hold_id, by)
    } catch (error) {
      if (error instanceof ApiError && error.status === 402) continue
      throw error
    }
    return changeContract(tx, rows, { held: contract.held + by })
  }
}

async function watchCredit(tx: Tx, room: Room, rows: Rows, now: number, after: After): Promise<void> {
  const { contract } = rows
  const minutes = minutesOf(contract.held, contract.price)
  if (minutes < lowMinutes && (await isFirst(tx, rows, 'low_credit'))) {
    await tellCredit(tx, room, rows, 'billing.low_credit', {
      price_per_hour: usdOf(contract.price),
      minutes_left: Math.floor(minutes),
    })
  }
  await warn(tx, room, rows, 'credit', now + minutes * minuteMs, now)
  if (minutes > lastMinutes) return
  if (await isFirst(tx, rows, 'exhausted')) {
    const live = await liveGpuInstancesOf(tx, contract.user_id)
    await tellCredit(tx, room, rows, 'billing.exhausted', { contract_ids: live.map(({ id }) => id) })
  }
  await wishEnd(tx, room, rows, exhausted, after)
}

async function watchSpend(tx: Tx, room: Room, rows: Rows, left: number, now: number, after: After): Promise<void> {
  const minutes = minutesOf(left, rows.contract.price)
  await warn(tx, room, rows, 'spend', now + minutes * minuteMs, now)
  if (minutes <= lastMinutes) await wishEnd(tx, room, rows, spent, after)
}

const minutesOf = (micros: number, perHour: number): number => (perHour === 0 ? Infinity : (micros / perHour) * 60)

/** Warns 10 and 5 minutes before a limit ends a contract, each once. */
export async function warn(
  tx: Tx,
  room: Room,
  rows: Pick<Rows, 'contract'>,
  reason: 'ttl' | 'idle' | 'spend' | 'credit',
  endsAt: number,
  now: number,
): Promise<void> {
  const passed = warnings.filter((minutes) => endsAt - now <= minutes * minuteMs)
  const news: number[] = []
  for (const minutes of passed) if (await isFirst(tx, rows, `${reason} ${minutes}`)) news.push(minutes)
  const minutes_left = news.at(-1)
  if (minutes_left === undefined) return
  await announce(tx, room.events, rows.contract, 'instance.lease_expiring', {
    lease_expires_at: new Date(endsAt).toISOString(),
    minutes_left,
    reason,
  })
}

async function isFirst(tx: Tx, rows: Pick<Rows, 'contract'>, warning: string): Promise<boolean> {
  const given = JSON.parse(rows.contract.warned) as string[]
  if (given.includes(warning)) return false
  await changeContract(tx, rows, { warned: JSON.stringify([...given, warning]) })
  return true
}

async function tellCredit(tx: Tx, room: Room, { contract }: Rows, name: string, more: Record<string, unknown>) {
  const data = { user_id: contract.user_id, credits_remaining: usdOf(contract.held), ...more }
  await room.events.append(tx, { name, userId: contract.user_id, data })
}
