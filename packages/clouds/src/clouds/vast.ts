import {
  type Cloud,
  CloudFailure,
  type CloudInstance,
  type CloudReply,
  type CloudRequest,
  type LogLine,
  type Offer,
  type Outcome,
  type Plan,
} from '../cloud.ts'
import { idOf, isRow, jsonOf, numberOf, rowOf, textOf } from '../lenient.ts'
import { ask, askAll } from '../plan.ts'
import { outcomeBy, unreadable } from '../verdict.ts'
import { answerPriceIncrease, balance, priceIncreases, statement } from './vast/account.ts'
import { vastError } from './vast/error.ts'
import { instanceOf } from './vast/instance.ts'
import { launch, unsupported } from './vast/launch.ts'
import { offerOf } from './vast/offer.ts'
import { errorOf, isGone, rowsIn, success, told } from './vast/reply.ts'

/** vast.ai: a market of other people's machines. An offer is a single-use ask; the tag is the label. */
export const vast: Cloud = {
  id: 'vast.ai',
  short: 'vast',
  aliases: ['vast', 'vastai'],
  baseUrl: 'https://console.vast.ai',
  keyEnv: ['VAST_API_KEY', 'VASTAI_API_KEY'],
  caps: {
    container: true,
    ports: true,
    stop: true,
    spot: true,
    ssh: true,
    logs: true,
    ttl: false,
    statement: true,
    times: true,
    balance: true,
  },
  limits: [
    { class: 'create', requests: 1, windowMs: 4_500 },
    { class: 'destroy', requests: 1, windowMs: 3_000 },
    { class: 'search', requests: 1, windowMs: 1_000 },
    { class: 'refresh', requests: 10, windowMs: 60_000 },
    { class: 'read', requests: 1, windowMs: 2_000 },
  ],
  visibilityGraceMs: 120_000,
  auth: (key) => ({ authorization: `Bearer ${key}` }),
  offers,
  unsupported,
  create: launch,
  created,
  list,
  get,
  destroy,
  act,
  logs,
  statement,
  balance,
  priceIncreases,
  answerPriceIncrease,
  error: vastError,
}

const maxOffers = 3_000

/** Both ends of both markets: where the cloud cuts its list, the cheap end and the dear end do not meet. */
function* offers({ diskGb }: { diskGb: number }): Plan<{ offers: Offer[]; partial: boolean }> {
  const replies = yield* askAll([
    searchRequest('ondemand', 'asc', diskGb),
    searchRequest('ondemand', 'desc', diskGb),
    searchRequest('bid', 'asc', diskGb),
    searchRequest('bid', 'desc', diskGb),
  ])
  const read = (reply: CloudReply | undefined, pricing: 'on_demand' | 'spot') =>
    reply ? rowsIn(reply, 'offers').flatMap((row) => offerOf(row, pricing, diskGb) ?? []) : []
  const onDemand = joined(read(replies[0], 'on_demand'), read(replies[1], 'on_demand'))
  const spot = joined(read(replies[2], 'spot'), read(replies[3], 'spot'))
  return { offers: [...onDemand.offers, ...spot.offers], partial: onDemand.partial || spot.partial }
}

function joined(cheap: Offer[], dear: Offer[]): { offers: Offer[]; partial: boolean } {
  const byId = new Map(cheap.map((offer) => [offer.id, offer]))
  const partial = dear.length > 0 && !dear.some(({ id }) => byId.has(id))
  for (const offer of dear) byId.set(offer.id, offer)
  return { offers: [...byId.values()], partial }
}

function searchRequest(type: 'ondemand' | 'bid', direction: 'asc' | 'desc', diskGb: number): CloudRequest {
  return {
    method: 'POST',
    path: '/api/v0/bundles/',
    class: 'refresh',
    body: {
      limit: maxOffers,
      type,
      order: [['dph_total', direction]],
      allocated_storage: diskGb,
      rentable: { eq: true },
      rented: { eq: false },
      external: { eq: false },
    },
  }
}

function created(reply: CloudReply): Outcome {
  return outcomeBy(reply, vastError, (row) => (row.success === true ? idOf(row.new_contract) : null))
}

const pageSize = 25
const maxPages = 400

function* list(): Plan<{ instances: CloudInstance[]; total: number | null }> {
  const instances = new Map<string, CloudInstance>()
  const tokens = new Set<string>()
  let token = ''
  while (tokens.size < maxPages) {
    const reply = yield* ask(listRequest(token))
    for (const row of rowsIn(reply, 'instances')) {
      const instance = instanceOf(row)
      if (!instance) throw unreadable('an instance without id')
      instances.set(instance.id, instance)
    }
    const page = rowOf(jsonOf(reply.body))
    const next = textOf(page.next_token)
    if (next === null) return { instances: [...instances.values()], total: numberOf(page.total_instances) }
    if (tokens.has(next)) throw unreadable('the list runs in a circle')
    tokens.add(next)
    token = next
  }
  throw unreadable(`the list has more than ${maxPages} pages`)
}

function listRequest(token: string): CloudRequest {
  const query = new URLSearchParams({
    limit: `${pageSize}`,
    after_token: token,
    order_by: '[{"col":"id","dir":"asc"}]',
    select_cols: '["*"]',
  })
  return { method: 'GET', path: `/api/v1/instances/?${query}`, class: 'search' }
}

function instancePath(id: string, action?: string): string {
  return `/api/v0/instances/${action === undefined ? '' : `${action}/`}${encodeURIComponent(id)}/`
}

function* get(id: string): Plan<CloudInstance | null> {
  const reply = yield* ask({ method: 'GET', path: instancePath(id), class: 'read' })
  if (isGone(reply)) return null
  const { instances } = success(reply)
  if (instances === null) return null
  const instance = isRow(instances) ? instanceOf(instances) : null
  if (!instance) throw unreadable('no instance in the reply')
  return instance
}

function* destroy(id: string): Plan<'done' | 'gone'> {
  const reply = yield* ask({ method: 'DELETE', path: instancePath(id), body: {}, class: 'destroy' })
  if (isGone(reply)) return 'gone'
  told(reply)
  return 'done'
}

function* act(id: string, action: 'start' | 'stop' | 'reboot'): Plan<void> {
  const states = { start: 'running', stop: 'stopped' } as const
  const request: CloudRequest =
    action === 'reboot'
      ? { method: 'PUT', path: instancePath(id, 'reboot'), body: {}, class: 'read' }
      : { method: 'PUT', path: instancePath(id), body: { state: states[action] }, class: 'read' }
  told(yield* ask(request))
}

const logTries = 30
const logPauseMs = 300

/** The cloud names an object that is written meanwhile: until then it answers 403 or 404. */
function* logs(id: string, tail: number): Plan<LogLine[]> {
  const body = { tail: `${tail}` }
  const reply = yield* ask({ method: 'PUT', path: instancePath(id, 'request_logs'), body, class: 'read' })
  const url = textOf(told(reply).result_url)
  if (url === null) throw unreadable('no result_url in the reply')
  for (let tries = 0; tries < logTries; tries++) {
    const object = yield* ask({ method: 'GET', path: '', url, afterMs: logPauseMs, class: 'read' })
    if (object.status === 403 || object.status === 404) continue
    if (object.status !== 200) throw new CloudFailure(errorOf(object))
    const lines = object.body.split('\n').filter((line) => line !== '')
    return lines.slice(-tail).map((text) => ({ timestamp: null, text }))
  }
  throw unreadable('the logs were not ready in time')
}
