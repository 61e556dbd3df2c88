import type { CloudInstance } from '@proxyapi/clouds'
import type { Claim } from '../store/claim.ts'
import { claimDue } from '../store/claim.ts'
import type { Tx } from '../store/database.ts'
import { type GpuAttempt, gpuAttemptsByTag, openGpuAttemptsAt } from '../store/gpu-attempts.ts'
import { forgetOldGpuTags, gpuClouds, gpuWatchedTagsAt, holdsGpuCloud, updateGpuCloud } from '../store/gpu-clouds.ts'
import { gpuInstancesById } from '../store/gpu-instances.ts'
import type { Job } from '../worker.ts'
import { tellOperator } from './announce.ts'
import { type Told, tellBackstops } from './backstop.ts'
import { carryOut } from './carry-out.ts'
import { type Books, decide } from './decide.ts'
import { type CloudAccount, cloudErrorOf } from './drive.ts'
import { failureOf } from './failures.ts'
import { jobNames, reconcileEveryMs } from './parts.ts'
import type { Room } from './room.ts'
import { readTag } from './tag.ts'

const idleEveryMs = 10 * 60_000
const leaseMs = 10 * 60_000
const degradedAfter = 3

/** Compares what a cloud has with what our rows say, one cloud at a time, by one process at a time. */
export function reconcileJob(room: Room): Job {
  const told: Told = new Map()
  return {
    name: jobNames.reconcile,
    everyMs: 1_000,
    async run() {
      await room.origin()
      const claims = await claimDue(room.store, 'gpu_clouds', { nowMs: room.clock.now(), leaseMs, limit: 1 })
      for (const claim of claims) await reconcile(room, claim, told)
      return claims.length
    },
  }
}

async function reconcile(room: Room, claim: Claim, told: Told): Promise<void> {
  const account = room.accounts.find(({ cloud }) => cloud.id === claim.id)
  if (!account || account.key === null) return finish(room, claim, idleEveryMs)
  let list: { instances: CloudInstance[]; total: number | null }
  try {
    list = await room.drive.run(account, 'list', account.cloud.list())
  } catch (error) {
    const failure = cloudErrorOf(error)
    if (!failure) throw error
    return failed(room, claim, failure.message)
  }
  const books = await booksOf(room, account, list.instances)
  const round = decide(books, list, room.clock.now())
  if (round.doubt !== null) {
    room.log.error('Nothing is concluded from a list', { provider: claim.id, doubt: round.doubt })
  }
  await carryOut(room, claim, account, round.decisions)
  await tellBackstops(room, account, told, books.entries)
  room.metrics.gauge('gpuproxy_active_instances', books.entries.length, { provider: claim.id })
  await recovered(room, claim)
  await finish(room, claim, isBusy(books) ? reconcileEveryMs : idleEveryMs)
}

/** Something lives there, or may yet turn up. */
const isBusy = ({ entries, watched }: Books): boolean =>
  entries.some(({ attempt }) => attempt.ended_at === null) || watched.some(({ reported }) => reported === 0)

async function booksOf(room: Room, { cloud }: CloudAccount, instances: readonly CloudInstance[]): Promise<Books> {
  const { db } = room.store
  const { install, newestUlid } = await room.origin()
  const tags = instances.flatMap(({ tag }) => (tag !== null && readTag(tag)?.install === install ? [tag] : []))
  const attempts = new Map<string, GpuAttempt>()
  for (const attempt of await openGpuAttemptsAt(db, cloud.id)) attempts.set(attempt.id, attempt)
  for (const attempt of await gpuAttemptsByTag(db, tags)) attempts.set(attempt.id, attempt)
  const ids = [...new Set([...attempts.values()].map(({ contract_id }) => contract_id))]
  const contracts = new Map((await gpuInstancesById(db, ids)).map((contract) => [contract.id, contract]))
  return {
    install,
    newestUlid,
    visibilityGraceMs: cloud.visibilityGraceMs,
    entries: [...attempts.values()].flatMap((attempt) => {
      const contract = contracts.get(attempt.contract_id)
      return contract ? [{ attempt, contract }] : []
    }),
    watched: await gpuWatchedTagsAt(db, cloud.id, room.clock.now()),
  }
}

async function failed(room: Room, claim: Claim, message: string): Promise<void> {
  const now = room.clock.now()
  room.log.warn('A cloud could not be listed', { provider: claim.id, cloud_message: message })
  await room.store.write(async (tx) => {
    if (!(await holdsGpuCloud(tx, claim))) return
    const before = (await gpuClouds(tx)).find(({ id }) => id === claim.id)
    const failures = (before?.failures ?? 0) + 1
    const failing_since = before?.failing_since ?? now
    await updateGpuCloud(tx, claim.id, { failures, failing_since, due_at: now + reconcileEveryMs, lease_until: null })
    if (failures !== degradedAfter) return
    await tellCloud(tx, room, 'cloud.degraded', claim.id, failing_since, failureOf('transient'))
  })
}

async function recovered(room: Room, claim: Claim): Promise<void> {
  await room.store.write(async (tx) => {
    if (!(await holdsGpuCloud(tx, claim))) return
    const before = (await gpuClouds(tx)).find(({ id }) => id === claim.id)
    if (!before || before.failures === 0) return
    await updateGpuCloud(tx, claim.id, { failures: 0, failing_since: null })
    if (before.failures < degradedAfter) return
    await tellCloud(tx, room, 'cloud.recovered', claim.id, before.failing_since ?? room.clock.now(), null)
  })
}

type Health = 'cloud.degraded' | 'cloud.recovered'

const tellCloud = (tx: Tx, { events }: Room, name: Health, provider: string, since: number, error: object | null) =>
  tellOperator(tx, events, name, { provider, since: new Date(since).toISOString(), error })

async function finish(room: Room, claim: Claim, againMs: number): Promise<void> {
  const now = room.clock.now()
  await room.store.write(async (tx) => {
    if (!(await holdsGpuCloud(tx, claim))) return
    await forgetOldGpuTags(tx, now)
    await updateGpuCloud(tx, claim.id, { due_at: now + againMs, lease_until: null })
  })
  room.events.wake()
}
