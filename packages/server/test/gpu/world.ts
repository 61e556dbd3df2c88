/** A GPU room against the simulator of a cloud: one clock for both, jobs that run when the test says so. */
import { type Cloud, cloudByName } from '@proxyapi/clouds'
import { type CloudSimulator, simulateVast, type VastOptions } from '@proxyapi/simulators'
import { sql } from 'kysely'
import {
  type CloudAccount,
  type Compute,
  type ComputeSettings,
  type Contract,
  createCompute,
  type Owner,
} from '../../src/compute/compute.ts'
import { jobNames } from '../../src/compute/parts.ts'
import { createEgress, type Egress, type EgressOptions } from '../../src/egress/egress.ts'
import { append } from '../../src/events/append.ts'
import { checkLedger } from '../../src/ledger/invariants.ts'
import type { Clock } from '../../src/runtime.ts'
import { createCursors } from '../../src/store/cursors.ts'
import type { Store } from '../../src/store/database.ts'
import type { Job } from '../../src/worker.ts'
import { aLedger, aUser } from '../ledger.ts'
import { keptLog, type Line, noMetrics, testRandom } from '../runtime.ts'

/** Time moves when told, and by itself past every sleep: to whole seconds, because clouds state their times so. */
export interface JumpingClock extends Clock {
  jump(ms: number): void
}

export function jumpingClock(start = Date.UTC(2026, 10, 20, 10, 30)): JumpingClock {
  let now = start
  return {
    now: () => now,
    monotonic: () => now - start,
    async sleep(ms, signal) {
      const until = Math.ceil((now + ms) / 1000) * 1000
      await new Promise((resolve) => setImmediate(resolve))
      if (!signal?.aborted) now = Math.max(now, until)
    },
    jump(ms) {
      now += ms
    },
  }
}

export interface GpuWorld {
  clock: JumpingClock
  simulator: CloudSimulator
  /** The name of its cloud. */
  provider: string
  /** The room as it runs now: after `restart` it is another one. */
  readonly compute: Compute
  books: Books
  lines: Line[]
  owner: Owner
  /** Runs every job until none has work. */
  work(): Promise<void>
  /** Lets the time pass from one due row to the next, and works at each. */
  pass(ms: number): Promise<void>
  /** The contract once it is so; throws after an hour of waiting, or what else is given. */
  until(id: string, is: (contract: Contract) => boolean, limitMs?: number): Promise<Contract>
  /** Another process takes over: nothing of the memory of the first is left. */
  restart(): void
  close(): Promise<void>
}

export interface Posted {
  key: string
  debit: string
  credit: string
  amount: number
}

/** What the database says of money and events. */
export interface Books {
  postings(): Promise<Posted[]>
  openHolds(): Promise<number>
  /** Oldest first, but for the credit that the owner began with. */
  told(): Promise<{ name: string; userId: string | null; data: Record<string, unknown> }[]>
  /** Throws where an invariant of the ledger does not hold. */
  check(): Promise<void>
}

function booksOf({ db }: Store): Books {
  return {
    async postings() {
      const rows = await db.selectFrom('ledger_transfers').selectAll().orderBy('id').execute()
      return rows
        .filter(({ debit_account }) => debit_account !== 'grants')
        .map((row) => ({
          key: row.posting_key,
          debit: row.debit_account,
          credit: row.credit_account,
          amount: row.amount,
        }))
    },
    async openHolds() {
      return (await db.selectFrom('ledger_holds').select('id').where('status', '=', 'open').execute()).length
    },
    async told() {
      const rows = await db.selectFrom('events').selectAll().orderBy('ordinal').execute()
      const isGrant = (name: string) => name === 'billing.credit_added'
      return rows
        .filter(({ name }) => !isGrant(name))
        .map(({ name, user_id, data }) => ({ name, userId: user_id, data: JSON.parse(data) }))
    },
    async check() {
      const broken = await checkLedger(db)
      if (broken.length > 0) throw new Error(JSON.stringify(broken))
    },
  }
}

export interface Doors {
  store: Store
  egress: Egress
}

export interface WorldOptions {
  simulator?: VastOptions
  /** In place of the simulated cloud. */
  accounts?: (clock: JumpingClock) => CloudAccount[]
  /** Another cloud than the one of the market of asks. */
  cloud?: { id: string; simulate: (options: VastOptions) => Promise<CloudSimulator> }
  /** What the room takes for the adapter of the cloud. */
  disguise?: (cloud: Cloud) => Cloud
  settings?: Partial<ComputeSettings>
  /** Stands between the room and its parts: to fail, to count. Asked anew at each start. */
  wrap?: (doors: Doors) => Doors
  /** Micro-USD. */
  credit?: number
  billing?: Owner['billing']
  seed?: number
  /** What callers of the proxy may reach beside public addresses. */
  allow?: { host: string; port: number; class: 'target' }[]
  /** Instead of real sockets and names. */
  network?: Pick<EgressOptions, 'dial' | 'lookUp'>
  clock?: JumpingClock
  /** What a job throws is the end of its process: the next one takes over. */
  survives?: boolean
  /** How many processes work on the same database; each job runs in all of them at once. */
  processes?: number
}

const testSettings: ComputeSettings = {
  defaultImage: 'nvidia/cuda:12.0.0-base-ubuntu22.04',
  maxInstancesPerUser: 20,
  marginPercent: 0,
  chargeFrom: 'accepted',
  createTimeoutMs: 400,
  keyHeader: null,
  publicUrl: null,
}

/** Not a cipher: the text stands for one. */
const openSealer = {
  seal: (text: string, place: string) => JSON.stringify({ place, text }),
  open(sealed: string, place: string) {
    const parsed = JSON.parse(sealed) as { place: string; text: string }
    if (parsed.place !== place) throw new Error(`sealed for ${parsed.place}, opened for ${place}`)
    return parsed.text
  },
}

function knownCloud(name: string): Cloud {
  const cloud = cloudByName(name)
  if (!cloud) throw new Error('there is no such cloud')
  return cloud
}

const maxRounds = 500
const longestStepMs = 30_000

const jobTables = [
  [jobNames.attempts, 'gpu_attempts'],
  [jobNames.reconcile, 'gpu_clouds'],
  [jobNames.refresh, 'gpu_snapshots'],
  [jobNames.deployments, 'gpu_deployments'],
] as const

/** Jobs that have nothing to do where no row of theirs is due. */
const claiming: ReadonlySet<string> = new Set(jobTables.map(([job]) => job))

/** When the first row of each job can be claimed. */
type DueTimes = ReadonlyMap<string, number>

async function dueTimes({ db }: Store): Promise<DueTimes> {
  const ofEach = jobTables.map(
    ([job, table]) => sql`
      SELECT ${sql.lit(job)} AS job, MIN(CASE WHEN lease_until > due_at THEN lease_until ELSE due_at END) AS due
        FROM ${sql.table(table)}`,
  )
  const { rows } = await sql<{ job: string; due: number | null }>`${sql.join(ofEach, sql` UNION ALL `)}`.execute(db)
  return new Map(rows.flatMap(({ job, due }) => (due === null ? [] : [[job, due] as const])))
}

export async function gpuWorld(store: Store, options: WorldOptions = {}): Promise<GpuWorld> {
  const clock = options.clock ?? jumpingClock()
  const { id: provider, simulate } = options.cloud ?? { id: 'vast.ai', simulate: simulateVast }
  const simulator = await simulate({ now: clock.now, ...options.simulator })
  const billing = options.billing ?? 'prepaid'
  const userId = await aUser(store, { credits: options.credit ?? 100_000_000, billing })
  const owner: Owner = { userId, keyId: null, billing }
  const random = testRandom(options.seed)
  const known = knownCloud(provider)
  const cloud = options.disguise?.(known) ?? known
  const ofCloud = { host: '127.0.0.1', port: Number(new URL(simulator.url).port), class: 'cloud' as const }
  const rules = { allow: [ofCloud, { ...ofCloud, class: 'fetch' as const }, ...(options.allow ?? [])] }
  const egress = createEgress({ rules, userAgent: 'test', ...options.network })
  const lines: Line[] = []
  const accounts = options.accounts?.(clock) ?? [
    { cloud, key: 'a-key', baseUrl: simulator.url, privateEndpoints: true },
  ]
  const { signal } = new AbortController()

  function start(): { compute: Compute; jobs: Job[] } {
    const doors = options.wrap?.({ store, egress }) ?? { store, egress }
    const compute = createCompute({
      ...doors,
      clock,
      random,
      log: keptLog(lines),
      metrics: noMetrics,
      ledger: aLedger(doors.store, { clock, random }),
      events: { append: (tx, event) => append({ clock, random }, tx, event), wake() {} },
      accounts,
      sealer: openSealer,
      cursors: createCursors(new Uint8Array(32)),
      settings: () => ({ ...testSettings, ...options.settings }),
      wake() {},
    })
    // One lane is enough where one thing happens after the other.
    return { compute, jobs: compute.jobs().filter(({ name }) => !/attempts\.\d/.test(name)) }
  }

  let isNew = true
  const startAll = () => {
    isNew = true
    return Array.from({ length: options.processes ?? 1 }, start)
  }
  let lives = startAll()

  async function runEverywhere(name: string): Promise<void> {
    const jobs = lives.flatMap((life) => life.jobs.filter((job) => job.name === name))
    await Promise.all(jobs.map((job) => job.run(signal)))
  }

  async function run(names: readonly string[]): Promise<void> {
    try {
      for (const name of names) await runEverywhere(name)
    } catch (error) {
      if (!options.survives) throw error
      lives = startAll()
    }
  }

  /** Each job once in a new process; then what claims while there is something to claim, and what looks around once. */
  async function work(known?: DueTimes): Promise<void> {
    await simulator.advance(0)
    const names = lives[0]?.jobs.map((job) => job.name) ?? []
    let due = known ?? (await dueTimes(store))
    for (let round = 0; round < maxRounds; round++) {
      const isDue = (name: string) => (due.get(name) ?? Number.POSITIVE_INFINITY) <= clock.now()
      const runs = names.filter((name) => isNew || isDue(name) || (round === 0 && !claiming.has(name)))
      if (runs.length === 0) return
      isNew = false
      await run(runs)
      due = await dueTimes(store)
    }
    throw new Error('the jobs do not come to rest')
  }

  /** To the next due row, in whole seconds. */
  async function step(limit: number): Promise<void> {
    const now = clock.now()
    const due = await dueTimes(store)
    const later = Math.min(limit, now + longestStepMs, ...[...due.values()].filter((at) => at > now))
    clock.jump(Math.max(1_000, Math.ceil((later - now) / 1_000) * 1_000))
    await work(due)
  }

  const compute = (): Compute => {
    const [life] = lives
    if (!life) throw new Error('no process runs')
    return life.compute
  }

  return {
    clock,
    simulator,
    provider,
    get compute() {
      return compute()
    },
    books: booksOf(store),
    lines,
    owner,
    work,
    async pass(ms) {
      const end = clock.now() + ms
      while (clock.now() < end) await step(end)
    },
    async until(id, is, limitMs = 3_600_000) {
      const end = clock.now() + limitMs
      for (await work(); ; await step(end)) {
        const contract = await compute().get(userId, id, null)
        if (is(contract)) return contract
        if (clock.now() > end) throw new Error(`it is still ${contract.status}`)
      }
    },
    restart() {
      lives = startAll()
    },
    async close() {
      await simulator.close()
      await egress.close()
    },
  }
}
