import type { Answer } from './answer.ts'
import {
  type CloudBillRow,
  type CloudOptions,
  type CloudSimulator,
  type CloudWire,
  type Outcome,
  type SimulatedInstance,
  serveCloud,
} from './cloud-server.ts'
import type { Seen } from './journal.ts'
import { isObject } from './json.ts'
import { failure, tooFrequent, type VastFault, type VastFaultName, vastFaultNames, vastFaults } from './vast/faults.ts'
import { containerPorts, instanceOfKey, isRunning, phase } from './vast/instance.ts'
import { pacer } from './vast/pace.ts'
import { type Route, routes } from './vast/routes.ts'
import { addForeign, balance, bill, createWorld, settle, type World } from './vast/world.ts'

export interface VastOptions extends CloudOptions {
  /** Machines in the market; default 60. */
  machines?: number
}

export type VastInstance = SimulatedInstance
export type VastBillRow = CloudBillRow
export type VastSimulator = CloudSimulator<VastFaultName>

/** vast.ai on a loopback port: a market, instances that really answer on theirs, and a bill. */
export function simulateVast(options: VastOptions = {}): Promise<VastSimulator> {
  const { seed = 'sim', machines = 60, bootMs = 2000, credit = 100_000 } = options
  return serveCloud(options, (now) => wireOf(createWorld(seed, machines, bootMs, credit, now), options))
}

function wireOf(world: World, options: VastOptions): CloudWire<VastFaultName> {
  const violates = pacer()
  return {
    faultNames: vastFaultNames,
    imageOf: ({ body }) => (isObject(body) && typeof body.image === 'string' ? body.image : null),
    answer({ seen, fault: name, ports }) {
      const fault: VastFault = name === null ? {} : vastFaults[name]
      return fault.refuse ?? served(world, options, violates, seen, fault, (id) => ports.of(id))
    },
    settle: () => settle(world),
    running: () =>
      new Map(
        [...world.live.values()]
          .filter((instance) => isRunning(instance, world.now()) && !instance.quirks.noPorts)
          .map((instance) => [`${instance.id}`, { container: instance, ports: containerPorts(instance) }]),
      ),
    bill: () => bill(world),
    instances: () =>
      [...world.instances.values()].map((instance) => ({
        id: `${instance.id}`,
        label: instance.label,
        foreign: instance.isForeign,
        state: phase(instance, world.now()),
        machine_id: instance.machine.id,
      })),
    foreign: (count) => addForeign(world, count).map(({ id }) => `${id}`),
    balance: () => balance(world),
  }
}

function served(
  world: World,
  options: VastOptions,
  violates: ReturnType<typeof pacer>,
  seen: Seen,
  fault: VastFault,
  portsOf: (id: string) => Map<number, number>,
): Outcome {
  const route = routes.find(({ method, pattern }) => method === seen.method && pattern.test(seen.path))
  if (!route) return failure(404, 'not_found', `there is no ${seen.method} ${seen.path}`)
  const query = new URLSearchParams(seen.query)
  const key = seen.headers.authorization?.match(/^Bearer (\S+)$/i)?.[1] ?? query.get('api_key')
  const threshold = options.paces === false ? null : violates(key ?? '', route.pace, world.now())
  if (threshold !== null) return tooFrequent(threshold)
  const id = Number(route.pattern.exec(seen.path)?.[1] ?? 0)
  const refused = route.isOpen ? null : refusedKey(world, options, key, route, id)
  if (refused) return refused
  const url = `http://${seen.headers.host}`
  const hostPorts = (instance: { id: number }) => portsOf(`${instance.id}`)
  const reply = route.answer({ world, id, query, body: seen.body, fault, url, hostPorts })
  return fault.instead ? fault.instead(reply) : reply
}

/** Keys of the account may do everything, the key of an instance may manage and destroy it. */
function refusedKey(
  world: World,
  { keys }: VastOptions,
  key: string | null,
  { pace }: Route,
  id: number,
): Answer | null {
  if (!key) return failure(403, 'auth_error', 'This action requires login.')
  const owned = world.instances.get(instanceOfKey(key) ?? 0)
  if (owned) {
    const isItsOwn = owned.id === id && (pace === 'manage' || pace === 'destroy')
    return isItsOwn ? null : failure(403, 'auth_error', 'This key may only manage its own instance.')
  }
  return keys && !keys.includes(key) ? failure(404, 'auth_error', 'Invalid user key') : null
}
