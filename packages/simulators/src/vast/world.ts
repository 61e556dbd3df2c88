import type { CloudBillRow } from '../cloud-server.ts'
import { type Random, seeded } from '../seeded.ts'
import { destroy, type Instance, microUsd, type Order, type Quirks, rented, segments, stop, tick } from './instance.ts'
import { exampleAskId, type Machine, market } from './market.ts'

/** The cloud's own truth; replies are views of it. */
export interface World {
  /** Milliseconds of the simulator's clock. */
  now(): number
  bootMs: number
  /** Asks of the market; a rented one is gone, and comes back under another id. */
  asks: Map<number, Machine>
  /** Every instance that ever was, and those that still are. */
  instances: Map<number, Instance>
  live: Map<number, Instance>
  creditMicroUsd: number
  /** What the instances that are gone have cost. */
  spentMicroUsd: number
  nextAskId: number
  nextInstanceId: number
  random: Random
}

export function createWorld(seed: string, size: number, bootMs: number, creditUsd: number, now: () => number): World {
  const world: World = {
    now,
    bootMs,
    asks: new Map(),
    instances: new Map(),
    live: new Map(),
    creditMicroUsd: Math.round(creditUsd * 1e6),
    spentMicroUsd: 0,
    nextAskId: exampleAskId,
    nextInstanceId: 27_561_234,
    random: seeded(seed, 'ids'),
  }
  for (const machine of market(seed, size)) putUp(world, machine)
  return world
}

/** Offers a machine under a fresh id. */
function putUp(world: World, machine: Machine): void {
  world.asks.set(world.nextAskId, machine)
  world.nextAskId += 1 + Math.floor(world.random() * 997)
}

export function rent(world: World, machine: Machine, order: Order, quirks: Quirks, starts: boolean): Instance {
  const now = world.now()
  const instance = rented(world.nextInstanceId, machine, order, quirks, { now, bootMs: world.bootMs, starts })
  world.nextInstanceId += 1 + Math.floor(world.random() * 9)
  world.instances.set(instance.id, instance)
  world.live.set(instance.id, instance)
  return instance
}

/** Ends an instance at this time; its machine is offered again. */
export function release(world: World, instance: Instance, at = world.now()): void {
  destroy(instance, at)
  world.live.delete(instance.id)
  world.spentMicroUsd += microUsd(segments(instance, at))
  const isHeld = live(world).some(({ machine }) => machine === instance.machine)
  const isOffered = [...world.asks.values()].includes(instance.machine)
  if (!isHeld && !isOffered && !instance.isForeign) putUp(world, instance.machine)
}

/** Somebody else was quicker: the machine's next ask has another id. */
export function withdraw(world: World, askId: number, machine: Machine): void {
  world.asks.delete(askId)
  putUp(world, machine)
}

/** Brings the world up to its clock: what is due happens, and an empty account stops what runs. */
export function settle(world: World): void {
  const now = world.now()
  for (const instance of live(world)) {
    const end = tick(instance, now)
    if (end !== null) release(world, instance, end)
  }
  if (balance(world) > 0) return
  for (const instance of live(world)) stop(instance, now)
}

export function live(world: World): Instance[] {
  return [...world.live.values()]
}

/** Micro-USD that are left. */
export function balance(world: World): number {
  const now = world.now()
  const owed = live(world).reduce((sum, instance) => sum + microUsd(segments(instance, now)), 0)
  return world.creditMicroUsd - world.spentMicroUsd - owed
}

export function bill({ instances, now }: World): CloudBillRow[] {
  const at = now()
  return [...instances.values()].map((instance) => {
    const list = segments(instance, at)
    return {
      instance_id: `${instance.id}`,
      label: instance.label,
      foreign: instance.isForeign,
      micro_usd: microUsd(list),
      segments: list,
    }
  })
}

// What other people keep in the same account: no label, a free one, another installation's, and look-alikes of ours.
const foreignLabels = [
  null,
  'training-run-7',
  'gpzzzz-01jd8zzzzzzzzzzzzzzzzzzzzz-00',
  'gp-01jd8zzzzzzzzzzzzzzzzzzzzz-00',
  'gp7f3a_01jd8zzzzzzzzzzzzzzzzzzzzz_00',
  '',
]

/** Adds so many running instances that are not ours. */
export function addForeign(world: World, count: number): Instance[] {
  const [machine] = world.asks.values()
  if (!machine) return []
  return Array.from({ length: count }, (_, index) => {
    const order: Order = {
      label: foreignLabels[index % foreignLabels.length] ?? null,
      image: 'pytorch/pytorch:latest',
      runtype: 'ssh_direct',
      args: [],
      onstart: null,
      env: {},
      diskGb: 16,
      bidPerHour: null,
    }
    const own = { ...machine, id: 900_000 + world.nextInstanceId + index }
    const instance = rent(world, own, order, { noPorts: true }, true)
    instance.isForeign = true
    return instance
  })
}
