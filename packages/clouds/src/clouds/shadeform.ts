import type { Cloud, CloudError, CloudInstance, CloudReply, CloudRequest, LaunchSpec, Offer, Plan } from '../cloud.ts'
import { nominalGpu } from '../gpu-models.ts'
import { idOf, isRow, jsonOf, numberOf, type Row, rowOf, textOf, timeOf } from '../lenient.ts'
import { centsToUsd } from '../money.ts'
import { ask } from '../plan.ts'
import { shellWords } from '../shell-words.ts'
import { byStatus, errorBy, outcomeBy, readingBy, refusal, unreadable, type Verdict, wordsOf } from '../verdict.ts'
import { gpuName, isShadeformRef, offersOf } from './shadeform/offer.ts'

/** Shadeform: one account for machines of many clouds. Prices are cents for the whole machine; the tag is the name. */
export const shadeform: Cloud = {
  id: 'shadeform',
  short: 'shadeform',
  aliases: ['shadeform.ai'],
  baseUrl: 'https://api.shadeform.ai',
  keyEnv: ['SHADEFORM_API_KEY'],
  caps: {
    container: true,
    ports: true,
    stop: false,
    spot: false,
    ssh: false,
    logs: false,
    ttl: true,
    statement: false,
    times: true,
    balance: false,
  },
  // None is stated: one a second is ours.
  limits: (['create', 'destroy', 'search', 'refresh', 'read'] as const).map((kind) => ({
    class: kind,
    requests: 1,
    windowMs: 1_000,
  })),
  visibilityGraceMs: 120_000,
  refreshEveryMs: 60_000,
  auth: (key) => ({ 'x-api-key': key }),
  offers,
  unsupported,
  create,
  created: (reply) => outcomeBy(reply, error, ({ id }) => idOf(id)),
  list,
  get,
  destroy,
  act,
  extend,
  extendAheadMs: 24 * 3_600_000,
  error,
}

/** One refusal of a create is documented, beside a key that is not taken; after everything else a machine may exist. */
function error(status: number, headers: Headers, body: string): CloudError {
  const row = rowOf(jsonOf(body))
  const name = textOf(row.error_code)
  const words = wordsOf(status, body, row.error, row.message)
  const isReadable = name !== null || textOf(row.error) !== null
  return errorBy(verdict(status, name, isReadable), name ? `${name}: ${words}` : words, headers)
}

function verdict(status: number, name: string | null, isReadable: boolean): Verdict {
  if (status === 409 && name === 'OUT_OF_STOCK') return refusal('no_capacity')
  // Its own words, not those of something in between.
  if (status === 404 && isReadable) return refusal('not_found')
  return byStatus(status, isReadable)
}

const { failed, object, rows, isGone } = readingBy(error)

function* offers({ diskGb }: { diskGb: number }): Plan<{ offers: Offer[]; partial: boolean }> {
  const body = object(yield* ask({ method: 'GET', path: '/v1/instances/types', class: 'refresh' }))
  const all = rows(body, 'instance_types').flatMap((row) => offersOf(row, diskGb))
  // Two types that are told apart only by a name of the cloud behind: the cheaper one stands for both.
  const cheapest = new Map<string, Offer>()
  for (const offer of all) {
    const known = cheapest.get(offer.id)
    if (!known || (offer.price_per_hour ?? Infinity) < (known.price_per_hour ?? Infinity)) cheapest.set(offer.id, offer)
  }
  return { offers: [...cheapest.values()], partial: false }
}

/** The image runs as it is, with arguments: neither entrypoint, nor script, nor keys of its own. */
function unsupported(spec: LaunchSpec): (keyof LaunchSpec)[] {
  return [
    ...(spec.command?.length ? (['command'] as const) : []),
    ...(spec.onstart === undefined ? [] : (['onstart'] as const)),
    ...(spec.sshPublicKeys.length > 0 ? (['sshPublicKeys'] as const) : []),
  ]
}

function create({ id, ref }: Offer, spec: LaunchSpec, tag: string): CloudRequest {
  if (!isShadeformRef(ref)) throw new TypeError(`${id} is no offer of shadeform`)
  const { image, args = [], env, ports, registry, terminateAfter } = spec
  return {
    method: 'POST',
    path: '/v1/instances/create',
    class: 'create',
    body: {
      ...ref,
      shade_cloud: true,
      name: tag,
      launch_configuration: {
        type: 'docker',
        docker_configuration: {
          image,
          // The wire has one text for them, which is read as a shell would.
          ...(args.length > 0 ? { args: shellWords(args) } : {}),
          envs: Object.entries(env).map(([name, value]) => ({ name, value })),
          port_mappings: ports.map(({ port }) => ({ host_port: port, container_port: port })),
          ...(registry ? { registry_credentials: registry } : {}),
        },
      },
      ...(terminateAfter ? { auto_delete: autoDelete(terminateAfter) } : {}),
    },
  }
}

const autoDelete = (at: Date) => ({ date_threshold: at.toISOString() })

function* list(): Plan<{ instances: CloudInstance[]; total: number | null }> {
  const body = object(yield* ask({ method: 'GET', path: '/v1/instances', class: 'search' }))
  const instances = rows(body, 'instances').map(instanceOf)
  return { instances: instances.filter(({ state }) => state !== 'terminated'), total: null }
}

const path = (id: string, action: string) => `/v1/instances/${encodeURIComponent(id)}/${action}`

function* get(id: string): Plan<CloudInstance | null> {
  const reply = yield* ask({ method: 'GET', path: path(id, 'info'), class: 'read' })
  return isGone(reply) ? null : instanceOf(object(reply))
}

/** Success is a 200 with nothing in it. */
function done(reply: CloudReply): void {
  const isEmpty = reply.body.trim() === '' || isRow(jsonOf(reply.body))
  if (reply.status !== 200 || !isEmpty) throw failed(reply)
}

function* destroy(id: string): Plan<'done' | 'gone'> {
  const reply = yield* ask({ method: 'POST', path: path(id, 'delete'), class: 'destroy' })
  if (isGone(reply)) return 'gone'
  done(reply)
  return 'done'
}

function* act(id: string, action: 'start' | 'stop' | 'reboot'): Plan<void> {
  if (action !== 'reboot') throw new TypeError(`shadeform cannot ${action} an instance`)
  done(yield* ask({ method: 'POST', path: path(id, 'restart'), class: 'read' }))
}

function* extend(id: string, until: Date): Plan<void> {
  const body = { auto_delete: autoDelete(until) }
  done(yield* ask({ method: 'POST', path: path(id, 'update'), class: 'read', body }))
}

/** Charged from `active` on, until the end is asked for. */
const meanings: Record<string, Pick<CloudInstance, 'state' | 'billed'>> = {
  creating: { state: 'creating', billed: 'nothing' },
  pending_provider: { state: 'creating', billed: 'nothing' },
  pending: { state: 'creating', billed: 'nothing' },
  active: { state: 'running', billed: 'full' },
  error: { state: 'unknown', billed: 'full' },
  deleting: { state: 'terminating', billed: 'nothing' },
  deleted: { state: 'terminated', billed: 'nothing' },
}

function instanceOf(row: Row): CloudInstance {
  const id = idOf(row.id)
  if (id === null) throw unreadable('an instance without id')
  const status = textOf(row.status) ?? 'null'
  const ip = textOf(row.ip)
  const sshPort = numberOf(row.ssh_port)
  const configuration = rowOf(row.configuration)
  const gpu = textOf(configuration.gpu_type)
  const mappings = Array.isArray(row.port_mappings) ? row.port_mappings.filter(isRow) : []
  return {
    id,
    tag: textOf(row.name),
    // A word that we do not know ends nothing, and is counted as dear as it can be.
    ...((Object.hasOwn(meanings, status) ? meanings[status] : undefined) ?? { state: 'unknown', billed: 'full' }),
    native: status,
    progress: [status, textOf(row.status_details)].join(' '),
    ip,
    ssh: ip === null || sshPort === null ? null : { host: ip, port: sshPort },
    ports: mappings.flatMap((mapping) => {
      const port = numberOf(mapping.internal_port)
      const public_port = numberOf(mapping.external_port)
      return port === null || public_port === null || ip === null ? [] : [{ port, public_port, host: ip }]
    }),
    price_per_hour: centsToUsd(numberOf(row.hourly_price)),
    idle_price_per_hour: 0,
    gpu_model: gpu === null ? null : nominalGpu(gpuName(gpu), null).model,
    gpu_count: numberOf(configuration.num_gpus),
    created_at: timeOf(row.created_at),
    ...chargedSince(timeOf(row.active_at)),
    machine: null,
  }
}

const chargedSince = (at: string | null) => (at === null ? {} : { charged_since: at })
