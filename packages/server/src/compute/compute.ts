import type { components } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import { microsOfAmount, usdOf } from '../ledger/money.ts'
import type { Tx } from '../store/database.ts'
import { currentGpuAttempt, gpuAttemptsOf, nudgeGpuAttempt } from '../store/gpu-attempts.ts'
import {
  type GpuInstance,
  type GpuInstanceChange,
  gpuInstanceByKey,
  gpuInstanceOf,
  gpuInstancesOfOffer,
  listGpuInstances,
  lockGpuInstance,
} from '../store/gpu-instances.ts'
import { Turns } from '../store/turns.ts'
import type { Job } from '../worker.ts'
import { type After, changeContract, moveTo } from './apply.ts'
import { createChanges } from './changes.ts'
import { type CheckIn, createCheckIn } from './check-in.ts'
import { type Contract, renderContract } from './contract.ts'
import { type CreateRequest, createContract, type Owner } from './create.ts'
import { createDeployments, type Deployments } from './deployments/deployments.ts'
import { deploymentJob } from './deployments/work.ts'
import { createDriver } from './drive.ts'
import { wishEnd } from './end-wish.ts'
import { createInstanceLogs, type InstanceLogs } from './instance-logs.ts'
import { unsupported } from './launch.ts'
import { leaseJob } from './leases.ts'
import { type Action, isFinal, requireAction, type Status, statuses } from './lifecycle.ts'
import { listOffers, type OfferList } from './list-offers.ts'
import { meterJob } from './meter.ts'
import type { OfferQuery } from './offers.ts'
import { originOf } from './origin.ts'
import { accountOf, type ComputeParts, jobNames } from './parts.ts'
import { createProxy, type PassCall, type ProxyCall, type ProxyResult, type Relayed, type Tunnel } from './proxy.ts'
import { reconcileJob } from './reconcile.ts'
import type { Room } from './room.ts'
import { createSnapshots } from './snapshot.ts'
import { traceTransition } from './trace-transition.ts'
import { attemptJobs } from './work.ts'

export type { Asked as DeploymentAsked } from './deployments/deployments.ts'
export type { Deployment } from './deployments/render.ts'
export type { CloudAccount } from './drive.ts'
export type { ComputeParts, ComputeSettings } from './parts.ts'
export type { Contract, CreateRequest, OfferQuery, Owner, ProxyCall, ProxyResult }

/** For how long an answer is held, and for which state. A final state always ends it. */
export interface Wait {
  until: 'ready' | 'stopped' | 'terminated'
  timeoutMs: number
  signal: AbortSignal
}

export interface ContractPage {
  data: Contract[]
  next_cursor: string | null
}

/** The machines of tenants: offers, contracts, and what is passed on to them. A foreign contract is NOT_FOUND. */
export interface Compute {
  offers(userId: string, query: OfferQuery): OfferList
  /** Answers before any cloud is called, unless it is to wait. */
  create(owner: Owner, request: CreateRequest, wait: Wait | null): Promise<Contract>
  list(userId: string, query: { status: string; limit: number; cursor?: string | undefined }): Promise<ContractPage>
  /** What was made under a key; null: nothing. */
  made(userId: string, key: string): Promise<Contract | null>
  /** By contract id, or by the id of its offer; several contracts of one offer are TARGET_AMBIGUOUS. */
  get(userId: string, reference: string, wait: Wait | null): Promise<Contract>
  update(userId: string, id: string, change: components['schemas']['GpuContractUpdate']): Promise<Contract>
  /** Records the wish; repeatable in every state. */
  destroy(userId: string, provider: string, reference: string, wait: Wait | null): Promise<Contract>
  /** Records the wish. Throws INVALID_STATE, UNSUPPORTED_PARAMETER. */
  act(userId: string, id: string, action: 'start' | 'stop' | 'reboot'): Promise<Contract>
  readonly logs: InstanceLogs
  readonly checkIn: CheckIn
  proxy(call: ProxyCall): Promise<ProxyResult>
  relay(call: ProxyCall): Promise<Relayed>
  /** The instance's answer to a request that goes there as it came. */
  pass(call: PassCall): Promise<Relayed>
  /** The same for a WebSocket; the answer of an instance that opens none. */
  tunnel(call: Omit<PassCall, 'method' | 'body'>): Promise<Tunnel | Relayed>
  readonly deployments: Deployments
  jobs(): Job[]
}

/** Another process may have changed it: whoever waits looks again after so long. */
const lookAgainMs = 1_000

export function createCompute(parts: ComputeParts): Compute {
  const drive = createDriver(parts)
  const origin = originOf(parts)
  const changes = createChanges(parts.clock)
  const snapshots = createSnapshots({ ...parts, drive, origin })
  const room: Room = { ...parts, drive, origin, changes, snapshots, renters: new Turns() }
  const proxy = createProxy(parts)
  const { store, clock, cursors } = parts

  async function rendered(row: GpuInstance): Promise<Contract> {
    return renderContract(row, await gpuAttemptsOf(store.db, [row.id]))
  }

  async function owned(userId: string, id: string): Promise<GpuInstance> {
    const row = await gpuInstanceOf(store.db, userId, id)
    if (!row) throw new ApiError('NOT_FOUND')
    return row
  }

  async function referred(userId: string, reference: string, offerIds: readonly string[] = [reference]) {
    if (reference.startsWith('inst_')) return owned(userId, reference)
    const made = await gpuInstancesOfOffer(store.db, userId, offerIds)
    const live = made.filter(({ ended_at }) => ended_at === null)
    const [found, ...others] = live.length > 0 ? live : made
    if (!found) throw new ApiError('NOT_FOUND')
    if (others.length > 0)
      throw new ApiError(
        'TARGET_AMBIGUOUS',
        'Several contracts were made from this offer; name one by its contract_id.',
      )
    return found
  }

  async function waited(userId: string, id: string, wait: Wait | null): Promise<Contract> {
    const endsAt = clock.monotonic() + (wait?.timeoutMs ?? 0)
    for (;;) {
      const stop = new AbortController()
      // Registered before the row is read: a change in between is not missed.
      const change = wait && changes.next(id, lookAgainMs, AbortSignal.any([stop.signal, wait.signal]))
      const row = await owned(userId, id)
      const isOver = !wait || row.status === wait.until || isFinal(row.status as Status) || wait.signal.aborted
      if (isOver || clock.monotonic() >= endsAt) {
        stop.abort()
        return rendered(row)
      }
      await change
    }
  }

  /** Changes a contract of this owner in one transaction, and tells who waits for it. */
  async function changed(
    userId: string,
    id: string,
    change: (tx: Tx, row: GpuInstance, after: After) => Promise<void>,
  ) {
    await owned(userId, id)
    const effects: (() => void)[] = []
    const startedAt = clock.monotonic()
    const [from, row] = await store.write(async (tx) => {
      effects.length = 0
      const found = await lockGpuInstance(tx, store, id)
      const { status } = found
      await change(tx, found, (effect) => void effects.push(effect))
      return [status, found]
    })
    traceTransition(parts.tracer, row, from, startedAt)
    for (const effect of effects) effect()
    changes.notify(id)
    parts.events.wake()
    return rendered(await owned(userId, id))
  }

  return {
    offers: (userId, query) =>
      listOffers({
        userId,
        query,
        market: room.snapshots.market(),
        accounts: parts.accounts,
        cursors,
        now: clock.now(),
      }),

    async create(owner, request, wait) {
      const { id, contract } = await createContract(room, owner, request)
      return wait ? waited(owner.userId, id, wait) : contract
    },

    async list(userId, { status, limit, cursor }) {
      const scope = `contracts ${userId} ${status}`
      const after = cursor === undefined ? null : cursors.read(scope, cursor)
      const rows = await listGpuInstances(store.db, userId, { statuses: statusesOf(status), after, limit: limit + 1 })
      const page = rows.slice(0, limit)
      const attempts = await gpuAttemptsOf(
        store.db,
        page.map(({ id }) => id),
      )
      const last = page.at(-1)
      return {
        data: page.map((row) =>
          renderContract(
            row,
            attempts.filter(({ contract_id }) => contract_id === row.id),
          ),
        ),
        next_cursor: rows.length > limit && last ? cursors.write(scope, last.id) : null,
      }
    },

    async made(userId, key) {
      const row = await gpuInstanceByKey(store.db, userId, key)
      return row === undefined ? null : rendered(row)
    },

    async get(userId, reference, wait) {
      const { id } = await referred(userId, reference)
      return waited(userId, id, wait)
    },

    update: (userId, id, change) =>
      changed(userId, id, async (tx, row) => {
        requireAction('update', row.status as Status)
        await changeContract(tx, { contract: row }, updateOf(row, change, clock.now()))
      }),

    async destroy(userId, provider, reference, wait) {
      const name = provider.toLowerCase()
      const account = parts.accounts.find(({ cloud }) => cloud.id === name || cloud.aliases.includes(name))
      if (!account) throw new ApiError('NOT_FOUND')
      const row = await referred(userId, reference, [reference, `${account.cloud.short}-${reference}`])
      const tried = await gpuAttemptsOf(store.db, [row.id])
      if (!tried.some((attempt) => attempt.provider === account.cloud.id)) throw new ApiError('NOT_FOUND')
      const contract = await changed(userId, row.id, (tx, found, after) =>
        wishEnd(tx, room, { contract: found }, null, after),
      )
      return wait ? waited(userId, row.id, wait) : contract
    },

    act: (userId, id, action) =>
      changed(userId, id, async (tx, row, after) => {
        requireAction(action, row.status as Status)
        requireActing(room, row, action)
        await changeContract(
          tx,
          { contract: row },
          { desired: action === 'stop' ? 'stopped' : 'running', wish: action },
        )
        const next = { start: 'starting', stop: 'stopping' } as const
        if (action !== 'reboot') await moveTo(tx, { contract: row }, next[action])
        const { id: tag } = await currentGpuAttempt(tx, id)
        await nudgeGpuAttempt(tx, tag, clock.now())
        after(() => parts.wake(jobNames.attempts))
      }),

    logs: createInstanceLogs(room),

    checkIn: createCheckIn(room),
    deployments: createDeployments(room),
    proxy: proxy.envelope,
    relay: proxy.relay,
    pass: proxy.pass,
    tunnel: proxy.tunnel,
    jobs: () => [
      room.snapshots.job(),
      ...attemptJobs(room),
      reconcileJob(room),
      meterJob(room),
      leaseJob(room),
      deploymentJob(room),
    ],
  }
}

function statusesOf(status: string): readonly string[] | null {
  if (status === 'all') return null
  return status === 'live' ? statuses.filter((one) => !isFinal(one)) : [status]
}

function requireActing(room: Room, { provider }: GpuInstance, action: Action): void {
  const { cloud } = accountOf(room, provider)
  if (cloud.act && (action === 'reboot' || cloud.caps.stop)) return
  throw unsupported('path.contract_id', `${cloud.id} cannot ${action} an instance.`)
}

/** Throws PRICE_CHANGED where the new cap is below what it costs, UNSUPPORTED_PARAMETER. */
function updateOf(
  row: GpuInstance,
  change: components['schemas']['GpuContractUpdate'],
  now: number,
): GpuInstanceChange {
  const { name, ttl_seconds, idle_ttl_seconds, idle_by, max_price_per_hour, max_spend } = change
  if (idle_ttl_seconds != null && idle_by == null) {
    throw unsupported('/idle_by', 'No cloud reports GPU use: idle_ttl_seconds needs idle_by, "proxy".')
  }
  const priceMax = max_price_per_hour === undefined ? undefined : microsOfAmount(max_price_per_hour)
  if (priceMax !== undefined && priceMax < row.price) {
    throw new ApiError(
      'PRICE_CHANGED',
      `The instance costs ${usdOf(row.price)} USD an hour, more than max_price_per_hour.`,
    )
  }
  const renewed = (JSON.parse(row.warned) as string[]).filter((warning) => !/^(ttl|idle|spend) /.test(warning))
  return {
    ...(name === undefined ? {} : { name }),
    ...(ttl_seconds === undefined ? {} : { lease_expires_at: ttl_seconds === null ? null : now + ttl_seconds * 1_000 }),
    ...(idle_ttl_seconds === undefined
      ? {}
      : { idle_ttl_ms: idle_ttl_seconds === null ? null : idle_ttl_seconds * 1_000, used_at: now }),
    ...(priceMax === undefined ? {} : { price_max: priceMax }),
    ...(max_spend === undefined ? {} : { max_spend: max_spend === null ? null : microsOfAmount(max_spend) }),
    warned: JSON.stringify(renewed),
  }
}
