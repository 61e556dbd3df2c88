import type { PlainReply } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import { type CarriedOperation, carrierOf, inboundDialects, type Upload } from '@proxyapi/providers'
import { Deadlines, type Watched } from '../egress/deadlines.ts'
import type { Egress } from '../egress/egress.ts'
import type { Events } from '../events/events.ts'
import type { Principal } from '../identity/principal.ts'
import type { CallBilling, CallHold } from '../ledger/ledger.ts'
import type { Runtime } from '../runtime.ts'
import type { Store } from '../store/database.ts'
import type { Job } from '../worker.ts'
import { announcer } from './announce.ts'
import { answerChat } from './answer-chat.ts'
import { BucketBook } from './buckets.ts'
import { isComplete, isStorable } from './cache/cacheable.ts'
import type { Caches } from './cache/create-caches.ts'
import { toldBefore } from './cache/replay.ts'
import type { CachedAnswer } from './cache/response-cache.ts'
import { ResponseCache } from './cache/response-cache.ts'
import { countCall } from './call-metrics.ts'
import { callOptions } from './call-options.ts'
import { CellBook, type HealthChange } from './cell-book.ts'
import type { ChatSettings } from './chat-call.ts'
import { checkProviders } from './check-providers.ts'
import type { CondenseSettings } from './condense/condense-settings.ts'
import { Condenser } from './condense/condenser.ts'
import { estimatePrompt } from './estimate.ts'
import { families } from './families.ts'
import { Turns } from './filter/pace.ts'
import { providerEvent } from './health-events.ts'
import type { ModelLookup } from './lane.ts'
import { type DeploymentLookup, Directory, groupsFor } from './lane-groups.ts'
import { LaneStats } from './lane-stats.ts'
import { type CallIdentity, hitEntry, hitSettlement, logEntry, settlementOf } from './meter.ts'
import {
  type Callable,
  type ListShape,
  listShapes,
  type ModelAnswer,
  type ModelPage,
  type PageQuery,
} from './models-list.ts'
import { allLanes, isAllowed, lanesOf } from './names.ts'
import { type OpenedCall, openOperation } from './operations/operation-call.ts'
import { operationRows } from './operations/operation-rows.ts'
import { Pins, type SharedPins } from './pins.ts'
import { askingOf, notDrawn } from './plan-call.ts'
import { type CheckSettings, ProviderChecks } from './provider-checks.ts'
import type { Lane, ProviderSettings } from './provider-settings.ts'
import { RequestLog } from './request-log.ts'
import type { Route } from './routes.ts'

/** What `app.ts` takes from the configuration; read anew for each call, so that a reload is a new object. */
export interface GatewaySettings extends ChatSettings {
  readonly providers: readonly ProviderSettings[]
  readonly routes: ReadonlyMap<string, Route>
  readonly aliases: Readonly<Record<string, string>>
  readonly checks: CheckSettings
  /** Whether breakers show in the metrics, and in events. */
  readonly breakerMetrics: boolean
  readonly breakerAlerts: boolean
}

const checksEveryMs = 5_000

export interface GatewayParts {
  readonly runtime: Runtime
  readonly egress: Pick<Egress, 'stream' | 'request'>
  readonly billing: CallBilling
  readonly store: Store
  readonly deployments: DeploymentLookup
  readonly caches: Pick<Caches, 'responses' | 'summaries' | 'keyed' | 'forget'>
  readonly condense: CondenseSettings
  /** Which lane keeps which answer, as other replicas know it. */
  readonly sharedPins: SharedPins | null
  readonly events: Events
  settings(): GatewaySettings
  /** The catalog as it is now. */
  models(): ModelLookup
  /** Provider → the model that its name alone means; another object once it differs. */
  selections(): ReadonlyMap<string, string>
}

interface CallExtras {
  readonly idempotencyKey: string | null
  /** Aborted when the caller has gone. */
  readonly signal: AbortSignal
  /** The body as it came; lanes of the same dialect then get the caller's own text. */
  readonly bytes?: Uint8Array
  readonly headers?: Headers
}

/** One endpoint over many providers. */
export interface Gateway {
  /** Answers a chat in the dialect it was asked in: an `InboundDialect`'s id. Throws an ApiError before an answer begins. */
  chat(
    principal: Principal,
    requestId: string,
    inboundId: string,
    body: Readonly<Record<string, unknown>>,
    extras: CallExtras,
  ): Promise<PlainReply>
  /** Answers anything but a conversation. Throws an ApiError before an answer begins. */
  operate(
    principal: Principal,
    requestId: string,
    operation: CarriedOperation,
    body: Readonly<Record<string, unknown>>,
    extras: CallExtras & { readonly upload?: Upload },
  ): Promise<PlainReply>
  /** Counts a prompt in Anthropic's shape: by the upstream where it counts, else by our estimate. */
  countTokens(
    principal: Principal,
    requestId: string,
    body: Readonly<Record<string, unknown>>,
    extras: CallExtras,
  ): Promise<PlainReply>
  /** All that this key can call. */
  models(principal: Principal, shape: ListShape, query: PageQuery): ModelPage
  /** Throws MODEL_NOT_FOUND, also for what the key may not call. */
  model(principal: Principal, shape: ListShape, id: string): ModelAnswer
  /** Deletes what is kept of a user’s answers. */
  forget(userId: string): Promise<void>
  jobs(): Job[]
  /** Ends what still runs with SHUTTING_DOWN, in-band where an answer has begun, and writes the request log. */
  close(): Promise<void>
}

export function createGateway(parts: GatewayParts): Gateway {
  const { runtime, egress, billing, store, caches } = parts
  const { clock, random, metrics } = runtime
  const log = runtime.log.child('gateway')
  const requestLog = new RequestLog(store, log)
  const cells = new CellBook(healthChanged)
  const books = { cells, stats: new LaneStats(), buckets: new BucketBook(), checks: new ProviderChecks() }
  const tools = { egress, clock, random, deadlines: new Deadlines<Watched>(), ...books }
  const pins = new Pins(parts.sharedPins)
  const directory = directoryOf(parts)
  const cache = caches.responses === null ? null : new ResponseCache(caches.responses, isStorable)
  const keyedAnswers = new ResponseCache(caches.keyed, isComplete)
  const turns = new Turns()
  const announce = announcer({ store, events: parts.events, log })
  const condenser = parts.condense.enabled
    ? new Condenser({
        settings: parts.condense,
        cache: caches.summaries,
        clock,
        metrics: runtime.metrics,
        degraded: (data) => announce('condensation.degraded', data),
      })
    : null
  const open = new Set<OpenedCall>()
  const opened = (run: OpenedCall) => void open.add(run)
  const processId = Buffer.from(random.bytes(6)).toString('base64url')
  let calls = 0
  const idFor = (requestId: string) => `${requestId}.${processId}${(calls++).toString(36)}`

  function healthChanged(change: HealthChange): void {
    const { breakerMetrics, breakerAlerts } = parts.settings()
    const event = providerEvent(change, clock)
    const { provider } = change
    log.warn(change.isDegraded ? 'A provider is degraded' : 'A provider has recovered', { ...event.data })
    if (breakerMetrics) metrics.gauge('proxyapi_breaker_state', cells.isDegraded(provider) ? 1 : 0, { provider })
    if (breakerAlerts) announce(event.name, event.data)
  }

  function ended(run: OpenedCall, hold: CallHold, identity: CallIdentity, error: ApiError | null): void {
    const { requestId, inputTokens } = identity
    open.delete(run)
    if (error?.code === 'INTERNAL_ERROR') log.error('A call broke', { request_id: requestId, error: error.cause })
    try {
      hold.settle(settlementOf(run, identity))
      requestLog.add(logEntry(run, identity, error, clock.monotonic()))
      countCall(run, inputTokens, runtime.metrics)
    } catch (thrown) {
      log.error('The end of a call could not be written down', { request_id: requestId, error: thrown })
    }
  }

  function hit(answer: CachedAnswer, hold: CallHold, identity: CallIdentity): void {
    const told = toldBefore(answer)
    hold.settle(hitSettlement(told, identity))
    requestLog.add(hitEntry(told, identity, clock.monotonic()))
    runtime.metrics.count('cache_hits_total', { cache: 'response', provider: answer.provider })
  }

  function callable({ modelsAllow: allow }: Principal): Callable[] {
    const known = directory().names
    const models = allLanes(known).map((lane): Callable => ({ id: lane.id, kind: 'model', lane }))
    const aliases = Object.keys(known.aliases).flatMap((id): Callable[] => {
      const [lane] = lanesOf(id, known)
      return lane === undefined ? [] : [{ id, kind: 'alias', lane }]
    })
    const routes = [...known.routes.keys()].flatMap((id) => routeNamed(id) ?? [])
    return [...models, ...aliases, ...routes].filter(({ lane }) => allow === null || isAllowed(lane, allow))
  }

  /** A route with its first lane; undefined where there is no such route, or none of its models is known. */
  function routeNamed(id: string): Callable | undefined {
    const { names } = directory()
    const [lane] = names.routes.get(id)?.targets.flatMap(({ model }) => lanesOf(model, names)) ?? []
    return lane && { id, kind: 'route', lane }
  }

  /** Where the name leads to first. */
  function firstLane(body: Readonly<Record<string, unknown>>, principal: Principal): Lane | undefined {
    const facts = { inputTokens: 0, hasTools: false, hasImages: false, sessionId: null }
    const groups = groupsFor(String(body.model), [], directory(), askingOf(facts, body, principal, clock, notDrawn))
    return groups.flatMap(({ choices }) => choices)[0]?.lane
  }

  async function operate(
    principal: Principal,
    requestId: string,
    operation: CarriedOperation,
    body: Readonly<Record<string, unknown>>,
    { idempotencyKey, signal, bytes, headers, upload }: CallExtras & { readonly upload?: Upload },
  ): Promise<PlainReply> {
    const { passedHeaders } = operationRows[operation]
    const passed = headers === undefined ? {} : picked(headers, passedHeaders)
    const call = { operation, body, headers: passed, ...(upload && { upload }) }
    const request = { principal, requestId, call, bytes, idempotencyKey, signal }
    const own = { runtime, tools, billing, turns, idFor, ended }
    const run = await openOperation(request, { ...own, directory: directory(), settings: parts.settings() })
    open.add(run)
    return run.start()
  }

  return {
    async chat(principal, requestId, inboundId, body, { idempotencyKey, signal, bytes, headers }) {
      const inbound = inboundDialects.get(inboundId)
      const family = families.get(inboundId)
      if (inbound === undefined || family === undefined) throw new ApiError('NOT_IMPLEMENTED')
      const own = { runtime, tools, billing, cache, keyedAnswers, turns, pins, idFor, ended, hit }
      const answering = { ...own, condenser, directory: directory(), settings: parts.settings(), opened }
      const passed = headers === undefined ? {} : picked(headers, family.passedHeaders)
      const noStore = cache !== null && /\bno-store\b/i.test(headers?.get('cache-control') ?? '')
      const asking = { principal, requestId, inbound, family, body, bytes, idempotencyKey, signal }
      return answerChat({ ...asking, headers: passed, noStore }, answering)
    },
    operate,
    async countTokens(principal, requestId, body, extras) {
      const first = firstLane(body, principal)
      if (first === undefined) throw new ApiError('MODEL_NOT_FOUND', undefined, { param: 'model' })
      if (carrierOf('count_tokens', first.provider.brand) !== undefined)
        return operate(principal, requestId, 'count_tokens', body, extras)
      callOptions(body)
      return estimatedCount(body, first)
    },
    models: (principal, shape, query) => listShapes[shape].page(callable(principal), query),
    model(principal, shape, id) {
      const { modelsAllow: allow } = principal
      const route = routeNamed(id)
      if (route !== undefined && (allow === null || isAllowed(route.lane, allow))) return listShapes[shape].one(route)
      const lane = lanesOf(id, directory().names).find((known) => allow === null || isAllowed(known, allow))
      if (lane === undefined) throw new ApiError('MODEL_NOT_FOUND', undefined, { param: 'model' })
      return listShapes[shape].one({ id: lane.id, kind: 'model', lane })
    },
    forget: (userId) => caches.forget(userId),
    jobs: () => [
      requestLog.job,
      {
        name: 'gateway.checks',
        everyMs: checksEveryMs,
        run() {
          const { providers, checks } = parts.settings()
          return checkProviders(providers, checks, { egress, clock, metrics, ...books })
        },
      },
    ],
    async close() {
      for (const run of open) run.stop(new ApiError('SHUTTING_DOWN', undefined, { retryAfterMs: 1_000 }))
      await requestLog.flush()
    },
  }
}

/** Names of the present configuration and catalog: made anew where one of them has changed. */
function directoryOf(parts: Pick<GatewayParts, 'settings' | 'models' | 'selections' | 'deployments'>): () => Directory {
  let known: { of: readonly unknown[]; directory: Directory } | null = null
  return () => {
    const [settings, models, selections] = [parts.settings(), parts.models(), parts.selections()]
    const of = [settings, models.version(), selections]
    if (known?.of.every((part, at) => part === of[at])) return known.directory
    const { providers, routes, aliases } = settings
    const directory = new Directory({ providers, routes, aliases, models, selections }, parts.deployments)
    known = { of, directory }
    return directory
  }
}

/** Of a prompt for an upstream that does not count. */
function estimatedCount(body: Readonly<Record<string, unknown>>, { provider, model }: Lane): PlainReply {
  const call = inboundDialects.get('anthropic-messages')?.parse({ ...body })
  if (call === undefined) throw new ApiError('NOT_IMPLEMENTED')
  const headers = {
    'x-proxyapi-provider': provider.name,
    'x-proxyapi-model': model.id,
    'x-proxyapi-estimated': 'true',
  }
  return { status: 200, headers, body: { input_tokens: estimatePrompt(call) } }
}

function picked(headers: Headers, names: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {}
  for (const name of names) {
    const value = headers.get(name)
    if (value !== null) found[name] = value
  }
  return found
}
