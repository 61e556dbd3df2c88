import type { CloudError, Offer, Outcome, OutcomeCode } from '@proxyapi/clouds'
import { EgressFailure } from '../egress/failure.ts'
import type { Claim } from '../store/claim.ts'
import type { Tx } from '../store/database.ts'
import type { GpuAttempt } from '../store/gpu-attempts.ts'
import { reconcileGpuCloudBy, updateGpuCloud } from '../store/gpu-clouds.ts'
import type { GpuInstance } from '../store/gpu-instances.ts'
import { adopt, idleRate } from './adopt.ts'
import { logFields, tellOperator } from './announce.ts'
import { type After, apply, changeAttempt, changeContract, moveTo, type Rows, released } from './apply.ts'
import { attemptError } from './attempts.ts'
import { backstopOf } from './backstop.ts'
import { priceOf } from './check-launch.ts'
import type { CloudAccount } from './drive.ts'
import { disables, endAttempt } from './end-attempt.ts'
import { checkInEnv } from './instance-token.ts'
import { launchOf, launchSpec, secretsOf } from './launch.ts'
import type { Listing } from './market.ts'
import { accountOf, reconcileEveryMs } from './parts.ts'
import type { Room } from './room.ts'
import { searchAfterMs } from './search.ts'

const offerFreshMs = 30_000
const retryMs = 5_000
const askForMs = 30 * 60_000
/** A cloud that refused our key or has no balance is left alone for so long. */
const disabledMs = 10 * 60_000
const leaseMs = 180_000

/**
 * Sends the one create request of an attempt. The wish to send is committed first, so that a crash afterwards is looked
 * into and never repeated.
 */
export async function sendCreate(room: Room, claim: Claim, { contract, attempt }: Rows): Promise<void> {
  const account = accountOf(room, attempt.provider)
  const offer = contract.desired === 'terminated' ? null : await reread(room, account, contract, attempt)
  if (offer === 'later') {
    await apply(room, claim, (tx, rows, after) => askLater(tx, room, rows, after))
    return
  }
  if (offer !== null && 'refusal' in offer) {
    await apply(room, claim, (tx, rows, after) => refuse(tx, room, rows, offer.refusal, after))
    return
  }
  if (offer !== null) await room.drive.turn(account, 'create')
  let isSent = false
  await apply(room, claim, async (tx, rows, after) => {
    isSent = rows.attempt.phase === 'intent' && rows.contract.desired !== 'terminated' && offer !== null
    if (!isSent || offer === null) return endAttempt(tx, room, rows, 'absent', after)
    const at = room.clock.now()
    const seen = { offer: JSON.stringify(offer.listing.cost), machine: offer.listing.cost.machine }
    await changeAttempt(tx, rows, { phase: 'sent', sent_at: at, lease_until: at + leaseMs, ...seen })
    await changeContract(tx, rows, { price: offer.price })
    await reconcileGpuCloudBy(tx, attempt.provider, at + reconcileEveryMs)
    await moveTo(tx, rows, 'creating')
  })
  if (!isSent || offer === null) return
  const { outcome, error } = await sendOnce(room, account, contract, attempt.id, offer.listing.cost)
  if (outcome.kind !== 'accepted') {
    const cause = outcome.kind === 'refused' ? outcome.code : 'unknown'
    room.log.warn('A create was not accepted', { ...logFields(contract), cause, cloud_message: outcome.message })
  }
  await apply(room, claim, (tx, rows, after) => settle(tx, room, rows, outcome, error, after))
}

/** The cloud does not show its offers now: tried again for a while, then the attempt counts as failed. */
async function askLater(tx: Tx, room: Room, rows: Rows, after: After): Promise<void> {
  const now = room.clock.now()
  if (now - rows.attempt.created_at > askForMs) return refuse(tx, room, rows, 'transient', after)
  await changeAttempt(tx, rows, released(now + retryMs))
}

type Reread = { listing: Listing; price: number } | { refusal: OutcomeCode } | 'later'

/** The offer as it is now, what is wrong with it, or `later` where that cannot be known now. */
async function reread(
  room: Room,
  { cloud }: CloudAccount,
  contract: GpuInstance,
  attempt: GpuAttempt,
): Promise<Reread> {
  const source = room.snapshots.market().sources.get(cloud.id)
  const isOld = !source || source.fetchedAt === null || room.clock.now() - source.fetchedAt > offerFreshMs
  if (isOld && !(await room.snapshots.refresh(cloud.id))) return 'later'
  const listing = room.snapshots.market().byId.get(attempt.offer_id)
  if (!listing?.offer.available) return { refusal: 'offer_gone' }
  const price = priceOf(listing, launchOf(contract), room.settings().marginPercent)
  return price === null || price > contract.price_max ? { refusal: 'price_changed' } : { listing, price }
}

interface Sent {
  outcome: Outcome
  error?: CloudError
}

async function sendOnce(
  room: Room,
  account: CloudAccount,
  contract: GpuInstance,
  tag: string,
  offer: Offer,
): Promise<Sent> {
  const { cloud } = account
  const terminateAfter = backstopOf(account, contract, room.clock.now())
  const secrets = secretsOf(contract, room.sealer)
  const own = checkInEnv(room.settings().publicUrl, contract.id, secrets)
  const launch = launchSpec(launchOf(contract), secrets, own)
  const spec = terminateAfter === null ? launch : { ...launch, terminateAfter }
  try {
    const request = cloud.create(offer, spec, tag)
    const reply = await room.drive.send(account, request, room.settings().createTimeoutMs)
    return { outcome: cloud.created(reply), error: cloud.error(reply.status, reply.headers, reply.body) }
  } catch (error) {
    // No byte left: it was not created. Everything else may have been.
    if (!(error instanceof EgressFailure)) throw error
    return error.sent
      ? { outcome: { kind: 'unknown', message: error.message, mayExist: true } }
      : { outcome: { kind: 'refused', code: 'transient', message: error.message, retrySafe: true, mayExist: false } }
  }
}

async function settle(tx: Tx, room: Room, rows: Rows, outcome: Outcome, error: CloudError | undefined, after: After) {
  if (rows.attempt.phase !== 'sent') return
  const now = room.clock.now()
  if (outcome.kind === 'refused') {
    if (disables(outcome.code)) await disable(tx, room, rows, outcome.code, error)
    return refuse(tx, room, rows, outcome.code, after)
  }
  if (outcome.kind === 'accepted') {
    return adopt(tx, room, rows, { id: outcome.providerId, at: now, rate: idleRate(rows) }, after)
  }
  if (outcome.providerId !== undefined) {
    // The error names a machine: it exists, and it is not what was asked for.
    await changeAttempt(tx, rows, { discard: 1, error: attemptError('ambiguous') })
    return adopt(tx, room, rows, { id: outcome.providerId, at: now, rate: idleRate(rows) }, after)
  }
  await changeAttempt(tx, rows, { phase: 'unknown', ...released(now + searchAfterMs(0)) })
  await moveTo(tx, rows, 'create_unknown')
}

async function refuse(tx: Tx, room: Room, rows: Rows, code: OutcomeCode, after: After): Promise<void> {
  await changeAttempt(tx, rows, { error: attemptError(code) })
  await endAttempt(tx, room, rows, 'refused', after)
}

async function disable(tx: Tx, room: Room, { attempt }: Rows, code: OutcomeCode, error: CloudError | undefined) {
  await updateGpuCloud(tx, attempt.provider, { disabled: code, disabled_until: room.clock.now() + disabledMs })
  room.log.error('A cloud is disabled', { provider: attempt.provider, cause: code, cloud_message: error?.message })
  if (code !== 'cloud_no_balance') return
  await tellOperator(tx, room.events, 'cloud.no_balance', { provider: attempt.provider, balance: null })
}
