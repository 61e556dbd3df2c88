import type { CloudInstance } from '@proxyapi/clouds'
import { usdOf } from '../ledger/money.ts'
import type { Claim } from '../store/claim.ts'
import type { Tx } from '../store/database.ts'
import type { GpuAttempt } from '../store/gpu-attempts.ts'
import { gpuSegmentsOf } from '../store/gpu-segments.ts'
import { announce, logFields } from './announce.ts'
import { type After, apply, changeAttempt, changeContract, moveTo, type Rows, released } from './apply.ts'
import { attemptError, offerOf } from './attempts.ts'
import { cloudErrorOf } from './drive.ts'
import { wishEnd } from './end-wish.ts'
import { portsSeen } from './endpoint.ts'
import { failureOf } from './failures.ts'
import { launchOf } from './launch.ts'
import type { Status } from './lifecycle.ts'
import { type Boundary, meterAs, meterReady, observed, type Rate } from './meter.ts'
import { tenantRate } from './meter-math.ts'
import { accountOf } from './parts.ts'
import { type Probed, probe } from './probe.ts'
import { rateOf } from './rates.ts'
import type { Room } from './room.ts'
import { isOver, judgeSight, type Verdict } from './sight.ts'
import { gpuBegan, gpuEnded, gpuStretch } from './statement.ts'

const whileStartingMs = 3_000
const whileReadyMs = 10_000
const afterFailureMs = 10_000
/** Where only the cloud's word says that it is well. */
const byProviderMs = 60_000
const missesMax = 3
const passesMin = 2

/**
 * One look at a machine that is wanted: does what its owner wished, reads its state from the cloud where it is not known
 * to be well, and probes it.
 */
export async function observe(room: Room, claim: Claim, rows: Rows): Promise<void> {
  try {
    if (await actOnWish(room, claim, rows)) return
    if (isSettled(rows)) return await probeAgain(room, claim, rows)
    await lookAt(room, claim, rows)
  } catch (error) {
    const failure = cloudErrorOf(error)
    if (!failure) throw error
    room.log.warn('A cloud could not be asked', { ...logFields(rows.contract), cloud_message: failure.message })
    const later = Math.max(afterFailureMs, failure.retryAfterMs ?? 0)
    await apply(room, claim, (tx, now) => changeAttempt(tx, now, released(dueAfter(room, now, later))))
  }
}

/** Ready by its own answer, and nothing has moved: the cloud is not asked, reconciliation reads its list anyway. */
const isSettled = ({ contract, attempt }: Rows): boolean =>
  contract.status === 'ready' &&
  contract.ready_evidence !== 'provider' &&
  attempt.look === 0 &&
  attempt.probe_misses === 0

async function probeAgain(room: Room, claim: Claim, { contract, attempt }: Rows): Promise<void> {
  const probed = await probe(room, accountOf(room, attempt.provider), contract)
  await apply(room, claim, async (tx, rows) => {
    const probe_misses = probed.passed ? 0 : 1
    await changeAttempt(tx, rows, { probe_misses, ...released(dueAfter(room, rows, whileReadyMs)) })
  })
}

async function lookAt(room: Room, claim: Claim, { contract, attempt }: Rows): Promise<void> {
  const account = accountOf(room, attempt.provider)
  const seen = await room.drive.run(account, 'get', account.cloud.get(attempt.provider_id ?? ''))
  // That it is not found, or has ended, proves nothing; reconciliation finds out.
  if (seen === null || (attempt.ready_at !== null && isOver(seen))) {
    await apply(room, claim, (tx, rows) =>
      changeAttempt(tx, rows, { look: 0, ...released(dueAfter(room, rows, afterFailureMs)) }),
    )
    return
  }
  const now = room.clock.now()
  const offer = offerOf(attempt)
  const rate = rateOf(seen, offer, launchOf(contract).diskGb)
  const boundary = await boundaryOf(room, attempt, seen, rate, now)
  const missed = await missedStretch(room, attempt, seen, rate)
  let verdict: Verdict | undefined
  const holds = await apply(room, claim, async (tx, rows, after) => {
    verdict = judgeSight(seen, { ...rows, marginPercent: room.settings().marginPercent, now })
    if (missed !== null) await noteMissed(tx, room, rows, seen, missed.began)
    await note(tx, room, rows, seen, rate, missed?.ended ?? boundary, now)
    await act(tx, room, rows, verdict, after)
  })
  if (!holds || verdict?.is !== 'up') return
  const probed = await probe(room, account, {
    ...contract,
    ports: portsSeen(seen, launchOf(contract).ports, contract.ports),
  })
  await apply(room, claim, (tx, rows, after) => applyProbe(tx, room, rows, probed, after))
}

/** When the rate that we see began. Asked of the cloud where the GPU has come to be charged since the last look. */
async function boundaryOf(
  room: Room,
  attempt: GpuAttempt,
  seen: CloudInstance,
  rate: Rate,
  now: number,
): Promise<Boundary> {
  const open = (await gpuSegmentsOf(room.store.db, attempt.id)).find(({ to_at }) => to_at === null)
  if (!open || open.kind === rate.kind || seen.state === 'unknown') return observed(now)
  if (rate.kind !== 'gpu') return gpuEnded(room, attempt, now)
  if (seen.charged_since !== undefined) return { at: Date.parse(seen.charged_since), source: 'cloud', uncertaintyMs: 0 }
  // It charges while it boots: then it has done so from the beginning.
  if (seen.state !== 'running' && attempt.running_at === null)
    return { at: open.from_at, source: 'cloud', uncertaintyMs: 0 }
  return gpuBegan(room, attempt, now)
}

/** A run that began and ended between two looks: only the cloud has seen it. */
async function missedStretch(room: Room, attempt: GpuAttempt, seen: CloudInstance, rate: Rate) {
  const isDown = seen.state === 'stopped' || seen.state === 'interrupted'
  if (!isDown || seen.progress === attempt.progress || rate.kind === 'gpu') return null
  const open = (await gpuSegmentsOf(room.store.db, attempt.id)).find(({ to_at }) => to_at === null)
  return open?.kind === rate.kind ? gpuStretch(room, attempt, open.from_at) : null
}

async function noteMissed(tx: Tx, room: Room, rows: Rows, seen: CloudInstance, began: Boundary): Promise<void> {
  const { contract, attempt } = rows
  const rate = rateOf({ ...seen, billed: 'full' }, offerOf(attempt), launchOf(contract).diskGb)
  await meterAs(tx, room, rows, rate, began)
  await changeAttempt(tx, rows, { running_at: attempt.running_at ?? began.at })
}

/** What is true whatever it means: where it is, what it costs, and that it was seen. */
async function note(tx: Tx, room: Room, rows: Rows, seen: CloudInstance, rate: Rate, boundary: Boundary, now: number) {
  const { contract, attempt } = rows
  const isUp = seen.state === 'running'
  // A word that nobody knows says nothing of the price either.
  if (seen.state !== 'unknown') await meterAs(tx, room, rows, rate, boundary)
  await changeAttempt(tx, rows, {
    look: 0,
    seen_at: now,
    misses: 0,
    missed_at: null,
    progress: seen.progress,
    progress_at: seen.progress === attempt.progress ? attempt.progress_at : now,
    running_at: attempt.running_at ?? (isUp ? boundary.at : null),
    machine: seen.machine ?? attempt.machine,
  })
  await changeContract(tx, rows, {
    ip: seen.ip ?? contract.ip,
    ssh: seen.ssh ? JSON.stringify(seen.ssh) : contract.ssh,
    ports: isUp ? portsSeen(seen, launchOf(contract).ports, contract.ports) : contract.ports,
  })
  if (rate.kind === 'gpu' && seen.state !== 'unknown') await notePrice(tx, room, rows, rate)
}

async function notePrice(tx: Tx, room: Room, rows: Rows, { costRate }: Rate): Promise<void> {
  const { contract, attempt } = rows
  const price = Math.min(contract.price_max, tenantRate(costRate, room.settings().marginPercent))
  if (price === contract.price) return
  const previous = contract.price
  await changeContract(tx, rows, { price })
  if (attempt.ready_at === null) return
  await announce(tx, room.events, contract, 'instance.price_changed', { previous_price_per_hour: usdOf(previous) })
}

async function act(tx: Tx, room: Room, rows: Rows, verdict: Verdict, after: After): Promise<void> {
  const { contract } = rows
  const status = contract.status as Status
  const due = (ms: number) => changeAttempt(tx, rows, released(dueAfter(room, rows, ms)))
  switch (verdict.is) {
    case 'unfit':
      await changeAttempt(tx, rows, { discard: 1, error: attemptError(verdict.cause), ...released(room.clock.now()) })
      return
    case 'too dear':
      await wishEnd(tx, room, rows, failureOf('price_changed'), after)
      return due(0)
    case 'up':
      // The probe follows, under the same claim.
      if (status === 'provisioning' || status === 'stopped' || status === 'interrupted')
        await moveTo(tx, rows, 'starting')
      return changeAttempt(tx, rows, { due_at: room.clock.now() + whileStartingMs })
    case 'coming':
      if (status === 'ready') await degrade(tx, room, rows)
      return due(whileStartingMs)
    case 'doubtful':
      if (status === 'ready') await degrade(tx, room, rows)
      return due(whileReadyMs)
    case 'stopped':
      await stopped(tx, room, rows)
      return changeAttempt(tx, rows, released(null))
    case 'taken':
      return taken(tx, room, rows, after)
  }
}

async function stopped(tx: Tx, room: Room, rows: Rows): Promise<void> {
  if (rows.contract.status !== 'stopping') return
  await moveTo(tx, rows, 'stopped')
  await announce(tx, room.events, rows.contract, 'instance.stopped')
}

const keepInterruptedMs = 3_600_000

/** The cloud took the GPU: it stays for an hour, is given up for another, or ends, as its owner wanted. */
async function taken(tx: Tx, room: Room, rows: Rows, after: After): Promise<void> {
  const { contract } = rows
  const now = room.clock.now()
  const { onInterruption } = launchOf(contract)
  if (contract.status !== 'interrupted') {
    await moveTo(tx, rows, 'interrupted')
    await changeContract(tx, rows, { interrupted_at: now })
    await announce(tx, room.events, contract, 'instance.interrupted')
  }
  if (onInterruption === 'recover') {
    await changeAttempt(tx, rows, { discard: 1, error: attemptError('no_capacity'), ...released(now) })
    return
  }
  const isOver = onInterruption === 'destroy' || now - (contract.interrupted_at ?? now) >= keepInterruptedMs
  if (isOver) await wishEnd(tx, room, rows, failureOf('no_capacity'), after)
  await changeAttempt(tx, rows, released(isOver ? now : now + byProviderMs))
}

async function degrade(tx: Tx, room: Room, rows: Rows): Promise<void> {
  await moveTo(tx, rows, 'degraded')
  await announce(tx, room.events, rows.contract, 'instance.degraded')
}

async function applyProbe(tx: Tx, room: Room, rows: Rows, probed: Probed, after: After): Promise<void> {
  const { contract, attempt } = rows
  const probe_passes = probed.passed ? attempt.probe_passes + 1 : 0
  const probe_misses = probed.passed ? 0 : attempt.probe_misses + 1
  await changeAttempt(tx, rows, { probe_passes, probe_misses })
  const status = contract.status as Status
  const isBack = status === 'degraded' ? probe_passes >= passesMin : true
  if (probed.passed && status !== 'ready' && isBack) await becomeReady(tx, room, rows, probed.evidence, after)
  if (status === 'ready' && probe_misses >= missesMax) await degrade(tx, room, rows)
  const isReady = contract.status === 'ready'
  const wait = !isReady ? whileStartingMs : contract.ready_evidence === 'provider' ? byProviderMs : whileReadyMs
  await changeAttempt(tx, rows, released(dueAfter(room, rows, wait)))
}

async function becomeReady(
  tx: Tx,
  room: Room,
  rows: Rows,
  evidence: 'token' | 'port' | 'provider',
  after: After,
): Promise<void> {
  const { contract, attempt } = rows
  if (contract.desired !== 'running') return
  const now = room.clock.now()
  if (attempt.ready_at === null) {
    await changeAttempt(tx, rows, { ready_at: now })
    await meterReady(tx, room, rows, now)
    const seconds = (now - contract.created_at) / 1_000
    after(() => room.metrics.observe('proxyapi_gpu_ready_seconds', seconds, { provider: attempt.provider }))
  }
  await moveTo(tx, rows, 'ready')
  await changeContract(tx, rows, { ready_at: contract.ready_at ?? now, ready_evidence: evidence })
  await announce(tx, room.events, contract, 'instance.ready')
}

/** Tells the cloud what the owner wished and it does not know yet. True: the state is to be read later. */
async function actOnWish(room: Room, claim: Claim, { contract, attempt }: Rows): Promise<boolean> {
  const { wish } = contract
  const account = accountOf(room, attempt.provider)
  if (wish === null || !account.cloud.act) return false
  await room.drive.run(account, wish, account.cloud.act(attempt.provider_id ?? '', wish))
  return apply(room, claim, async (tx, rows) => {
    const isDone = rows.contract.wish === wish
    if (isDone) await changeContract(tx, rows, { wish: null })
    const now = room.clock.now()
    const afresh = { look: 1, probe_passes: 0, probe_misses: 0, progress_at: now }
    await changeAttempt(tx, rows, { ...afresh, ...released(dueAfter(room, rows, isDone ? whileStartingMs : 0)) })
  })
}

/** At once where the end is wished meanwhile. */
const dueAfter = (room: Room, { contract }: Rows, ms: number): number =>
  room.clock.now() + (contract.desired === 'terminated' ? 0 : ms)
