import type { Tx } from '../store/database.ts'
import { gpuAttemptsOf, insertGpuAttempt } from '../store/gpu-attempts.ts'
import { gpuClouds, watchGpuTag } from '../store/gpu-clouds.ts'
import { decideGpuPayer } from '../store/gpu-segments.ts'
import { announce, logFields, tellOperator } from './announce.ts'
import { type After, changeAttempt, changeContract, isCurrent, moveTo, type Rows, released } from './apply.ts'
import { newAttempt, nextAttempt, readAttemptError } from './attempts.ts'
import { priceOf } from './check-launch.ts'
import { consequenceOf, type Failure } from './failures.ts'
import { launchOf } from './launch.ts'
import { isDropped } from './market.ts'
import { chargedUntil, meterEnd, post } from './meter.ts'
import { jobNames } from './parts.ts'
import type { Room } from './room.ts'
import { readTag } from './tag.ts'

const watchMs = 24 * 3_600_000

/**
 * An attempt of which nothing exists any more: refused, proved absent, or proved gone. Its bill is closed, and its contract
 * tries the next offer or ends; all of it belongs to the caller's transaction.
 */
export async function endAttempt(
  tx: Tx,
  room: Room,
  rows: Rows,
  phase: 'refused' | 'absent' | 'destroyed',
  after: After,
): Promise<void> {
  const { attempt } = rows
  const now = room.clock.now()
  await closeBill(tx, room, rows, after)
  await changeAttempt(tx, rows, { phase, ended_at: now, ...released(null) })
  // What was sent and is not there may still turn up: then it is nobody's, and is destroyed.
  if (phase !== 'destroyed' && attempt.sent_at !== null) await watch(tx, rows, now)
  after(() => room.metrics.count('proxyapi_gpu_attempts_total', { provider: attempt.provider, phase }))
  if (attempt.orphan === 1) return tellOrphan(tx, room, rows, after)
  if (isCurrent(rows)) await goOn(tx, room, rows, now, after)
}

async function closeBill(tx: Tx, room: Room, rows: Rows, after: After): Promise<void> {
  const { attempt } = rows
  if (attempt.accepted_at === null) return
  // Nobody saw it end: it is billed to the last moment at which it was seen.
  const at = await chargedUntil(tx, rows, attempt.gone_at ?? attempt.seen_at ?? attempt.accepted_at)
  const source = attempt.gone_source ?? 'observed'
  await meterEnd(tx, rows, {
    at,
    source,
    uncertaintyMs: attempt.gone_uncertainty_ms ?? Math.max(0, room.clock.now() - at),
  })
  // It never got ready: the tenant pays nothing.
  await decideGpuPayer(tx, attempt.id, 'operator')
  await post(tx, room, rows, at, after)
}

const watch = (tx: Tx, { attempt }: Rows, now: number) =>
  watchGpuTag(tx, {
    id: attempt.id,
    provider: attempt.provider,
    provider_id: null,
    first_seen_at: now,
    rounds: 0,
    reported: 0,
    destroy_sent_at: null,
    until_at: now + watchMs,
  })

async function tellOrphan(tx: Tx, room: Room, { attempt, contract }: Rows, after: After): Promise<void> {
  await tellOperator(tx, room.events, 'orphan.destroyed', {
    provider: attempt.provider,
    provider_instance_id: attempt.provider_id,
    tag: attempt.id,
    contract_id: attempt.contract_id,
    gpu_model: contract.gpu_model,
    price_per_hour: null,
    first_seen_at: new Date(attempt.accepted_at ?? attempt.created_at).toISOString(),
    reason: 'It came to life after it had been given up.',
  })
  after(() => room.metrics.count('proxyapi_gpu_orphans_total', { action: 'destroyed' }))
}

async function goOn(tx: Tx, room: Room, rows: Rows, now: number, after: After): Promise<void> {
  const { contract, attempt } = rows
  const error = readAttemptError(attempt.error)
  if (contract.desired === 'terminated') return endContract(tx, room, rows, 'terminated', null, after)
  if (error && attempt.ready_at === null) await tellFailedAttempt(tx, room, rows, error)
  // One that served and is given up, is given up for another.
  const isLost = attempt.ready_at !== null && attempt.discard === 0
  if (isLost) return endContract(tx, room, rows, 'terminated', error, after)
  const usable = await usableProviders(tx, room, now)
  const attempts = await gpuAttemptsOf(tx, [contract.id])
  const next = nextAttempt(contract, attempts, room.snapshots.market(), usable, now)
  if ('end' in next) return endContract(tx, room, rows, 'failed', next.end, after)
  const install = readTag(attempt.id)?.install ?? ''
  const n = attempt.n + 1
  const { listing, dueAt } = next
  await insertGpuAttempt(tx, newAttempt({ install, contractId: contract.id, n }, listing, now, dueAt))
  await moveTo(tx, rows, 'requested')
  const price = priceOf(listing, launchOf(contract), room.settings().marginPercent)
  await changeContract(tx, rows, {
    attempt: n,
    provider: listing.offer.provider,
    vram: listing.offer.vram,
    location: listing.offer.location,
    price: price ?? contract.price,
    ip: null,
    ssh: null,
    ports: null,
  })
  after(() => room.wake(jobNames.attempts))
}

/** Clouds at which something can be rented now. */
async function usableProviders(tx: Tx, room: Room, now: number): Promise<string[]> {
  const disabled = new Set(
    (await gpuClouds(tx))
      .filter(({ disabled_until }) => disabled_until !== null && disabled_until > now)
      .map(({ id }) => id),
  )
  const { sources } = room.snapshots.market()
  return room.accounts
    .filter(({ key, cloud }) => key !== null && !disabled.has(cloud.id))
    .map(({ cloud }) => cloud.id)
    .filter((id) => {
      const source = sources.get(id)
      return source !== undefined && !isDropped(source, now)
    })
}

const tellFailedAttempt = (tx: Tx, room: Room, { contract, attempt }: Rows, { code, message }: Failure) =>
  announce(tx, room.events, contract, 'instance.attempt_failed', {
    attempt: attempt.n,
    offer_id: attempt.offer_id,
    error: { code, message },
  })

async function endContract(
  tx: Tx,
  room: Room,
  rows: Rows,
  status: 'terminated' | 'failed',
  error: Failure | null,
  after: After,
): Promise<void> {
  const { contract } = rows
  await moveTo(tx, rows, status)
  const kept = error === null ? contract.error : JSON.stringify({ code: error.code, message: error.message })
  await changeContract(tx, rows, { ended_at: room.clock.now(), error: kept, held: 0, secrets: null })
  await room.ledger.release(tx, contract.hold_id)
  if (status === 'failed') {
    await announce(tx, room.events, contract, 'instance.failed', { error: JSON.parse(kept ?? 'null') })
  } else {
    await announce(tx, room.events, contract, 'instance.destroyed')
  }
  const words = status === 'failed' ? 'Instance failed' : 'Instance destroyed'
  after(() => room.log.info(words, { ...logFields(contract), error_code: error?.code ?? null }))
}

/** Whether nothing is to be rented at a cloud after this. */
export const disables = (cause: Parameters<typeof consequenceOf>[0]): boolean => consequenceOf(cause).disables === true
