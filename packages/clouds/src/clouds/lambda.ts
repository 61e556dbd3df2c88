import type {
  Cloud,
  CloudError,
  CloudInstance,
  CloudReply,
  CloudRequest,
  LaunchSpec,
  Offer,
  OutcomeCode,
  Plan,
} from '../cloud.ts'
import { idOf, isRow, jsonOf, type Row, rowOf, textOf } from '../lenient.ts'
import { ask, askAll } from '../plan.ts'
import { byStatus, errorBy, outcomeBy, readingBy, refusal, unreadable, wordsOf } from '../verdict.ts'
import { gpuOf, isLambdaRef, offersOf } from './lambda/offer.ts'
import { startScript } from './lambda/start-script.ts'

/** Lambda Cloud: virtual machines of fixed types, by the minute. The tag is the name; the image is started by `user_data`. */
export const lambda: Cloud = {
  id: 'lambda',
  short: 'lambda',
  aliases: ['lambdalabs', 'lambda.ai'],
  baseUrl: 'https://cloud.lambda.ai',
  keyEnv: ['LAMBDA_API_KEY'],
  caps: {
    container: true,
    ports: true,
    stop: false,
    spot: false,
    ssh: true,
    logs: false,
    ttl: false,
    statement: false,
    times: false,
    balance: false,
  },
  limits: [
    { class: 'create', requests: 1, windowMs: 12_000 },
    { class: 'destroy', requests: 1, windowMs: 1_000 },
    { class: 'search', requests: 1, windowMs: 1_000 },
    { class: 'refresh', requests: 1, windowMs: 1_000 },
    { class: 'read', requests: 1, windowMs: 1_000 },
  ],
  visibilityGraceMs: 120_000,
  auth: (key) => ({ authorization: `Bearer ${key}` }),
  offers,
  unsupported,
  create,
  created: (reply) => outcomeBy(reply, error, createdId),
  list,
  get,
  destroy,
  act,
  error,
}

const codes: Record<string, OutcomeCode> = {
  'global/invalid-api-key': 'auth',
  'global/account-inactive': 'auth',
  'global/quota-exceeded': 'quota',
  'global/invalid-parameters': 'invalid_request',
  'global/invalid-address': 'invalid_request',
  'global/duplicate': 'invalid_request',
  'global/object-does-not-exist': 'not_found',
  'instance-operations/launch/insufficient-capacity': 'no_capacity',
  'instance-operations/launch/file-system-in-wrong-region': 'invalid_request',
  'ssh-keys/key-in-use': 'invalid_request',
}

/** By its code; `global/unknown`, a limit and a failure of theirs say nothing of what was done. */
function error(status: number, headers: Headers, body: string): CloudError {
  const told = rowOf(rowOf(jsonOf(body)).error)
  const name = textOf(told.code)
  const known = name !== null && Object.hasOwn(codes, name) ? codes[name] : undefined
  const isClear = status < 500 && status !== 429 && known !== undefined
  const words = wordsOf(status, body, told.message)
  const verdict = isClear ? refusal(known) : byStatus(status, name !== null)
  return errorBy(verdict, name === null ? words : `${name}: ${words}`, headers)
}

const { failed, object, rows, isGone } = readingBy(error)

function* offers({ diskGb }: { diskGb: number }): Plan<{ offers: Offer[]; partial: boolean }> {
  const [types, keys] = yield* askAll([
    { method: 'GET', path: '/api/v1/instance-types', class: 'refresh' },
    { method: 'GET', path: '/api/v1/ssh-keys', class: 'refresh' },
  ])
  if (!types || !keys) throw unreadable('a reply is missing')
  const { data } = object(types)
  if (!isRow(data)) throw unreadable('no instance types in the reply')
  // A launch has to name exactly one key of the account: without any, nothing can be rented.
  const [key] = rows(object(keys), 'data').flatMap(({ name }) => textOf(name) ?? [])
  return {
    offers: Object.values(data)
      .filter(isRow)
      .flatMap((row) => offersOf(row, key ?? null, diskGb)),
    partial: false,
  }
}

/** An image runs as it is, or a script runs in it: not both. */
function unsupported(spec: LaunchSpec): (keyof LaunchSpec)[] {
  return spec.onstart === undefined ? [] : (['args', 'command'] as const).filter((field) => spec[field]?.length)
}

function create({ id, ref }: Offer, spec: LaunchSpec, tag: string): CloudRequest {
  if (!isLambdaRef(ref)) throw new TypeError(`${id} is no offer of lambda that can be rented`)
  return {
    method: 'POST',
    path: '/api/v1/instance-operations/launch',
    class: 'create',
    body: {
      region_name: ref.region,
      instance_type_name: ref.type,
      ssh_key_names: [ref.sshKey],
      file_system_names: [],
      quantity: 1,
      name: tag,
      user_data: startScript(spec),
    },
  }
}

function createdId({ data }: Row): string | null {
  const ids = rowOf(data).instance_ids
  return Array.isArray(ids) && ids.length === 1 ? idOf(ids[0]) : null
}

function* list(): Plan<{ instances: CloudInstance[]; total: number | null }> {
  const body = object(yield* ask({ method: 'GET', path: '/api/v1/instances', class: 'search' }))
  const instances = rows(body, 'data').map(instanceOf)
  // What is over is shown for a while.
  return { instances: instances.filter(({ state }) => state !== 'terminated'), total: null }
}

function* get(id: string): Plan<CloudInstance | null> {
  const reply = yield* ask({ method: 'GET', path: `/api/v1/instances/${encodeURIComponent(id)}`, class: 'read' })
  return isGone(reply) ? null : instanceOf(rowOf(object(reply).data))
}

const acted = (operation: string, id: string, kind: 'destroy' | 'read'): CloudRequest => ({
  method: 'POST',
  path: `/api/v1/instance-operations/${operation}`,
  class: kind,
  body: { instance_ids: [id] },
})

/** Whether the list of those that it was done to has ours. */
function includes(reply: CloudReply, member: string, id: string): boolean {
  return rows(rowOf(object(reply).data), member).some((row) => idOf(row.id) === id)
}

function* destroy(id: string): Plan<'done' | 'gone'> {
  const reply = yield* ask(acted('terminate', id, 'destroy'))
  if (isGone(reply)) return 'gone'
  if (!includes(reply, 'terminated_instances', id)) throw unreadable('the reply does not say that it was terminated')
  return 'done'
}

function* act(id: string, action: 'start' | 'stop' | 'reboot'): Plan<void> {
  if (action !== 'reboot') throw new TypeError(`lambda cannot ${action} an instance`)
  const reply = yield* ask(acted('restart', id, 'read'))
  if (!includes(reply, 'restarted_instances', id)) throw failed(reply)
}

/** Charged from `active` on; what is being ended is not. */
const meanings: Record<string, Pick<CloudInstance, 'state' | 'billed'>> = {
  booting: { state: 'creating', billed: 'nothing' },
  active: { state: 'running', billed: 'full' },
  unhealthy: { state: 'unknown', billed: 'full' },
  terminating: { state: 'terminating', billed: 'nothing' },
  terminated: { state: 'terminated', billed: 'nothing' },
  preempted: { state: 'interrupted', billed: 'nothing' },
}

function instanceOf(row: Row): CloudInstance {
  const id = idOf(row.id)
  if (id === null) throw unreadable('an instance without id')
  const status = textOf(row.status) ?? 'null'
  const ip = textOf(row.ip)
  const type = rowOf(row.instance_type)
  const { model, count, price } = gpuOf(type)
  return {
    id,
    tag: textOf(row.name),
    // A word that we do not know ends nothing, and is counted as dear as it can be.
    ...((Object.hasOwn(meanings, status) ? meanings[status] : undefined) ?? { state: 'unknown', billed: 'full' }),
    native: status,
    progress: status,
    ip,
    ssh: ip === null ? null : { host: ip, port: 22 },
    ports: 'as_asked',
    price_per_hour: price,
    idle_price_per_hour: 0,
    gpu_model: model,
    gpu_count: count,
    created_at: null,
    machine: null,
  }
}
