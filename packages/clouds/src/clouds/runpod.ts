import type { Cloud, CloudError, CloudInstance, CloudRequest, LaunchSpec, MappedPort, Offer, Plan } from '../cloud.ts'
import { nominalGpu } from '../gpu-models.ts'
import { idOf, isRow, jsonOf, numberOf, type Row, rowOf, textOf, timeOf } from '../lenient.ts'
import { microUsd, usdOf } from '../money.ts'
import { ask, askAll } from '../plan.ts'
import { byStatus, errorBy, outcomeBy, readingBy, refusal, unreadable, type Verdict, wordsOf } from '../verdict.ts'
import { launch, unsupported } from './runpod/launch.ts'
import { isRunpodRef, offersOf, spotOffersOf } from './runpod/offer.ts'

/** RunPod: GPU types in two clouds and many places, and spot over an older API. The tag is the name. */
export const runpod: Cloud = {
  id: 'runpod',
  short: 'runpod',
  aliases: ['runpod.io'],
  baseUrl: 'https://api.runpod.io',
  keyEnv: ['RUNPOD_API_KEY'],
  caps: {
    container: true,
    ports: true,
    stop: true,
    spot: true,
    ssh: false,
    // There is a stream of them, and it has no end.
    logs: false,
    ttl: false,
    // Its bill has hours, not the moments at which a charge began.
    statement: false,
    times: true,
    balance: false,
  },
  // Sixty a minute for all of them together.
  limits: [
    { class: 'create', requests: 10, windowMs: 60_000 },
    { class: 'destroy', requests: 10, windowMs: 60_000 },
    { class: 'search', requests: 10, windowMs: 60_000 },
    { class: 'refresh', requests: 10, windowMs: 60_000 },
    { class: 'read', requests: 20, windowMs: 60_000 },
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

const noStock = /no (?:longer any )?instances? (?:currently )?available|not have the resources|no resources/i

/** Problem details, or an `error` without words; the older API answers 200 with `errors`. */
function error(status: number, headers: Headers, body: string): CloudError {
  const json = jsonOf(body)
  const row = rowOf(json)
  const [first] = Array.isArray(row.errors) ? row.errors : []
  const words = wordsOf(status, body, row.detail, row.title, rowOf(first).message)
  const isReadable = [row.title, row.detail].some((text) => textOf(text) !== null) || 'error' in row
  return errorBy(verdict(status, words, isReadable), words, headers)
}

function verdict(status: number, words: string, isReadable: boolean): Verdict {
  if (status === 200 && noStock.test(words)) return refusal('no_capacity')
  if (!isReadable || status >= 500 || status === 429) return byStatus(status, isReadable)
  switch (status) {
    // A wrong combination of fields, or no capacity: nothing tells the two apart, and the next offer shows which it was.
    case 400:
      return refusal('no_capacity')
    case 402:
      return refusal('cloud_no_balance')
    case 403:
      return refusal('permanent')
    case 404:
      return refusal('not_found')
    case 422:
      return refusal('invalid_request')
    default:
      return byStatus(status, isReadable)
  }
}

const { failed, object, rows, isGone } = readingBy(error)

const catalog = (cloud: 'SECURE' | 'COMMUNITY'): CloudRequest => ({
  method: 'GET',
  path: `/v2/catalog/gpus?include=AVAILABILITY&product=POD&count=1&cloud=${cloud}`,
  class: 'refresh',
})
const spotQuery = '{gpuTypes{id memoryInGb lowestPrice(input:{gpuCount:1}){minimumBidPrice stockStatus}}}'

function* offers({ diskGb }: { diskGb: number }): Plan<{ offers: Offer[]; partial: boolean }> {
  const [secure, community, spot] = yield* askAll([
    catalog('SECURE'),
    catalog('COMMUNITY'),
    { method: 'POST', path: '/graphql', class: 'refresh', body: { query: spotQuery } },
  ])
  if (!secure || !community || !spot) throw unreadable('a reply is missing')
  const { data } = object(spot)
  if (!isRow(data)) throw failed(spot)
  return {
    offers: [
      ...rows(object(secure), 'gpus').flatMap((row) => offersOf(row, 'SECURE', diskGb)),
      ...rows(object(community), 'gpus').flatMap((row) => offersOf(row, 'COMMUNITY', diskGb)),
      ...rows(data, 'gpuTypes').flatMap((row) => spotOffersOf(row, diskGb)),
    ],
    partial: false,
  }
}

function create(offer: Offer, spec: LaunchSpec, tag: string): CloudRequest {
  const { ref } = offer
  if (!isRunpodRef(ref)) throw new TypeError(`${offer.id} is no offer of runpod`)
  return launch(ref, spec, tag)
}

/** Of a pod, or of the answer of the older API. */
const createdId = ({ id, data }: Row): string | null => idOf(id) ?? idOf(rowOf(rowOf(data).podRentInterruptable).id)

function* list(): Plan<{ instances: CloudInstance[]; total: number | null }> {
  const reply = yield* ask({ method: 'GET', path: '/v2/pods?includeClusterPods=true', class: 'search' })
  const instances = rows(object(reply), 'pods').map(instanceOf)
  return { instances: instances.filter(({ state }) => state !== 'terminated'), total: null }
}

const path = (id: string) => `/v2/pods/${encodeURIComponent(id)}`

function* get(id: string): Plan<CloudInstance | null> {
  const reply = yield* ask({ method: 'GET', path: path(id), class: 'read' })
  return isGone(reply) ? null : instanceOf(object(reply))
}

function* destroy(id: string): Plan<'done' | 'gone'> {
  const reply = yield* ask({ method: 'DELETE', path: path(id), class: 'destroy' })
  if (isGone(reply)) return 'gone'
  if (reply.status !== 204) throw failed(reply)
  return 'done'
}

const actions = { start: 'start', stop: 'stop', reboot: 'restart' } as const

function* act(id: string, action: 'start' | 'stop' | 'reboot'): Plan<void> {
  const body = { action: actions[action] }
  const reply = yield* ask({ method: 'POST', path: `${path(id)}/action`, class: 'read', body })
  if (reply.status < 200 || reply.status >= 300) throw failed(reply)
}

/** Charged while it runs; the disk of a container goes when it stops. */
const meanings: Record<string, Pick<CloudInstance, 'state' | 'billed'>> = {
  PROVISIONING: { state: 'creating', billed: 'nothing' },
  STARTING: { state: 'starting', billed: 'nothing' },
  RUNNING: { state: 'running', billed: 'full' },
  EXITED: { state: 'stopped', billed: 'nothing' },
  ERROR: { state: 'unknown', billed: 'full' },
  TERMINATED: { state: 'terminated', billed: 'nothing' },
}

function instanceOf(row: Row): CloudInstance {
  const id = idOf(row.id)
  if (id === null) throw unreadable('a pod without id')
  const status = textOf(row.status) ?? 'null'
  const gpu = rowOf(row.gpu)
  const model = textOf(gpu.id)
  const ports = portsOf(rowOf(row.runtime).ports)
  const since = timeOf(row.startedAt)
  return {
    id,
    tag: textOf(row.name),
    // A word that we do not know ends nothing, and is counted as dear as it can be.
    ...((Object.hasOwn(meanings, status) ? meanings[status] : undefined) ?? { state: 'unknown', billed: 'full' }),
    native: status,
    progress: status,
    ip: ports[0]?.host ?? null,
    ssh: null,
    ports,
    // While it holds no GPU the cloud writes 0, which is not what it will cost.
    price_per_hour: status === 'RUNNING' ? usdOf(microUsd(numberOf(row.cost))) : null,
    idle_price_per_hour: 0,
    gpu_model: model === null ? null : nominalGpu(model, null).model,
    gpu_count: numberOf(gpu.count),
    created_at: timeOf(row.createdAt),
    ...(since === null ? {} : { charged_since: since }),
    machine: null,
  }
}

function portsOf(value: unknown): MappedPort[] {
  return (Array.isArray(value) ? value.filter(isRow) : []).flatMap((row) => {
    const [port, public_port, host] = [numberOf(row.private), numberOf(row.public), textOf(row.ip)]
    return port === null || public_port === null || host === null ? [] : [{ port, public_port, host }]
  })
}
