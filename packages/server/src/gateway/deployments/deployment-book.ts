import { brands } from '@proxyapi/providers'
import type { Clock } from '../../runtime.ts'
import type { Store } from '../../store/database.ts'
import type { RouteDoc } from '../../store/deployment-tables.ts'
import { type GatewayRoute, gatewayRoutes, putGatewayLoad } from '../../store/gateway-routes.ts'
import type { Deployment, DeploymentLookup } from '../lane-groups.ts'
import type { Lane } from '../provider-settings.ts'
import { replicaLane } from './replica-lane.ts'

export interface DeploymentBookParts {
  readonly store: Store
  readonly clock: Clock
  readonly sealer: { open(sealed: string, place: string): string }
  /** This process among those that share the store. */
  readonly node: string
  /** Requests that a lane answers now. */
  inFlight(lane: string): number
}

/** A deployment as this process knows it, and what it has of it. */
interface Known {
  readonly row: GatewayRoute
  readonly doc: RouteDoc
  readonly deployment: Deployment
  readonly use: Use
}

interface Use {
  open: number
  waiting: number
  calledAt: number | null
  /** What was last written says that something is open. */
  isTold: boolean
  readonly awaiting: Set<() => void>
}

const rereadMs = 100

/** What an account rents, as the gateway sees it: where its replicas are, and how much is asked of them. */
export class DeploymentBook implements DeploymentLookup {
  readonly #parts: DeploymentBookParts
  #byUser = new Map<string, Known[]>()
  #byReplica = new Map<string, Lane>()
  #readAt = Number.NEGATIVE_INFINITY
  #reading: Promise<void> = Promise.resolve()

  constructor(parts: DeploymentBookParts) {
    this.#parts = parts
  }

  find(name: string, userId: string | null): Deployment | undefined {
    return this.#meant(name, userId)?.deployment
  }

  /** All of an account, by the name that callers write. */
  of(userId: string | null): readonly { name: string; deployment: Deployment }[] {
    const own = userId === null ? undefined : this.#byUser.get(userId)
    return (own ?? []).map(({ row, deployment }) => ({ name: nameOf(row), deployment }))
  }

  /** A contract that serves a deployment. */
  isReplica = (provider: string): boolean => this.#byReplica.has(provider)

  /** Whether an account has any; asked of every call. */
  has(userId: string): boolean {
    return this.#byUser.has(userId)
  }

  /** Whether the name asks for a deployment of this account; its plain model's name does while a replica runs. */
  asks(name: string, userId: string | null): boolean {
    const known = this.#meant(name, userId)
    return known !== undefined && (known.deployment.lanes.length > 0 || name !== known.row.model)
  }

  /** Counts a request until the function that it returns is called. */
  enter(name: string, userId: string | null): () => void {
    const use = this.#meant(name, userId)?.use
    if (use === undefined) return () => {}
    const { clock } = this.#parts
    use.open += 1
    use.calledAt = clock.now()
    let isOpen = true
    return () => {
      if (isOpen) use.open -= 1
      isOpen = false
      use.calledAt = clock.now()
    }
  }

  /** Waits for a first replica as long as the deployment says; at once where one is ready, or none is waited for. */
  async ready(name: string, userId: string | null, signal: AbortSignal): Promise<void> {
    const known = this.#meant(name, userId)
    if (known === undefined || known.deployment.lanes.length > 0 || known.doc.cold_wait_ms === 0) return
    const { use, doc } = known
    const over = new AbortController()
    const come = () => over.abort()
    use.waiting += 1
    use.awaiting.add(come)
    try {
      await this.#parts.clock.sleep(doc.cold_wait_ms, AbortSignal.any([over.signal, signal]))
    } finally {
      use.waiting -= 1
      use.awaiting.delete(come)
    }
  }

  /** Reads what has changed of the routes, and writes what is asked of them. */
  async exchange(): Promise<void> {
    const { store } = this.#parts
    this.#takeOver(await gatewayRoutes(store.db))
    await this.#tell()
  }

  /** Reads the routes now, but not again within a moment: names that mean nothing cost no more than that. */
  async refresh(): Promise<void> {
    const now = this.#parts.clock.monotonic()
    if (now - this.#readAt < rereadMs) return this.#reading
    this.#readAt = now
    this.#reading = gatewayRoutes(this.#parts.store.db).then((rows) => this.#takeOver(rows))
    return this.#reading
  }

  #takeOver(rows: readonly GatewayRoute[]): void {
    const before = new Map([...this.#byUser.values()].flat().map((known) => [known.row.deployment_id, known]))
    const byUser = new Map<string, Known[]>()
    const byReplica = new Map<string, Lane>()
    for (const row of rows) {
      const known = this.#known(row, before.get(row.deployment_id))
      const own = byUser.get(row.user_id)
      if (own === undefined) byUser.set(row.user_id, [known])
      else own.push(known)
      for (const lane of known.deployment.lanes) byReplica.set(lane.provider.name, lane)
    }
    this.#byUser = byUser
    this.#byReplica = byReplica
    for (const { deployment, use } of [...byUser.values()].flat())
      if (deployment.lanes.length > 0) for (const come of use.awaiting) come()
  }

  #known(row: GatewayRoute, before: Known | undefined): Known {
    if (before?.row.doc === row.doc && before.row.token === row.token) return before
    const doc = JSON.parse(row.doc) as RouteDoc
    const brand = brands.get(doc.brand)
    if (brand === undefined) throw new Error(`A route names the brand ${doc.brand}, which this server does not know`)
    const token = this.#parts.sealer.open(row.token, `gateway_routes:${row.deployment_id}:token`)
    const names = [nameOf(row), row.deployment_id]
    const own = { brand, model: row.model, names, token, slots: doc.slots }
    // A lane that stays is the same object: its connections and its health go on.
    const lanes = doc.targets.map((target) => {
      const same = this.#byReplica.get(target.contract_id)
      return same?.provider.baseUrl === target.base_url && same.provider.key === token ? same : replicaLane(target, own)
    })
    const use = before?.use ?? { open: 0, waiting: 0, calledAt: null, isTold: false, awaiting: new Set() }
    return { row, doc, use, deployment: { lanes, fallbackModel: doc.fallback_model, bootMs: doc.boot_ms } }
  }

  async #tell(): Promise<void> {
    const { store, clock, node, inFlight } = this.#parts
    const active = [...this.#byUser.values()]
      .flat()
      .filter(({ use }) => use.open > 0 || use.isTold || isNew(use, clock))
    if (active.length === 0) return
    const at = clock.now()
    await store.write(async (tx) => {
      for (const { row, deployment, use } of active) {
        const busy = deployment.lanes.flatMap(({ id, provider }) => {
          const count = inFlight(id)
          return count === 0 ? [] : [[provider.name, count] as const]
        })
        await putGatewayLoad(tx, {
          ...{ deployment_id: row.deployment_id, node, at, called_at: use.calledAt },
          ...{ open: use.open, waiting: use.waiting, replicas: JSON.stringify(Object.fromEntries(busy)) },
        })
      }
    })
    for (const { use } of active) use.isTold = use.open > 0
  }

  #meant(name: string, userId: string | null): Known | undefined {
    const own = userId === null ? undefined : this.#byUser.get(userId)
    if (own === undefined) return undefined
    return (
      own.find(({ row }) => name === nameOf(row) || name === row.deployment_id) ??
      own.find(({ row, deployment }) => name === row.model && deployment.lanes.length > 0) ??
      own.find(({ row }) => name === row.model)
    )
  }
}

const nameOf = ({ name }: Pick<GatewayRoute, 'name'>): string => `deployment/${name}`

/** A call that began and ended within the second is told too. */
const isNew = ({ calledAt }: Use, clock: Clock): boolean => calledAt !== null && clock.now() - calledAt < 2_000
