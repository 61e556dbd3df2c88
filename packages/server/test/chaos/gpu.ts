/** Rentals under every fault of the cloud, in a process that ends again and again; what is left of them is counted. */
import { ApiError } from '@proxyapi/contract/errors'
import { type VastFaultName, vastFaultNames } from '@proxyapi/simulators'
import type { Contract } from '../../src/compute/compute.ts'
import type { Random } from '../../src/runtime.ts'
import { Died } from '../gpu/mishaps.ts'
import { createsOf } from '../gpu/money.ts'
import { type GpuWorld, gpuWorld } from '../gpu/world.ts'
import { testRandom } from '../runtime.ts'
import { openSqlite } from '../stores.ts'
import { chaosDoors, type Tally } from './doors.ts'
import { type Sabotage, type SabotageName, sabotages } from './sabotage.ts'

export interface ChaosReport {
  cycles: number
  /** Creates that were refused at once, of the cycles. */
  refused: number
  kills: number
  /** Ends of a process, by place. */
  places: Map<string, number>
  lost: number
  faults: Map<string, number>
  /** Machines of ours that live when all is over. */
  orphans: number
  /** Attempts that were sent more than once. */
  doubles: number
  /** Micro-USD by which our books differ from the bills, summed over machines. */
  drift: number
  /** Everything else that must not be, in words. */
  broken: string[]
}

const minuteMs = 60_000
const foreignMachines = 20
const atOnce = 5
/** These close the account for all, which then rents nothing. */
const faults = vastFaultNames.filter((name) => !/balance/.test(name))

/** `cycles` rentals, 25 in a world of their own. */
export async function chaosGpu(seed: number, cycles: number, sabotage?: SabotageName): Promise<ChaosReport> {
  const tally: Tally = { kills: new Map(), lost: 0 }
  const report: ChaosReport = {
    ...{ cycles: 0, refused: 0, kills: 0, lost: 0, orphans: 0, doubles: 0, drift: 0, broken: [] },
    places: tally.kills,
    faults: new Map(),
  }
  for (let world = 0; report.cycles < cycles; world++) {
    const count = Math.min(25, cycles - report.cycles)
    await inWorld(seed * 1_000 + world, count, report, tally, sabotage && (sabotages[sabotage] as Sabotage))
  }
  report.kills = [...tally.kills.values()].reduce((sum, kills) => sum + kills, 0)
  report.lost = tally.lost
  return report
}

async function inWorld(seed: number, cycles: number, report: ChaosReport, tally: Tally, sabotage: Sabotage = {}) {
  const random = testRandom(seed)
  let isCalm = true
  const store = await openSqlite()
  const chaos = chaosDoors(random, tally, () => isCalm)
  const world = await gpuWorld(store, {
    seed,
    survives: true,
    credit: 1e12,
    wrap: (doors) => chaos(sabotage.wrap?.(doors) ?? doors),
    ...(sabotage.disguise && { disguise: sabotage.disguise }),
    simulator: { bootMs: 3_000, machines: 20, seed: `chaos ${seed}` },
  })
  try {
    const foreign = world.simulator.foreign(foreignMachines)
    await world.work()
    isCalm = false
    const ids: string[] = []
    for (let done = 0; done < cycles; done += atOnce) {
      ids.push(...(await batch(world, random, Math.min(atOnce, cycles - done), report, sabotage.fault)))
    }
    isCalm = true
    // Two rounds, the grace of the cloud, and the time in which a stray is only suspected.
    await world.pass(20 * minuteMs)
    await judge(world, ids, foreign, report)
  } catch (error) {
    report.broken.push(`it did not come to rest: ${error}`)
  } finally {
    await world.close()
    await store.close()
  }
}

/** Some rentals at a time, from create to their proved end. Returns their contracts. */
async function batch(
  world: GpuWorld,
  random: Random,
  count: number,
  report: ChaosReport,
  only?: VastFaultName,
): Promise<string[]> {
  const ids: string[] = []
  for (const offer of await someOffers(world, random, count)) {
    const any = random.float() < 0.25 ? null : (faults[Math.floor(random.float() * faults.length)] ?? null)
    const fault = only ?? any
    report.cycles += 1
    report.faults.set(fault ?? 'none', (report.faults.get(fault ?? 'none') ?? 0) + 1)
    const id = await rent(world, offer, fault, `${report.cycles} ${random.float()}`)
    if (id === null) report.refused += 1
    else ids.push(id)
  }
  await untilAll(world, ids, ({ ready, ended_at }) => ready || ended_at !== null, 45 * minuteMs)
  await world.pass(Math.ceil(random.float() * 5) * minuteMs)
  for (const id of ids) await repeated(world, () => world.compute.destroy(world.owner.userId, 'vast.ai', id, null))
  await untilAll(world, ids, ({ ended_at }) => ended_at !== null, 120 * minuteMs)
  return ids
}

async function someOffers(world: GpuWorld, random: Random, count: number): Promise<{ id: string; price: number }[]> {
  const query = {
    provider: ['all'],
    disk_gb: 50,
    pricing: 'on_demand',
    available: true,
    stale: true,
    sort: 'price',
    limit: 100,
  } as const
  for (;;) {
    const { data } = world.compute.offers(world.owner.userId, { ...query, provider: [...query.provider] })
    if (data.length >= count) {
      const from = Math.floor(random.float() * (data.length - count + 1))
      return data.slice(from, from + count).map(({ id, price_per_hour }) => ({ id, price: price_per_hour ?? 0 }))
    }
    await world.pass(minuteMs)
  }
}

/** The contract; null where it was refused for good. */
async function rent(
  world: GpuWorld,
  { id, price }: { id: string; price: number },
  fault: VastFaultName | null,
  idempotencyKey: string,
): Promise<string | null> {
  const body = {
    failover: 'same_cloud' as const,
    ports: [8000],
    max_price_per_hour: Math.ceil(price * 1.3 * 1e6) / 1e6,
  }
  const request = {
    provider: 'vast.ai',
    offerId: id,
    body: { ...body, ...(fault && { image: `sim/${fault}` }) },
    idempotencyKey,
  }
  try {
    return (await repeated(world, () => world.compute.create(world.owner, request, null))).contract_id
  } catch (error) {
    if (error instanceof ApiError) return null
    throw error
  }
}

const triesMax = 50

/** A caller who repeats what failed, with the same key, also at the next process. */
async function repeated<T>(world: GpuWorld, ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask()
    } catch (error) {
      const isOver = !(error instanceof Died) && !(error instanceof ApiError && error.retry)
      if (isOver || tries === triesMax) throw error
      if (error instanceof Died) world.restart()
      await world.pass(30_000)
    }
  }
}

async function untilAll(world: GpuWorld, ids: readonly string[], is: (contract: Contract) => boolean, limitMs: number) {
  for (const id of ids) await world.until(id, is, limitMs)
}

async function judge(world: GpuWorld, ids: readonly string[], foreign: readonly string[], report: ChaosReport) {
  const { simulator, books, owner } = world
  const note = (isBroken: boolean, what: string) => {
    if (isBroken) report.broken.push(what)
  }
  const postings = await books.postings()
  const payable = postings.filter(({ credit }) => credit === `provider_payable:${world.provider}`)
  const of = (label: string) => payable.filter(({ key }) => key.startsWith(`cost:seg:${label}:`))
  const total = (rows: readonly { amount: number }[]) => rows.reduce((sum, { amount }) => sum + amount, 0)
  const bills = simulator.bill().filter((bill) => !bill.foreign)
  for (const { label, micro_usd } of bills) report.drift += Math.abs(total(of(label ?? '')) - micro_usd)
  report.orphans += simulator.instances().filter((one) => !one.foreign && one.state !== 'destroyed').length
  const tags = createsOf(simulator).map(({ tag }) => tag)
  report.doubles += tags.length - new Set(tags).size
  const touched = simulator
    .requests()
    .filter(({ method, path }) => method !== 'GET' && foreign.some((id) => path.includes(`/${id}/`)))
  note(touched.length > 0, `${touched.length} requests change machines that are not ours`)
  const tenant = total(postings.filter(({ credit }) => credit === 'revenue:gpu'))
  const operator = total(payable.filter(({ debit }) => debit === 'operator_loss'))
  const billed = bills.reduce((sum, { micro_usd }) => sum + micro_usd, 0)
  note(tenant + operator !== billed, `${tenant} of tenants and ${operator} of the operator pay a bill of ${billed}`)
  note((await books.openHolds()) > 0, 'money is held for what is over')
  await books.check().catch((error: unknown) => note(true, `the ledger: ${error}`))
  const told = await books.told()
  for (const name of ['instance.created', 'instance.destroyed']) {
    const of = told.filter((event) => event.name === name).map(({ data }) => data.contract_id)
    note(new Set(of).size < of.length, `${name} is told twice of one contract`)
  }
  for (const id of ids) {
    const { status, ended_at } = await world.compute.get(owner.userId, id, null)
    note(ended_at === null, `a contract is still ${status}`)
  }
}
