import { ApiError } from '@proxyapi/contract/errors'
import { balanceLevels } from '../ledger/crossings.ts'
import { usdOf } from '../ledger/money.ts'
import type { Tx } from '../store/database.ts'
import { type GpuInstance, liveGpuInstancesOf } from '../store/gpu-instances.ts'
import { isFirstTold } from '../store/told-accounts.ts'
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
  const live = await liveGpuInstancesOf(tx, contract.user_id)
  const minutes = minutesOf(contract.held, contract.price)
  await warnOfLow(tx, room, rows, live)
  await warn(tx, room, rows, 'credit', now + minutes * minuteMs, now)
  if (minutes > lastMinutes) return
  if (await isFirstTold(tx, contract.user_id, balanceLevels.exhausted)) {
    await tellCredit(tx, room, rows, 'billing.exhausted', live, { contract_ids: live.map(({ id }) => id) })
  }
  await wishEnd(tx, room, rows, exhausted, after)
}

/** Of all instances together: what they hold is what is left, since no more could be had. */
async function warnOfLow(tx: Tx, room: Room, rows: Rows, live: readonly GpuInstance[]): Promise<void> {
  const price = live.reduce((sum, { price }) => sum + price, 0)
  const minutes = minutesOf(heldBy(live), price)
  if (minutes >= lowMinutes || !(await isFirstTold(tx, rows.contract.user_id, balanceLevels.low))) return
  const more = { price_per_hour: usdOf(price), minutes_left: Math.floor(minutes) }
  await tellCredit(tx, room, rows, 'billing.low_credit', live, more)
}

const heldBy = (live: readonly GpuInstance[]): number => live.reduce((sum, { held }) => sum + held, 0)

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

async function tellCredit(
  tx: Tx,
  room: Room,
  { contract: { user_id } }: Rows,
  name: string,
  live: readonly GpuInstance[],
  more: Record<string, unknown>,
): Promise<void> {
  const data = { user_id, credits_remaining: usdOf(heldBy(live)), ...more }
  await room.events.append(tx, { name, userId: user_id, data })
}
