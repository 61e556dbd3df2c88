import type { CloudReply, CloudRequest } from '@proxyapi/clouds'
import type { Clock, Log, Random } from '../runtime.ts'
import { chargesOf, phaseOf, rowOfMachine, stopped } from './machine.ts'
import type { Machine, MachineFiles } from './machine-files.ts'
import { type Gpu, type Host, type Offered, offersOn } from './offers.ts'
import type { Processes } from './processes.ts'
import { isTag, type MachineOrder, readOrder } from './read-order.ts'

export interface RunnerSettings {
  /** USD for a GPU and hour; a machine without any costs as one. */
  pricePerGpuHour: number
  /** Programs by the name that stands for an image: their command lines, as the operator has written them; null: built in. */
  programs: ReadonlyMap<string, readonly string[] | null>
}

export interface RunnerParts {
  files: MachineFiles
  processes: Processes
  clock: Pick<Clock, 'now'>
  random: Pick<Random, 'float'>
  log: Pick<Log, 'info'>
  sealer: { seal(text: string, place: string): string; open(text: string, place: string): string }
  /** The GPUs of this machine, as they are now. */
  gpus(): Promise<readonly Gpu[]>
  host: Host
  settings(): RunnerSettings
}

/** Answers as a cloud does, by requests and replies, without a socket: whoever asks is in this process. */
export type Runner = (request: CloudRequest) => Promise<CloudReply>

const keptMs = 24 * 3_600_000

export function createRunner(parts: RunnerParts): Runner {
  const { files, clock } = parts
  const routes = routesOf(parts)
  // One request after the other: two must not take one GPU, or one port.
  let turn: Promise<unknown> = Promise.resolve()
  return (request) => {
    const answered = turn.then(async () => {
      for (const machine of files.all()) tidy(parts, machine, clock.now())
      return answer(routes, request)
    })
    turn = answered.catch(() => undefined)
    return answered
  }
}

type Route = (id: string, request: CloudRequest, query: URLSearchParams) => Promise<[number, unknown]>

async function answer(routes: Record<string, Route>, request: CloudRequest): Promise<CloudReply> {
  const [path = '', query] = request.path.split('?')
  const [, noun = '', id = '', verb] = path.split('/')
  const name = [request.method, noun, id === '' ? '' : '*', verb].filter(Boolean).join(' ')
  const route = routes[name]
  const isNamed = id === '' || isTag(id)
  const found = route && isNamed ? route(id, request, new URLSearchParams(query)) : route ? notFound : noRoute
  const [status, body] = await found
  return { status, headers: new Headers(), body: JSON.stringify(body) }
}

const failure = (status: number, error: string, message: string): [number, unknown] => [status, { error, message }]
const notFound = failure(404, 'not_found', 'There is no such machine.')
const noRoute = failure(404, 'no_route', 'There is no such route.')

function routesOf(parts: RunnerParts): Record<string, Route> {
  const { files, clock, processes } = parts
  const shown = (machine: Machine) => rowOfMachine(machine, phaseOf(machine, processes))
  const change = (id: string, does: (machine: Machine) => void): [number, unknown] => {
    const machine = files.read(id)
    if (!machine || machine.wish === 'destroyed') return notFound
    does(machine)
    return [200, { machine: shown(files.read(id) ?? machine) }]
  }
  return {
    'GET offers': async () => [200, { offers: await offered(parts), programs: [...parts.settings().programs.keys()] }],
    'POST machines': async (_, { body }) => create(parts, readOrder(body)),
    'GET machines': async () => [200, { machines: files.all().map(shown) }],
    'GET machines *': async (id) => {
      const machine = files.read(id)
      return machine ? [200, { machine: shown(machine) }] : notFound
    },
    'DELETE machines *': async (id) => change(id, (machine) => end(parts, machine, 'destroyed')),
    'POST machines * stop': async (id) => change(id, (machine) => end(parts, machine, 'stopped')),
    'POST machines * start': async (id) => change(id, (machine) => start(parts, machine)),
    'POST machines * reboot': async (id) =>
      change(id, (machine) => {
        end(parts, machine, 'stopped')
        start(parts, files.read(id) ?? machine)
      }),
    'POST machines * until': async (id, { body }) => {
      const until = Date.parse(String((body as { until?: unknown } | null)?.until))
      if (!Number.isFinite(until)) return failure(400, 'invalid', 'until is a time')
      return change(id, (machine) => files.write({ ...machine, until }))
    },
    'GET machines * log': async (id, _, query) =>
      files.read(id) ? [200, { lines: lastLines(files.log(id), Number(query.get('tail') ?? 200)) }] : notFound,
    'GET charges': async () => [200, { charges: files.all().flatMap((machine) => chargesOf(machine, clock.now())) }],
  }
}

async function offered(parts: RunnerParts): Promise<Offered[]> {
  const live = parts.files.all().filter((machine) => machine.wish !== 'destroyed')
  const { pricePerGpuHour } = parts.settings()
  return offersOn(await parts.gpus(), live, pricePerGpuHour, parts.host)
}

async function create(parts: RunnerParts, order: MachineOrder | string): Promise<[number, unknown]> {
  const { files, clock, sealer, processes } = parts
  if (typeof order === 'string') return failure(400, 'invalid', order)
  const known = files.read(order.tag)
  // Sent twice it is one machine.
  if (known) return [200, { machine: rowOfMachine(known, phaseOf(known, processes)) }]
  const { programs } = parts.settings()
  if (!programs.has(order.image)) return failure(403, 'image_not_allowed', order.image)
  const offer = (await offered(parts)).find(({ id }) => id === order.offer)
  if (!offer?.free) return failure(409, 'taken', 'This offer is not free.')
  const machine: Machine = {
    tag: order.tag,
    offer: offer.id,
    program: order.image,
    args: order.args,
    environment: sealer.seal(JSON.stringify(order.env), placeOf(order.tag)),
    ports: freePorts(parts, order.ports),
    gpus: offer.gpus,
    perHour: Math.round(offer.price_per_hour * 1e6),
    createdAt: clock.now(),
    until: order.until,
    wish: 'running',
    pid: null,
    runs: [],
  }
  files.write(machine)
  start(parts, machine)
  return [201, { machine: rowOfMachine(files.read(order.tag) ?? machine, 'running') }]
}

const placeOf = (tag: string) => `machines:${tag}:environment`
const portsFrom = 20_000
const portsMany = 10_000

/** Ports that no other machine has, one beside the other; what else may listen there shows when the program starts. */
function freePorts({ files, random }: RunnerParts, ports: readonly number[]): Machine['ports'] {
  const taken = new Set(files.all().flatMap((machine) => machine.ports.map(({ public_port }) => public_port)))
  const first = Math.floor(random.float() * portsMany)
  const all = Array.from({ length: portsMany }, (_, at) => portsFrom + ((first + at) % portsMany))
  const free = all.filter((port) => !taken.has(port)).slice(0, ports.length)
  return ports.flatMap((port, at) => (free[at] === undefined ? [] : [{ port, public_port: free[at] }]))
}

function start(parts: RunnerParts, machine: Machine): void {
  const { files, processes, clock, sealer } = parts
  if (processes.of(machine.tag, machine.pid).length > 0) return
  const { tag } = machine
  const from = clock.now()
  const environment = JSON.parse(sealer.open(machine.environment, placeOf(tag))) as Record<string, string>
  // Written first: whoever is killed between the two leaves a process that is known by its tag.
  const begun: Machine = {
    ...machine,
    wish: 'running',
    pid: null,
    runs: [...stopped(machine, from).runs, { from, to: null }],
  }
  files.write(begun)
  const own = parts.settings().programs.get(machine.program) ?? null
  const command = own === null ? null : [...own, ...machine.args]
  const order = { program: machine.program, command, environment: { ...environment, ...seeing(machine) } }
  const pid = processes.start({ tag, file: files.path(tag), order, output: files.openLog(tag) })
  files.write({ ...begun, pid })
}

/** A program sees the GPUs that were rented, and no other. */
const seeing = ({ gpus }: Machine): Record<string, string> => ({ CUDA_VISIBLE_DEVICES: gpus.join(',') })

function end({ files, processes, clock, log }: RunnerParts, machine: Machine, wish: 'stopped' | 'destroyed'): void {
  files.write({ ...machine, wish })
  processes.kill(machine.tag, machine.pid)
  files.write({
    ...stopped(machine, clock.now()),
    wish,
    pid: null,
    environment: wish === 'destroyed' ? '' : machine.environment,
  })
  if (wish === 'destroyed') log.info('A machine of this host was ended', { tag: machine.tag })
}

/** What has ended by itself is noted, what is left of it is ended, and what is long over is forgotten. */
function tidy({ files, processes }: RunnerParts, machine: Machine, now: number): void {
  const { tag, pid, wish, until, runs } = machine
  const last = runs.at(-1)
  if (last?.to !== null) {
    if (wish === 'destroyed' && now - (last?.to ?? machine.createdAt) > keptMs) files.remove(tag)
    return
  }
  const alive = processes.of(tag, pid)
  const isHeadless = pid !== null && !alive.includes(pid)
  const isOver = wish !== 'running' || (until !== null && until <= now)
  if (alive.length > 0 && (isOver || isHeadless)) processes.kill(tag, pid)
  if (alive.length === 0 || isOver || isHeadless) files.write({ ...stopped(machine, now), pid: null })
}

const logBytesShown = 1_000_000

const lastLines = (text: string, tail: number): string[] =>
  text
    .slice(-logBytesShown)
    .split('\n')
    .filter((line) => line !== '')
    .slice(-tail)
