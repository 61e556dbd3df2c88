import { createHash } from 'node:crypto'
import type { components } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import type { Tx } from '../store/database.ts'
import { insertGpuAttempt } from '../store/gpu-attempts.ts'
import { gpuClouds } from '../store/gpu-clouds.ts'
import {
  type GpuInstance,
  gpuInstanceByKey,
  insertGpuInstance,
  liveGpuInstancesOf,
  lockGpuOwner,
} from '../store/gpu-instances.ts'
import type { GpuAttemptRow, GpuInstanceRow } from '../store/gpu-tables.ts'
import { newId } from '../store/ids.ts'
import { announce } from './announce.ts'
import { newAttempt } from './attempts.ts'
import { checkLaunch, type LaunchTerms } from './check-launch.ts'
import { type Contract, renderContract } from './contract.ts'
import { withInstanceToken } from './instance-token.ts'
import { type LaunchRequest, readLaunch } from './launch.ts'
import { holdAmount } from './meter-math.ts'
import { jobNames } from './parts.ts'
import type { Room } from './room.ts'

/** Who rents. */
export interface Owner {
  userId: string
  /** The key whose budget bears it too. */
  keyId: string | null
  billing: 'prepaid' | 'unmetered'
}

export interface CreateRequest {
  /** The cloud, by name or alias, and the offer, as the path has them. */
  provider: string
  offerId: string
  body: components['schemas']['GpuLaunch'] | undefined
  idempotencyKey: string | null
}

/** A new contract, or the one that the same key has made before. */
export interface Created {
  id: string
  /** As it was when it was made: what a repeated request reads. */
  contract: Contract
}

/**
 * Rents an offer: contract, intent, held money and event are one transaction, and no cloud is called. Throws the refusals
 * of `checkLaunch` and `readLaunch`, INSTANCE_LIMIT_REACHED, ALREADY_EXISTS, INSUFFICIENT_CREDITS, BUDGET_EXCEEDED,
 * IDEMPOTENCY_KEY_REUSED.
 */
export async function createContract(room: Room, owner: Owner, request: CreateRequest): Promise<Created> {
  const { store, settings, events } = room
  const hash = hashOf(request)
  const key = request.idempotencyKey
  const before = key === null ? undefined : await gpuInstanceByKey(store.db, owner.userId, key)
  if (before) return repeated(before, hash)
  const asked = readLaunch(request.body ?? { failover: 'same_cloud' }, settings().defaultImage)
  const terms = termsOf(room, request, asked)
  const { install } = await room.origin()
  const created = await recalling(room, owner, () =>
    room.renters.take(owner.userId, () =>
      store.write(async (tx): Promise<Created> => {
        await lockGpuOwner(tx, store, owner.userId)
        const same = key === null ? undefined : await gpuInstanceByKey(tx, owner.userId, key)
        return same ? repeated(same, hash) : rentIn(tx, room, owner, asked, terms, { key, hash, install })
      }),
    ),
  )
  room.wake(jobNames.attempts)
  events.wake()
  return created
}

export interface RentalMarks {
  key: string | null
  hash: string
  install: string
  deploymentId?: string
}

/**
 * Contract, intent, held money and event, in a transaction that has locked their owner. Throws INSTANCE_LIMIT_REACHED,
 * ALREADY_EXISTS, UPSTREAM_UNAVAILABLE, INSUFFICIENT_CREDITS, BUDGET_EXCEEDED.
 */
export async function rentIn(
  tx: Tx,
  room: Room,
  owner: Owner,
  asked: LaunchRequest,
  terms: LaunchTerms,
  marks: RentalMarks,
): Promise<Created> {
  await requireRoom(tx, room, owner, terms, marks.key)
  await requireCloud(tx, room, terms)
  const { row, attempt } = rowsOf(room, owner, asked, terms, marks)
  const hold = { kind: 'gpu' as const, reference: row.id, expiresAt: null }
  row.hold_id = await room.ledger.hold(tx, { ...owner, amount: row.held, ...hold })
  await insertGpuInstance(tx, row)
  await insertGpuAttempt(tx, attempt)
  await announce(tx, room.events, row, 'instance.requested')
  return { id: row.id, contract: JSON.parse(row.first_answer) as Contract }
}

/** Once more where money was short: what calls hold ahead may cover it. */
export function recalling<T>({ ledger }: Room, { userId }: Owner, write: () => Promise<T>): Promise<T> {
  return write().catch(async (error: unknown) => {
    if (!(error instanceof ApiError) || error.status !== 402) throw error
    await ledger.recall(userId)
    return write()
  })
}

const hashOf = ({ provider, offerId, body }: CreateRequest): string =>
  createHash('sha256')
    .update(JSON.stringify([provider, offerId, body ?? {}]))
    .digest('hex')

function repeated({ id, request_hash, first_answer }: GpuInstance, hash: string): Created {
  if (request_hash !== hash) throw new ApiError('IDEMPOTENCY_KEY_REUSED')
  return { id, contract: JSON.parse(first_answer) as Contract }
}

function termsOf(room: Room, { provider, offerId }: CreateRequest, { launch, secrets, priceMax }: LaunchRequest) {
  const name = provider.toLowerCase()
  return checkLaunch({
    account: room.accounts.find(({ cloud }) => cloud.id === name || cloud.aliases.includes(name)),
    market: room.snapshots.market(),
    offerId,
    launch,
    secrets,
    priceMax,
    marginPercent: room.settings().marginPercent,
    now: room.clock.now(),
  })
}

async function requireRoom(tx: Tx, room: Room, { userId }: Owner, { listing }: LaunchTerms, key: string | null) {
  const live = await liveGpuInstancesOf(tx, userId)
  const { id, kind } = listing.offer
  const held = key === null && kind === 'ask' ? live.find(({ offer_id }) => offer_id === id) : undefined
  if (held) {
    const details = [{ path: 'path.instance_id', message: held.id }]
    throw new ApiError('ALREADY_EXISTS', `You hold this machine already: ${held.id}.`, { details })
  }
  const most = room.settings().maxInstancesPerUser
  if (live.length >= most) {
    throw new ApiError(
      'INSTANCE_LIMIT_REACHED',
      `The account rents ${live.length} instances, of at most ${most}; destroy one first.`,
    )
  }
}

async function requireCloud(tx: Tx, room: Room, { account }: LaunchTerms): Promise<void> {
  const now = room.clock.now()
  const row = (await gpuClouds(tx)).find(({ id }) => id === account.cloud.id)
  const until = row?.disabled_until ?? 0
  if (until <= now) return
  throw new ApiError('UPSTREAM_UNAVAILABLE', `${account.cloud.id} does not rent to us now.`, {
    retryAfterMs: until - now,
  })
}

function rowsOf(
  room: Room,
  { userId, billing }: Owner,
  asked: LaunchRequest,
  { listing, price, priceMax }: LaunchTerms,
  { key, hash, install, deploymentId }: RentalMarks,
): { row: GpuInstanceRow; attempt: GpuAttemptRow } {
  const { offer } = listing
  const now = room.clock.now()
  const id = newId('inst', room)
  const attempt = newAttempt({ install, contractId: id, n: 1 }, listing, now, now)
  const secrets = room.settings().publicUrl === null ? asked.secrets : withInstanceToken(asked.secrets, room)
  const row: GpuInstanceRow = {
    id,
    user_id: userId,
    billing,
    offer_id: offer.id,
    provider: offer.provider,
    status: 'requested',
    desired: 'running',
    wish: null,
    gpu_model: offer.gpu_model,
    gpu_count: offer.gpu_count,
    vram: offer.vram,
    location: offer.location,
    price,
    price_max: priceMax,
    launch: JSON.stringify(asked.launch),
    secrets: secrets === null ? null : room.sealer.seal(JSON.stringify(secrets), `gpu_instances:${id}:secrets`),
    image: asked.launch.image,
    name: asked.name,
    ip: null,
    ssh: null,
    ports: null,
    ready_evidence: null,
    hold_id: '',
    held: holdAmount(priceMax, offer.charges.min_billable_seconds, asked.maxSpend),
    cost: 0,
    max_spend: asked.maxSpend,
    lease_expires_at: asked.ttlMs === null ? null : now + asked.ttlMs,
    idle_ttl_ms: asked.idleTtlMs,
    used_at: null,
    warned: '[]',
    error: null,
    idempotency_key: key,
    request_hash: hash,
    first_answer: '',
    deployment_id: deploymentId ?? null,
    attempt: 1,
    created_at: now,
    ready_at: null,
    ended_at: null,
    interrupted_at: null,
    announced_at: null,
  }
  row.first_answer = JSON.stringify(renderContract(row, [attempt]))
  return { row, attempt }
}
