import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Answer } from './answer.ts'
import { openPorts, type Ports, type Reachable } from './cloud/ports.ts'
import type { Controls } from './control.ts'
import { type Journal, journal, type Seen } from './journal.ts'
import { isObject } from './json.ts'
import { listen } from './listen.ts'
import { type Received, receive } from './receive.ts'
import { asRule, type FaultRule, type RuleBook, ruleBook } from './rule-book.ts'
import { type Script, script } from './script.ts'

export interface CloudOptions {
  port?: number
  /** Equal seeds offer equal machines and give equal ids; default "sim". */
  seed?: string
  /** Milliseconds since 1970; default: the real clock. `advance` adds to it. */
  now?: () => number
  /** From create to running; default 2,000. */
  bootMs?: number
  /** USD in the account; default 100,000. */
  credit?: number
  /** Replaces "any key that is not empty". */
  keys?: string[]
  /** false: no 429 by pace; default true. */
  paces?: boolean
}

/** A stretch of time at one rate. */
export interface Segment {
  kind: 'gpu' | 'disk'
  from: number
  to: number
  microUsdPerHour: number
}

/** What one instance has cost. */
export interface CloudBillRow {
  instance_id: string
  /** What its renter called it. */
  label: string | null
  foreign: boolean
  micro_usd: number
  segments: Segment[]
}

/** An instance as the simulator itself knows it. */
export interface SimulatedInstance {
  id: string
  label: string | null
  foreign: boolean
  state: 'booting' | 'running' | 'stopped' | 'destroyed'
  machine_id: number | string
  /** Container port → loopback port, while it runs. */
  ports: Record<string, number>
}

export interface CloudSimulator<Name extends string = string> {
  url: string
  requests(): readonly Seen[]
  until(predicate: (requests: readonly Seen[]) => boolean): Promise<void>
  /** Moves the simulator's clock, and resolves when what is due has happened. */
  advance(ms: number): Promise<void>
  fault(rule: FaultRule<Name>): void
  /** The oracle: what each instance has cost until now, from the simulator's own state. */
  bill(): CloudBillRow[]
  instances(): SimulatedInstance[]
  /** Adds so many running instances that somebody else rents in the same account; their ids. */
  foreign(count: number): string[]
  /** USD that are left. */
  balance(): number
  close(): Promise<void>
}

/** What the socket does in place of an answer, or what is answered. */
export type Outcome = Answer | 'hang' | 'reset'

/** One cloud: its truth, and how it speaks of it. */
export interface CloudWire<Name extends string> {
  /** Everything that can go wrong. */
  faultNames: readonly Name[]
  /** The image that a create is for: it may name a failure, `sim/<name>`. */
  imageOf(received: Received): string | null
  answer(call: { seen: Seen; fault: Name | null; ports: Ports }): Outcome
  /** Brings the world up to its clock. */
  settle(): void
  running(): Map<string, Reachable>
  bill(): CloudBillRow[]
  instances(): Omit<SimulatedInstance, 'ports'>[]
  foreign(count: number): string[]
  /** Micro-USD. */
  balance(): number
}

interface Parts<Name extends string> {
  wire: CloudWire<Name>
  now: () => number
  log: Journal
  rules: RuleBook<Name>
  ports: Ports
}

// A run of 10,000 rentals is to be judged by its whole log.
const maxRequests = 400_000

/** A simulated cloud on a loopback port; `build` gets the clock that `advance` moves. */
export async function serveCloud<Name extends string>(
  options: Pick<CloudOptions, 'now' | 'port'>,
  build: (now: () => number) => CloudWire<Name>,
): Promise<CloudSimulator<Name>> {
  let advanced = 0
  const clock = options.now ?? Date.now
  const now = () => Math.floor(clock()) + advanced
  const wire = build(now)
  const parts: Parts<Name> = {
    wire,
    now,
    log: journal(maxRequests),
    rules: ruleBook(wire.faultNames),
    ports: openPorts(() => wire.running(), now),
  }
  const simulator: Omit<CloudSimulator<Name>, 'url' | 'close'> = {
    requests: parts.log.requests,
    until: parts.log.until,
    fault: parts.rules.add,
    bill: () => wire.bill(),
    instances: () => wire.instances().map((row) => ({ ...row, ports: Object.fromEntries(parts.ports.of(row.id)) })),
    foreign: (count) => wire.foreign(count),
    balance: () => wire.balance() / 1e6,
    async advance(ms) {
      advanced += ms
      await catchUp(parts)
    },
  }
  const controls = controlsOf(simulator)
  const listening = await listen((request, response) => {
    answer(parts, controls, request, response).catch((bug: unknown) => response.destroy(bug as Error))
  }, options.port)
  const close = async () => {
    await parts.ports.close()
    await listening.close()
  }
  return { ...simulator, url: listening.url, close }
}

/** `sim/stuck:latest` names the fault `stuck`. */
export function faultOfImage<Name extends string>(image: string | null, names: readonly Name[]): Name | null {
  const name = image?.match(/^sim\/([^:@]+)/)?.[1]
  return names.find((known) => known === name) ?? null
}

function controlsOf<Name extends string>(simulator: Omit<CloudSimulator<Name>, 'url' | 'close'>): Controls {
  return {
    'GET bill': simulator.bill,
    'GET instances': simulator.instances,
    'GET requests': simulator.requests,
    'GET balance': () => ({ usd: simulator.balance() }),
    'POST advance': (body) => simulator.advance(numberIn(body, 'ms')),
    'POST foreign': (body) => simulator.foreign(numberIn(body, 'n')),
    'POST fault': (body) => simulator.fault(asRule(body)),
  }
}

function numberIn(body: unknown, name: string): number {
  const value = isObject(body) ? body[name] : undefined
  if (typeof value !== 'number' || value < 0) throw new TypeError(`the body is {"${name}": <number>}`)
  return value
}

async function answer<Name extends string>(
  parts: Parts<Name>,
  controls: Controls,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { log, wire, ports } = parts
  const received = await receive(request, response, controls)
  if (!received) return
  const fault = faultOf(parts, received)
  const seen = log.open(received, { at: parts.now(), model: null, fault })
  await catchUp(parts)
  const outcome = wire.answer({ seen, fault, ports })
  await catchUp(parts)
  await log.play(seen, scriptOf(outcome), response)
}

/** The planned failure of a request; a create may also name one by its image. */
function faultOf<Name extends string>({ rules, wire }: Parts<Name>, received: Received): Name | null {
  const image = wire.imageOf(received)
  const { method, path } = received
  return rules.next({ method, path, image })?.do ?? faultOfImage(image, wire.faultNames)
}

/** What is due happens, then the ports follow. */
async function catchUp<Name extends string>({ wire, ports }: Parts<Name>): Promise<void> {
  wire.settle()
  await ports.follow()
}

function scriptOf(outcome: Outcome): Script {
  if (outcome === 'hang') return { head: null, steps: [{ do: 'silence' }] }
  if (outcome === 'reset') return { head: null, steps: [{ do: 'reset' }] }
  return script(outcome)
}
