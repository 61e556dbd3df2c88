import { ApiError } from '@proxyapi/contract/errors'
import { type GpuDeployment, lockGpuDeployment } from '../../store/gpu-deployments.ts'
import { liveGpuInstancesOf, lockGpuOwner } from '../../store/gpu-instances.ts'
import { checkLaunch, needsOf } from '../check-launch.ts'
import { machineKey } from '../choose-offer.ts'
import { type Owner, recalling, rentIn } from '../create.ts'
import type { Failure } from '../failures.ts'
import type { LaunchRequest } from '../launch.ts'
import { accountOf, jobNames } from '../parts.ts'
import type { Room } from '../room.ts'
import { chooseReplica } from './choose-replica.ts'
import { type DeploymentSecrets, type DeploymentSpec, launchOfReplica } from './spec.ts'

/** What a replica may cost. Micro-USD. */
export interface ReplicaCaps {
  perHour: number
  maxSpend: number | null
}

const noOffer: Failure = {
  code: 'NO_CAPACITY',
  message: 'No cloud has an offer that fits; it is looked for again. Other models, clouds or a higher cap would help.',
}

/**
 * Rents the cheapest machine that fits, as long as `fence` still stands. Null: done; else why there is none, which may
 * change. `avoid` has machines that failed.
 */
export async function rentReplica(
  room: Room,
  deployment: GpuDeployment,
  spec: DeploymentSpec,
  secrets: DeploymentSecrets,
  caps: ReplicaCaps,
  avoid: ReadonlySet<string>,
): Promise<Failure | null> {
  const { launch, secrets: own } = launchOfReplica(spec, secrets)
  const market = room.snapshots.market()
  const owner: Owner = { userId: deployment.user_id, keyId: deployment.key_id, billing: deployment.billing }
  const held = (await liveGpuInstancesOf(room.store.db, owner.userId)).map(({ offer_id }) => offer_id)
  const wanted = {
    models: spec.gpu.models,
    count: spec.gpu.count,
    minVram: spec.gpu.minVram,
    diskGb: spec.diskGb,
    pricing: spec.pricing,
    priceMax: caps.perHour,
    image: launch.image,
    needs: needsOf(launch, spec.pricing),
    avoid: new Set([...avoid, ...held]),
  }
  const listing = chooseReplica(market, wanted, cloudsOf(room, spec), room.clock.now())
  if (listing === undefined) return noOffer
  const asked: LaunchRequest = {
    launch,
    secrets: own,
    name: `deployment/${deployment.name}`,
    priceMax: caps.perHour,
    maxSpend: caps.maxSpend,
    ttlMs: null,
    idleTtlMs: null,
  }
  try {
    const { marginPercent } = room.settings()
    const account = accountOf(room, listing.offer.provider)
    const question = { account, market, offerId: listing.offer.id, launch, secrets: own, priceMax: caps.perHour }
    const terms = checkLaunch({ ...question, marginPercent, now: room.clock.now() })
    const { install } = await room.origin()
    await recalling(room, owner, () =>
      room.renters.take(owner.userId, () =>
        room.store.write(async (tx) => {
          await lockGpuOwner(tx, room.store, owner.userId)
          const { fence, status } = await lockGpuDeployment(tx, room.store, deployment.id)
          // Whoever has taken it over, or deletes it, decides anew.
          if (fence !== deployment.fence || status === 'deleting') return
          const marks = { key: null, hash: `deployment ${deployment.id}`, install, deploymentId: deployment.id }
          await rentIn(tx, room, owner, asked, terms, marks)
        }),
      ),
    )
    room.wake(jobNames.attempts)
    return null
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return { code: error.code, message: error.message }
  }
}

/** Ids of the clouds that it may rent from. */
function cloudsOf({ accounts }: Room, { providers }: DeploymentSpec): Set<string> {
  const names = providers?.map((name) => name.toLowerCase())
  const may = accounts.filter(
    ({ cloud, key }) =>
      key !== null && (names === undefined || names.some((name) => cloud.id === name || cloud.aliases.includes(name))),
  )
  return new Set(may.map(({ cloud }) => cloud.id))
}

/** What failed is not taken again. */
export const avoided = (
  failed: readonly { offer_id: string; provider: string; machine: string | null }[],
): Set<string> =>
  new Set(
    failed.flatMap(({ offer_id, provider, machine }) => [
      offer_id,
      ...(machine === null ? [] : [machineKey(provider, machine)]),
    ]),
  )
