import type { CloudInstance } from '@proxyapi/clouds'
import type { Claim } from '../store/claim.ts'
import type { Tx } from '../store/database.ts'
import {
  forgetGpuTag,
  type GpuWatchedTag,
  gpuWatchedTagsAt,
  holdsGpuCloud,
  updateGpuWatchedTag,
  watchGpuTag,
} from '../store/gpu-clouds.ts'
import { tellOperator } from './announce.ts'
import { type CloudAccount, cloudErrorOf } from './drive.ts'
import type { Room } from './room.ts'

const keptMs = 30 * 24 * 3_600_000

/** Asks the cloud to destroy a machine that belongs to no contract; until it is gone, every round does so again. */
export async function destroyStray(
  room: Room,
  claim: Claim,
  account: CloudAccount,
  instance: CloudInstance,
  tag: string,
) {
  const now = room.clock.now()
  room.log.error('A machine that no contract owns is destroyed', {
    provider: claim.id,
    provider_instance_id: instance.id,
    tag,
  })
  const isStill = await room.store.write(async (tx) => {
    if (!(await holdsGpuCloud(tx, claim))) return false
    await watchGpuTag(tx, strayRow(instance, tag, claim.id, now))
    await updateGpuWatchedTag(tx, tag, { provider_id: instance.id, destroy_sent_at: now })
    return true
  })
  if (!isStill) return
  try {
    await room.drive.run(account, 'destroy', account.cloud.destroy(instance.id))
  } catch (error) {
    const failure = cloudErrorOf(error)
    if (!failure) throw error
    // It is in the next list again, and asked for again.
    room.log.warn('A stray machine was not destroyed yet', { provider: claim.id, cloud_message: failure.message })
  }
}

const strayRow = ({ id }: CloudInstance, tag: string, provider: string, now: number) => ({
  id: tag,
  provider,
  provider_id: id,
  first_seen_at: now,
  rounds: 1,
  reported: 0,
  destroy_sent_at: null,
  until_at: now + keptMs,
})

/** Notes that it was seen; what is seen long and often enough is destroyed. */
export async function suspect(room: Room, claim: Claim, instance: CloudInstance, tag: string): Promise<void> {
  const now = room.clock.now()
  await room.store.write(async (tx) => {
    if (!(await holdsGpuCloud(tx, claim))) return
    const known = (await gpuWatchedTagsAt(tx, claim.id, now)).find(({ id }) => id === tag)
    if (known) return updateGpuWatchedTag(tx, tag, { rounds: known.rounds + 1, provider_id: instance.id })
    await watchGpuTag(tx, strayRow(instance, tag, claim.id, now))
    await tell(tx, room, 'orphan.suspected', { ...instance, tag, provider: claim.id, seenAt: now })
  })
}

/** Tells the operator once, and leaves it alone. */
export async function report(room: Room, claim: Claim, instance: CloudInstance, tag: string): Promise<void> {
  const now = room.clock.now()
  await room.store.write(async (tx) => {
    if (!(await holdsGpuCloud(tx, claim))) return
    const known = (await gpuWatchedTagsAt(tx, claim.id, now)).find(({ id }) => id === tag)
    if (known?.reported === 1) return
    await watchGpuTag(tx, { ...strayRow(instance, tag, claim.id, now), reported: 1 })
    await tell(tx, room, 'orphan.reported', { ...instance, tag, provider: claim.id, seenAt: now })
    room.metrics.count('proxyapi_gpu_orphans_total', { action: 'reported' })
  })
}

/** It was destroyed, and a complete list does not have it. */
export async function strayGone(
  room: Room,
  claim: Claim,
  { id, provider_id, first_seen_at }: GpuWatchedTag,
): Promise<void> {
  await room.store.write(async (tx) => {
    if (!(await holdsGpuCloud(tx, claim))) return
    await forgetGpuTag(tx, id)
    const unknown = { gpu_model: null, price_per_hour: null }
    await tell(tx, room, 'orphan.destroyed', {
      ...unknown,
      id: provider_id ?? '',
      tag: id,
      provider: claim.id,
      seenAt: first_seen_at,
    })
    room.metrics.count('proxyapi_gpu_orphans_total', { action: 'destroyed' })
  })
}

interface Stray {
  id: string
  tag: string
  provider: string
  gpu_model: string | null
  price_per_hour: number | null
  seenAt: number
}

const tell = (tx: Tx, { events }: Room, name: `orphan.${string}`, stray: Stray) =>
  tellOperator(tx, events, name, {
    provider: stray.provider,
    provider_instance_id: stray.id,
    tag: stray.tag,
    contract_id: null,
    gpu_model: stray.gpu_model,
    price_per_hour: stray.price_per_hour,
    first_seen_at: new Date(stray.seenAt).toISOString(),
    reason: 'It carries a tag of this installation that no contract knows.',
  })
