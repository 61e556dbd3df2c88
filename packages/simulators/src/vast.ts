import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Answer } from './answer.ts'
import type { Controls } from './control.ts'
import { type Journal, journal, type Seen } from './journal.ts'
import { isObject } from './json.ts'
import { listen } from './listen.ts'
import { type Received, receive } from './receive.ts'
import { asRule, type FaultRule, type RuleBook, ruleBook } from './rule-book.ts'
import { type Script, script } from './script.ts'
import {
  failure,
  faultOfImage,
  type Outcome,
  tooFrequent,
  type VastFault,
  type VastFaultName,
  vastFaultNames,
  vastFaults,
} from './vast/faults.ts'
import { type Instance, instanceOfKey, phase } from './vast/instance.ts'
import { pacer } from './vast/pace.ts'
import { openPorts, type Ports } from './vast/ports.ts'
import { type Route, routes } from './vast/routes.ts'
import { addForeign, balance, bill, createWorld, settle, type VastBillRow, type World } from './vast/world.ts'

export interface VastOptions {
  port?: number
  /** Equal seeds offer equal machines and give equal ids; default "sim". */
  seed?: string
  /** Milliseconds since 1970; default: the real clock. `advance` adds to it. */
  now?: () => number
  /** Machines in the market; default 60. */
  machines?: number
  /** From create to running; default 2,000. */
  bootMs?: number
  /** USD in the account; default 100,000. */
  credit?: number
  /** Replaces "any key that is not empty". */
  keys?: string[]
  /** false: no 429 by pace; default true. */
  paces?: boolean
}

/** An instance as the simulator itself knows it. */
export interface VastInstance {
  id: string
  label: string | null
  foreign: boolean
  state: ReturnType<typeof phase>
  machine_id: number
  /** Container port → loopback port, while it runs. */
  ports: Record<string, number>
}

export interface VastSimulator {
  url: string
  requests(): readonly Seen[]
  until(predicate: (requests: readonly Seen[]) => boolean): Promise<void>
  /** Moves the simulator's clock, and resolves when what is due has happened. */
  advance(ms: number): Promise<void>
  fault(rule: FaultRule<VastFaultName>): void
  /** The oracle: what each instance has cost until now, from the simulator's own state. */
  bill(): VastBillRow[]
  instances(): VastInstance[]
  /** Adds so many running instances that somebody else rents in the same account; their ids. */
  foreign(count: number): string[]
  /** USD that are left. */
  balance(): number
  close(): Promise<void>
}

interface Parts {
  options: VastOptions
  world: World
  log: Journal
  rules: RuleBook<VastFaultName>
  violates: ReturnType<typeof pacer>
  ports: Ports
}

// A run of 10,000 rentals is to be judged by its whole log.
const maxRequests = 400_000

/** vast.ai on a loopback port: a market, instances that really answer on theirs, and a bill. */
export async function simulateVast(options: VastOptions = {}): Promise<VastSimulator> {
  const { seed = 'sim', machines = 60, bootMs = 2000, credit = 100_000, port } = options
  let advanced = 0
  const clock = options.now ?? Date.now
  const now = () => Math.floor(clock()) + advanced
  const world = createWorld(seed, machines, bootMs, credit, now)
  const parts: Parts = {
    options,
    world,
    log: journal(maxRequests),
    rules: ruleBook(vastFaultNames),
    violates: pacer(),
    ports: openPorts(world),
  }
  const simulator: Omit<VastSimulator, 'url' | 'close'> = {
    requests: parts.log.requests,
    until: parts.log.until,
    fault: parts.rules.add,
    bill: () => bill(world),
    instances: () => [...world.instances.values()].map((instance) => view(parts, instance)),
    foreign: (count) => addForeign(world, count).map(({ id }) => `${id}`),
    balance: () => balance(world) / 1e6,
    async advance(ms) {
      advanced += ms
      await catchUp(parts)
    },
  }
  const controls = controlsOf(simulator)
  const listening = await listen((request, response) => {
    answer(parts, controls, request, response).catch((bug: unknown) => response.destroy(bug as Error))
  }, port)
  const close = async () => {
    await parts.ports.close()
    await listening.close()
  }
  return { ...simulator, url: listening.url, close }
}

function controlsOf(simulator: Omit<VastSimulator, 'url' | 'close'>): Controls {
  return {
    'GET bill': simulator.bill,
    'GET instances': simulator.instances,
    'GET requests': simulator.requests,
    'GET balance': () => ({ usd: simulator.balance() }),
    'POST advance': (body) => simulator.advance(numberOf(body, 'ms')),
    'POST foreign': (body) => simulator.foreign(numberOf(body, 'n')),
    'POST fault': (body) => simulator.fault(asRule(body)),
  }
}

function numberOf(body: unknown, name: string): number {
  const value = isObject(body) ? body[name] : undefined
  if (typeof value !== 'number' || value < 0) throw new TypeError(`the body is {"${name}": <number>}`)
  return value
}

async function answer(
  parts: Parts,
  controls: Controls,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { log, world } = parts
  const received = await receive(request, response, controls)
  if (!received) return
  const name = faultOf(parts, received)
  const seen = log.open(received, { at: world.now(), model: null, fault: name })
  const fault: VastFault = name === null ? {} : vastFaults[name]
  await catchUp(parts)
  const outcome = fault.refuse ?? served(parts, seen, fault)
  await catchUp(parts)
  await log.play(seen, scriptOf(outcome), response)
}

/** The planned failure of a request; a create may also name one by its image. */
function faultOf({ rules }: Parts, { method, path, body }: Received): VastFaultName | null {
  const image = isObject(body) && typeof body.image === 'string' ? body.image : null
  return rules.next({ method, path, image })?.do ?? faultOfImage(image)
}

function served(parts: Parts, seen: Seen, fault: VastFault): Outcome {
  const { world, violates, options } = parts
  const route = routes.find(({ method, pattern }) => method === seen.method && pattern.test(seen.path))
  if (!route) return failure(404, 'not_found', `there is no ${seen.method} ${seen.path}`)
  const query = new URLSearchParams(seen.query)
  const key = seen.headers.authorization?.match(/^Bearer (\S+)$/i)?.[1] ?? query.get('api_key')
  const threshold = options.paces === false ? null : violates(key ?? '', route.pace, world.now())
  if (threshold !== null) return tooFrequent(threshold)
  const id = Number(route.pattern.exec(seen.path)?.[1] ?? 0)
  const refused = route.isOpen ? null : refusedKey(parts, key, route, id)
  if (refused) return refused
  const url = `http://${seen.headers.host}`
  const reply = route.answer({ world, id, query, body: seen.body, fault, url, hostPorts: parts.ports.of })
  return fault.instead ? fault.instead(reply) : reply
}

/** Keys of the account may do everything, the key of an instance may manage and destroy it. */
function refusedKey({ options, world }: Parts, key: string | null, { pace }: Route, id: number): Answer | null {
  if (!key) return failure(403, 'auth_error', 'This action requires login.')
  const owned = world.instances.get(instanceOfKey(key) ?? 0)
  if (owned) {
    const isItsOwn = owned.id === id && (pace === 'manage' || pace === 'destroy')
    return isItsOwn ? null : failure(403, 'auth_error', 'This key may only manage its own instance.')
  }
  return options.keys && !options.keys.includes(key) ? failure(404, 'auth_error', 'Invalid user key') : null
}

/** What is due happens, then the ports follow. */
async function catchUp({ world, ports }: Parts): Promise<void> {
  settle(world)
  await ports.follow()
}

function scriptOf(outcome: Outcome): Script {
  if (outcome === 'hang') return { head: null, steps: [{ do: 'silence' }] }
  if (outcome === 'reset') return { head: null, steps: [{ do: 'reset' }] }
  return script(outcome)
}

function view({ world, ports }: Parts, instance: Instance): VastInstance {
  return {
    id: `${instance.id}`,
    label: instance.label,
    foreign: instance.isForeign,
    state: phase(instance, world.now()),
    machine_id: instance.machine.id,
    ports: Object.fromEntries(ports.of(instance)),
  }
}
