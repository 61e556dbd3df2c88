import { type Answer, jsonAnswer } from '../answer.ts'
import { isObject, type JsonObject } from '../json.ts'
import { charges, currentUser, decide, increases } from './account.ts'
import { afterOf, parsed, tokenOf, type VastCall } from './call.ts'
import { failure, lacksCredit, noSuchAsk, plain } from './faults.ts'
import { type Instance, type Order, start, stop } from './instance.ts'
import type { PaceClass } from './pace.ts'
import { instanceRow, offerRow } from './rows.ts'
import { BadSearch, parseSearch } from './search.ts'
import { balance, live, release, rent, type World, withdraw } from './world.ts'

export interface Route {
  method: string
  pattern: RegExp
  pace: PaceClass
  /** Answers without a key, too. */
  isOpen?: boolean
  answer(call: VastCall): Answer
}

/** Trailing slashes are part of the paths. */
export const routes: readonly Route[] = [
  {
    method: 'POST',
    pattern: /^\/api\/v0\/bundles\/$/,
    pace: 'search',
    isOpen: true,
    answer: ({ world, body }) => search(world, body),
  },
  {
    method: 'GET',
    pattern: /^\/api\/v0\/bundles\/$/,
    pace: 'search',
    isOpen: true,
    answer: ({ world, query }) => search(world, parsed(query.get('q'))),
  },
  {
    method: 'PUT',
    pattern: /^\/api\/v0\/search\/asks\/$/,
    pace: 'search',
    isOpen: true,
    answer: ({ world, body }) => search(world, isObject(body) ? body.q : body),
  },
  { method: 'PUT', pattern: /^\/api\/v0\/asks\/(\d+)\/$/, pace: 'create', answer: create },
  { method: 'GET', pattern: /^\/api\/v1\/instances\/$/, pace: 'list', answer: list },
  { method: 'GET', pattern: /^\/api\/v0\/instances\/(\d+)\/$/, pace: 'show', answer: show },
  { method: 'PUT', pattern: /^\/api\/v0\/instances\/(\d+)\/$/, pace: 'manage', answer: manage },
  { method: 'DELETE', pattern: /^\/api\/v0\/instances\/(\d+)\/$/, pace: 'destroy', answer: remove },
  { method: 'PUT', pattern: /^\/api\/v0\/instances\/reboot\/(\d+)\/$/, pace: 'manage', answer: reboot },
  { method: 'PUT', pattern: /^\/api\/v0\/instances\/bid_price\/(\d+)\/$/, pace: 'bid', answer: changeBid },
  { method: 'PUT', pattern: /^\/api\/v0\/instances\/request_logs\/(\d+)\/$/, pace: 'logs', answer: requestLogs },
  { method: 'GET', pattern: /^\/api\/v0\/instances\/pending-price-increases\/$/, pace: 'show', answer: increases },
  {
    method: 'PUT',
    pattern: /^\/api\/v0\/instances\/accept-price-increase\/$/,
    pace: 'manage',
    answer: (call) => decide(call, 'accepted'),
  },
  {
    method: 'PUT',
    pattern: /^\/api\/v0\/instances\/reject-price-increase\/$/,
    pace: 'manage',
    answer: (call) => decide(call, 'rejected'),
  },
  { method: 'GET', pattern: /^\/logs\/(\d+)$/, pace: 'free', isOpen: true, answer: readLogs },
  { method: 'GET', pattern: /^\/api\/v0\/users\/current\/$/, pace: 'manage', answer: currentUser },
  { method: 'GET', pattern: /^\/api\/v0\/charges\/$/, pace: 'charges', answer: charges },
]

const noSuchInstance = failure(404, 'no_such_instance', 'Instance not found')
const invalidArgs = (msg: string, askId: number) => failure(400, 'invalid_args', msg, { ask_id: askId })

function search(world: World, body: unknown): Answer {
  try {
    const { storedGb, isBid, select } = parseSearch(body)
    const rows = [...world.asks].map(([id, machine]) => offerRow(id, machine, storedGb, isBid, world.now()))
    return jsonAnswer(200, { offers: select(rows) })
  } catch (error) {
    if (error instanceof BadSearch) return failure(400, 'invalid_request', error.message)
    throw error
  }
}

function create({ world, id, body, fault }: VastCall): Answer {
  const machine = world.asks.get(id)
  if (machine && fault.takesAsk) withdraw(world, id, machine)
  if (!machine || fault.takesAsk) return noSuchAsk
  if (!isObject(body)) return invalidArgs('the body must be an object', id)
  const order = orderOf(body)
  if (typeof order === 'string') return invalidArgs(order, id)
  if (order.diskGb > machine.diskGb) return invalidArgs('disk is larger than the offer has', id)
  if (balance(world) <= 0) return lacksCredit
  const isFirst = !live(world).some((other) => other.machine === machine)
  const isOutbid = order.bidPerHour !== null && order.bidPerHour < machine.minBidPerHour
  const starts = body.target_state !== 'stopped' && !isOutbid
  const instance = rent(world, machine, order, isFirst ? (fault.quirks ?? {}) : portTaken, starts)
  if (!fault.keepsAsk) world.asks.delete(id)
  if (fault.emptiesAccount) world.creditMicroUsd -= balance(world)
  // The contract exists all the same, stopped, with its disk billed.
  if (isOutbid) return failure(400, 'invalid_price', 'bid is below the minimum bid', { new_contract: instance.id })
  return jsonAnswer(200, { success: true, new_contract: instance.id, instance_api_key: instance.apiKey })
}

/** The second buyer of one ask finds its ports bound. */
const portTaken = { status: 'created', statusMessage: 'Error: OCI runtime create failed: port is already allocated' }

const runtypes = ['ssh', 'jupyter', 'args', 'ssh_proxy', 'ssh_direct', 'jupyter_proxy', 'jupyter_direct']
const maxText = 1024
const maxEnvBytes = 32 * 1024

/** The order of a create body, or what is wrong with it. */
function orderOf(body: JsonObject): Order | string {
  const { image, label = null, disk = 10, env = {}, runtype = 'ssh', price = null, args = [], onstart = null } = body
  if (typeof image !== 'string' || image === '' || image.length > maxText) return "'image' is required"
  if (label !== null && (typeof label !== 'string' || label.length > maxText)) return 'invalid label'
  if (typeof disk !== 'number' || disk < 8) return 'disk must be at least 8 GB'
  if (!isObject(env)) return 'invalid env arguments'
  if (Buffer.byteLength(JSON.stringify(env)) > maxEnvBytes) return 'invalid env arguments, total length > 32KB'
  if (typeof runtype !== 'string' || !runtypes.includes(runtype)) return `invalid runtype ${runtype}`
  if (price !== null && (typeof price !== 'number' || price < 0.001 || price > 128)) return 'invalid price'
  if (!Array.isArray(args)) return 'args must be an array'
  if (onstart !== null && typeof onstart !== 'string') return 'invalid onstart'
  return {
    image,
    label,
    diskGb: disk,
    env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, String(value)])),
    runtype,
    args: args.map(String),
    onstart,
    bidPerHour: price === null ? null : Math.round(price * 1e6),
  }
}

function row({ world, hostPorts }: VastCall, instance: Instance) {
  return instanceRow(instance, world.now(), world.bootMs, hostPorts(instance))
}

const maxPage = 25
const filterable = ['id', 'label', 'actual_status', 'gpu_name', 'verification'] as const

function list(call: VastCall): Answer {
  const { world, query } = call
  const filters = parsed(query.get('select_filters') ?? '{}')
  const after = afterOf(query.get('after_token'))
  if (!isObject(filters) || after === null) return failure(400, 'invalid_args', 'bad select_filters or after_token')
  const now = world.now()
  const isVisible = ({ createdAt, quirks }: Instance) => now >= createdAt + (quirks.visibleAfterMs ?? 0)
  const rows = live(world)
    .filter(isVisible)
    .sort((a, b) => a.id - b.id)
    .map((instance) => row(call, instance))
    .filter((candidate) => filterable.every((field) => passes(candidate[field], filters[field])))
  const limit = Math.min(maxPage, Math.max(1, Number(query.get('limit') ?? maxPage) || maxPage))
  const rest = rows.filter(({ id }) => id > after)
  const page = rest.slice(0, limit)
  const last = page.at(-1)
  return jsonAnswer(200, {
    success: true,
    instances_found: page.length,
    total_instances: rows.length,
    label_counts: labelCounts(rows),
    next_token: last && rest.length > page.length ? tokenOf(last.id) : null,
    instances: page,
  })
}

function labelCounts(rows: { label: string | null }[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { label } of rows) counts[label ?? ''] = (counts[label ?? ''] ?? 0) + 1
  return counts
}

function passes(value: unknown, filter: unknown): boolean {
  return (
    !isObject(filter) ||
    ((!('eq' in filter) || filter.eq === value) && (!Array.isArray(filter.in) || filter.in.includes(value)))
  )
}

/** An instance that a caller may see; null while it is denied on purpose. */
function found({ world, id }: VastCall): Instance | null {
  const instance = world.live.get(id)
  if (!instance) return null
  const { deniesMs } = instance.quirks
  const isDenied =
    deniesMs !== undefined && instance.firstDeleteAt !== null && world.now() < instance.firstDeleteAt + deniesMs
  return isDenied ? null : instance
}

function show(call: VastCall): Answer {
  const instance = found(call)
  return jsonAnswer(200, { instances: instance && row(call, instance) })
}

function remove(call: VastCall): Answer {
  const { world, id } = call
  const instance = world.live.get(id)
  if (!instance) return noSuchInstance
  const now = world.now()
  instance.firstDeleteAt ??= now
  if (!found(call)) return noSuchInstance
  if (now < instance.firstDeleteAt + (instance.quirks.refusesDeleteMs ?? 0)) return plain(500, 'Internal Server Error')
  release(world, instance)
  return jsonAnswer(200, { success: true })
}

function manage(call: VastCall): Answer {
  const { world, body } = call
  const instance = found(call)
  if (!instance) return noSuchInstance
  if (!isObject(body)) return failure(400, 'invalid_args', 'the body must be an object')
  if (typeof body.label === 'string') instance.label = body.label
  if (body.state === 'stopped') stop(instance, world.now())
  if (body.state === 'running') {
    if (balance(world) <= 0) return lacksCredit
    start(instance, world.now(), world.bootMs)
  }
  return jsonAnswer(200, { success: true })
}

const rebootMs = 1_000

function reboot(call: VastCall): Answer {
  const instance = found(call)
  if (!instance) return noSuchInstance
  instance.rebootsUntil = call.world.now() + rebootMs
  return jsonAnswer(200, { success: true })
}

function changeBid(call: VastCall): Answer {
  const { world, body } = call
  const instance = found(call)
  if (!instance) return noSuchInstance
  const price = isObject(body) ? body.price : undefined
  if (typeof price !== 'number' || instance.bidPerHour === null) return failure(400, 'invalid_price', 'invalid price')
  instance.bidPerHour = Math.round(price * 1e6)
  if (instance.bidPerHour >= instance.machine.minBidPerHour) start(instance, world.now(), world.bootMs)
  return jsonAnswer(200, { success: true })
}

function requestLogs(call: VastCall): Answer {
  if (!found(call)) return noSuchInstance
  return jsonAnswer(200, { success: true, result_url: `${call.url}/logs/${call.id}`, msg: 'Logs are being uploaded' })
}

function readLogs({ world, id }: VastCall): Answer {
  const instance = world.instances.get(id)
  if (!instance) return plain(404, '<Error><Code>NoSuchKey</Code></Error>')
  return plain(200, `starting ${instance.image}\nlistening on 0.0.0.0:8000\nready\n`)
}
