import type { CloudInstance } from '@proxyapi/clouds'
import type { Claim } from '../store/claim.ts'
import type { Tx } from '../store/database.ts'
import type { GpuAttempt } from '../store/gpu-attempts.ts'
import { adopt, idleRate } from './adopt.ts'
import { type After, apply, changeAttempt, moveTo, type Rows, released } from './apply.ts'
import { attemptError } from './attempts.ts'
import { cloudErrorOf } from './drive.ts'
import { endAttempt } from './end-attempt.ts'
import { accountOf } from './parts.ts'
import type { Room } from './room.ts'

const searchFirstMs = 2_000
const searchMostMs = 60_000
const searchesEmptyMin = 3

/** After 2, 5, 10, 20, 40 s and then once a minute, from the moment at which the outcome became unknown. */
export const searchAfterMs = (searches: number): number =>
  searches === 0 ? searchFirstMs : Math.min(searchMostMs, 2_500 * 2 ** (searches - 1))

/** Looks for the machine of an attempt whose outcome is unknown, until it is found or proved not to be there. */
export async function searchByTag(room: Room, claim: Claim, { attempt }: Rows): Promise<void> {
  const account = accountOf(room, attempt.provider)
  let found: CloudInstance[] | null = null
  try {
    const { instances } = await room.drive.run(account, 'search', account.cloud.list())
    found = instances.filter(({ tag }) => tag === attempt.id)
  } catch (error) {
    // A list that failed says nothing: it is read again, and does not count.
    if (cloudErrorOf(error) === null) throw error
  }
  await apply(room, claim, async (tx, rows, after) => {
    if (rows.attempt.phase !== 'sent' && rows.attempt.phase !== 'unknown') return
    const best = found && bestOf(found)
    if (best) return adoptFound(tx, room, rows, best, after)
    await searchOn(tx, room, rows, found !== null, after)
  })
}

/** The others of several are found again by reconciliation, and destroyed. */
const bestOf = (found: readonly CloudInstance[]): CloudInstance | undefined =>
  found.find(({ state }) => state === 'running') ?? found[0]

async function adoptFound(tx: Tx, room: Room, rows: Rows, seen: CloudInstance, after: After): Promise<void> {
  const { attempt } = rows
  const created = seen.created_at === null ? null : Date.parse(seen.created_at)
  const at = created ?? attempt.sent_at ?? room.clock.now()
  await adopt(
    tx,
    room,
    rows,
    { id: seen.id, at, rate: idleRate(rows), source: created === null ? 'observed' : 'cloud' },
    after,
  )
}

async function searchOn(tx: Tx, room: Room, rows: Rows, isComplete: boolean, after: After): Promise<void> {
  const { attempt } = rows
  const now = room.clock.now()
  const searches = attempt.searches + 1
  const searches_empty = attempt.searches_empty + (isComplete ? 1 : 0)
  const isOver = now >= graceEnds(room, attempt) && isComplete && searches_empty >= searchesEmptyMin
  if (isOver) {
    await changeAttempt(tx, rows, { searches, searches_empty, error: attemptError('ambiguous') })
    return endAttempt(tx, room, rows, 'absent', after)
  }
  await changeAttempt(tx, rows, {
    phase: 'unknown',
    searches,
    searches_empty,
    ...released(now + searchAfterMs(searches)),
  })
  await moveTo(tx, rows, 'create_unknown')
}

/** A request in flight may still be served until its timeout; then the cloud may take its time to list what it made. */
function graceEnds(room: Room, { provider, sent_at, created_at }: GpuAttempt): number {
  const { cloud } = accountOf(room, provider)
  return (sent_at ?? created_at) + room.settings().createTimeoutMs + cloud.visibilityGraceMs
}
