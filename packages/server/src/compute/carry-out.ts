import type { CloudInstance } from '@proxyapi/clouds'
import type { Claim } from '../store/claim.ts'
import { type GpuAttempt, nudgeGpuAttempt, sawGpuAttempts } from '../store/gpu-attempts.ts'
import { holdsGpuCloud } from '../store/gpu-clouds.ts'
import { gpuSegmentsOf } from '../store/gpu-segments.ts'
import { adopt } from './adopt.ts'
import { applyWhere, type Change, changeAttempt, released } from './apply.ts'
import { attemptError, offerOf } from './attempts.ts'
import type { Decision } from './decide.ts'
import { type CloudAccount, cloudErrorOf } from './drive.ts'
import { endAttempt } from './end-attempt.ts'
import { launchOf } from './launch.ts'
import { meterAs, observed } from './meter.ts'
import { jobNames } from './parts.ts'
import { offerRates, rateOf } from './rates.ts'
import type { Room } from './room.ts'
import { isOver } from './sight.ts'
import { billEnded, gpuBegan, gpuStretch } from './statement.ts'
import { destroyStray, report, strayGone, suspect } from './strays.ts'

/** An end that is known this well is not asked for. */
const uncertainMs = 1_000

/** Does what a round has decided, each decision in a transaction of its own, as long as the claim of the cloud stands. */
export async function carryOut(
  room: Room,
  claim: Claim,
  account: CloudAccount,
  decisions: readonly Decision[],
): Promise<void> {
  const seen = decisions.flatMap((decision) =>
    decision.do === 'seen' || decision.do === 'look' ? [decision.attempt.id] : [],
  )
  await room.store.write(async (tx) => {
    if (await holdsGpuCloud(tx, claim)) await sawGpuAttempts(tx, seen, room.clock.now())
  })
  for (const decision of decisions) await carryOutOne(room, claim, account, decision)
}

async function carryOutOne(room: Room, claim: Claim, account: CloudAccount, decision: Decision): Promise<void> {
  const now = room.clock.now()
  switch (decision.do) {
    case 'seen':
      return
    case 'look':
      await room.store.write((tx) => nudgeGpuAttempt(tx, decision.attempt.id, now))
      return room.wake(jobNames.attempts)
    case 'found':
      return onAttempt(room, claim, decision.attempt, (tx, rows) =>
        changeAttempt(tx, rows, { phase: 'unknown', sent_at: now, fence: rows.attempt.fence + 1, ...released(now) }),
      )
    case 'destroy':
      return destroyAgain(room, claim, decision.attempt, now)
    case 'revive':
      return revive(room, claim, decision.attempt, decision.instance)
    case 'miss':
      return onAttempt(room, claim, decision.attempt, (tx, rows) =>
        changeAttempt(tx, rows, { misses: rows.attempt.misses + 1, missed_at: rows.attempt.missed_at ?? now }),
      )
    case 'confirm gone':
      return confirmGone(room, claim, account, decision.attempt)
    case 'destroy stray':
      return destroyStray(room, claim, account, decision.instance, decision.tag)
    case 'suspect':
      return suspect(room, claim, decision.instance, decision.tag)
    case 'report':
      return report(room, claim, decision.instance, decision.tag)
    case 'stray gone':
      return strayGone(room, claim, decision.watched)
  }
}

/** Applies while this process still reconciles the cloud, and the attempt is still what the decision was made on. */
async function onAttempt(room: Room, claim: Claim, judged: GpuAttempt, change: Change): Promise<void> {
  const isSame = (attempt: GpuAttempt) =>
    attempt.phase === judged.phase && attempt.provider_id === judged.provider_id && attempt.misses === judged.misses
  await applyWhere(room, judged.id, isSame, async (tx, rows, after) => {
    if (await holdsGpuCloud(tx, claim)) await change(tx, rows, after)
  })
}

/** What it was thought to have ended at did not end it. A refusal is repeated by the worker in its own time. */
async function destroyAgain(room: Room, claim: Claim, judged: GpuAttempt, now: number): Promise<void> {
  await onAttempt(room, claim, judged, async (tx, rows, after) => {
    const alive = {
      seen_at: now,
      misses: 0,
      missed_at: null,
      gone_at: null,
      gone_source: null,
      gone_uncertainty_ms: null,
    }
    const isForgotten = rows.attempt.due_at === null
    await changeAttempt(tx, rows, { ...alive, ...(isForgotten ? released(now) : {}) })
    if (isForgotten) after(() => room.wake(jobNames.attempts))
  })
}

/** It was given up and is there all the same: it is destroyed, and the operator pays for it. */
async function revive(room: Room, claim: Claim, judged: GpuAttempt, instance: CloudInstance): Promise<void> {
  const now = room.clock.now()
  const offer = offerOf(judged)
  const known = { ...judged, provider_id: instance.id, seen_at: null }
  const began = instance.billed === 'full' ? await gpuBegan(room, known, now) : observed(now)
  await onAttempt(room, claim, judged, async (tx, rows, after) => {
    const { diskGb } = launchOf(rows.contract)
    const ended = Math.max(0, ...(await gpuSegmentsOf(tx, judged.id)).map(({ to_at }) => to_at ?? 0))
    const created = instance.created_at === null ? (judged.sent_at ?? now) : Date.parse(instance.created_at)
    await changeAttempt(tx, rows, {
      orphan: 1,
      discard: 1,
      error: rows.attempt.error ?? attemptError('ambiguous'),
      ended_at: null,
      misses: 0,
      missed_at: null,
      destroy_tries: 0,
      destroy_sent_at: null,
      destroy_since: null,
      gone_at: null,
      gone_source: null,
      gone_uncertainty_ms: null,
    })
    const idle = { kind: 'disk_only' as const, costRate: offerRates(offer, diskGb).idle }
    await adopt(tx, room, rows, { id: instance.id, at: Math.max(created, ended), rate: idle, source: 'cloud' }, after)
    await meterAs(tx, room, rows, rateOf(instance, offer, diskGb), began)
    after(() => room.wake(jobNames.attempts))
  })
}

/** A machine that was gone before anybody saw it run may have run, as only its bill tells. */
async function unseenRun(room: Room, attempt: GpuAttempt) {
  const open = (await gpuSegmentsOf(room.store.db, attempt.id)).find(({ to_at }) => to_at === null)
  return open?.kind === 'disk_only' ? gpuStretch(room, attempt, open.from_at) : null
}

/** Missed long enough in complete lists: if the cloud does not find it by its id either, it is gone. */
async function confirmGone(room: Room, claim: Claim, account: CloudAccount, judged: GpuAttempt): Promise<void> {
  try {
    const seen = await room.drive.run(account, 'get', account.cloud.get(judged.provider_id ?? ''))
    if (seen !== null && !isOver(seen)) return
  } catch (error) {
    const failure = cloudErrorOf(error)
    if (!failure) throw error
    return room.log.warn('A missing machine could not be asked for', {
      provider: claim.id,
      cloud_message: failure.message,
    })
  }
  const isKnown = judged.gone_at !== null && (judged.gone_uncertainty_ms ?? 0) <= uncertainMs
  const stated = isKnown ? null : await billEnded(room, judged)
  const unseen = judged.running_at === null ? await unseenRun(room, judged) : null
  await onAttempt(room, claim, judged, async (tx, rows, after) => {
    const { attempt, contract } = rows
    if (unseen !== null) {
      const { full, idle } = offerRates(offerOf(attempt), launchOf(contract).diskGb)
      await meterAs(tx, room, rows, { kind: 'gpu', costRate: full }, unseen.began)
      await meterAs(tx, room, rows, { kind: 'disk_only', costRate: idle }, unseen.ended)
    }
    const isOurs = contract.desired === 'terminated' || attempt.discard === 1
    await changeAttempt(tx, rows, {
      fence: attempt.fence + 1,
      error: attempt.error ?? (isOurs ? null : attemptError('ended_by_cloud')),
      ...(stated && { gone_at: stated.at, gone_source: stated.source, gone_uncertainty_ms: stated.uncertaintyMs }),
    })
    await endAttempt(tx, room, rows, 'destroyed', after)
  })
}
