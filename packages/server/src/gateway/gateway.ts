import type { PlainReply } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import { type CarriedOperation, carrierOf, inboundDialects, type Upload } from '@proxyapi/providers'
import { Deadlines, type Watched } from '../egress/deadlines.ts'
import type { Principal } from '../identity/principal.ts'
import type { Asker, Condense, EmbeddingAnswer, EmbeddingQuestion, Question, TextAnswer } from '../question.ts'
import type { Span } from '../runtime.ts'
import { routesJob } from '../store/gateway-routes.ts'
import type { Job } from '../worker.ts'
import { announcer } from './announce.ts'
import { type AnsweringParts, answerChat } from './answer-chat.ts'
import { BucketBook } from './buckets.ts'
import { isComplete } from './cache/cacheable.ts'
import { presentResponseCache } from './cache/present-response-cache.ts'
import { ResponseCache } from './cache/response-cache.ts'
import { CallEnds } from './call-ends.ts'
import { callableNamed, callablesOf } from './callables.ts'
import { CellBook, type HealthChange } from './cell-book.ts'
import { checkProviders } from './check-providers.ts'
import { Condenser } from './condense/condenser.ts'
import type { Degradation } from './condense/success-rate.ts'
import { summaryTemplates } from './condense/summary-prompt.ts'
import { estimatedCount, firstLane } from './count-tokens.ts'
import { counted } from './deployments/counted.ts'
import { DeploymentBook } from './deployments/deployment-book.ts'
import { families } from './families.ts'
import { Turns } from './filter/pace.ts'
import { forgetRequests } from './forget-requests.ts'
import type { GatewayParts } from './gateway-parts.ts'
import { providerEvent } from './health-events.ts'
import { LaneStats } from './lane-stats.ts'
import type { CallIdentity, Run } from './meter.ts'
import { type ListShape, listShapes, type ModelAnswer, type ModelPage, type PageQuery } from './models-list.ts'
import { lanesOf } from './names.ts'
import type { OpenedCall, StartableCall } from './opened-call.ts'
import { openOperation } from './operations/operation-call.ts'
import { operationRows } from './operations/operation-rows.ts'
import { Pins } from './pins.ts'
import { presentDirectory } from './present-directory.ts'
import { usdOf } from './price.ts'
import { ProviderChecks } from './provider-checks.ts'
import { askEmbeddings } from './questions/ask-embeddings.ts'
import { askQuestion } from './questions/ask-question.ts'
import { boundedBilling } from './questions/bounded-billing.ts'
import { createCondense } from './questions/condense-material.ts'
import { defaultModel } from './questions/default-model.ts'
import { RequestLog } from './request-log.ts'
import { templateTools } from './shape.ts'
import { createPrompts } from './template/prompts.ts'
import type { ChatRequest } from './understand.ts'

const checksEveryMs = 5_000
const deploymentsEveryMs = 1_000
const usdOrNull = (price: number | null) => (price === null ? null : usdOf(price))

interface CallExtras {
  readonly idempotencyKey: string | null
  /** Aborted when the caller has gone. */
  readonly signal: AbortSignal
  /** The body as it came; lanes of the same dialect then get the caller's own text. */
  readonly bytes?: Uint8Array
  readonly headers?: Headers
  /** Of the request, where it is traced. */
  readonly span?: Span | undefined
}

interface OperationExtras extends CallExtras {
  readonly upload?: Upload
  /** The operation that was called, where it is not the one of the carrier. */
  readonly as?: string
  /** Micro-USD that it may cost at the most; absent: what the account can bear. */
  readonly costMax?: number | undefined
  /** An answer is there; told before it is settled. */
  answered?(run: Run, identity: CallIdentity): void
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
  /** Answers a question of another room, like a chat. Throws an ApiError where there is no answer. */
  ask(question: Question, asker: Asker): Promise<TextAnswer>
  /** Answers with one vector a text, in their order. */
  embed(question: EmbeddingQuestion, asker: Asker): Promise<EmbeddingAnswer>
  /** Makes a long conversation one short text, as prompts that do not fit are made shorter. */
  condense: Condense
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
  /** The hosted lane that a model's name leads to first, with its price in USD per 1,000,000 tokens; undefined: none. */
  hosted(model: string): { model: string; input: number | null; output: number | null } | undefined
  /** Whether the last checks of a provider went unanswered, as many as make it degraded. */
  isSilent(provider: string): boolean
  /** Deletes what is kept of a user’s answers. */
  forget(userId: string): Promise<void>
  jobs(): Job[]
  /** Ends what still runs with SHUTTING_DOWN, in-band where an answer has begun, and writes the request log. */
  close(): Promise<void>
}

export function createGateway(parts: GatewayParts): Gateway {
  const { runtime, egress, billing, tokens, store, caches } = parts
  const { clock, random, metrics } = runtime
  const log = runtime.log.child('gateway')
  const requestLog = new RequestLog(store, log)
  const cells = new CellBook(healthChanged)
  const books = { cells, stats: new LaneStats(), buckets: new BucketBook(), checks: new ProviderChecks() }
  const processId = Buffer.from(random.bytes(6)).toString('base64url')
  const deployments = new DeploymentBook({
    ...{ store, clock, sealer: parts.sealer, node: processId },
    inFlight: (lane) => books.stats.view(lane, clock.monotonic()).inFlight,
  })
  const tools = { egress, clock, random, deadlines: new Deadlines<Watched>(), ...books }
  const pins = new Pins(parts.sharedPins)
  const directory = presentDirectory(parts, deployments)
  const responseCache = presentResponseCache(caches)
  const keyedAnswers = new ResponseCache(caches.keyed, isComplete)
  const turns = new Turns()
  const announce = announcer({ store, events: parts.events, log })
  const prompt = createPrompts(summaryTemplates, () => parts.settings().templates, templateTools(runtime))
  const condenserParts = {
    settings: parts.condense,
    clock,
    metrics: runtime.metrics,
    prompt: (values: { max_tokens: number }) => prompt('condensation', values),
    degraded: (data: Degradation) => announce('condensation.degraded', data),
  }
  const condensing = new Condenser({ ...condenserParts, cache: () => caches.summaries })
  let calls = 0
  const idFor = (requestId: string) => `${requestId}.${processId}${(calls++).toString(36)}`
  const ends = new CallEnds({ ...runtime, log }, requestLog, idFor)
  const { opened, ended, hit } = ends

  function healthChanged(change: HealthChange): void {
    const { breakerMetrics, breakerAlerts } = parts.settings()
    const event = providerEvent(change, clock)
    const { provider } = change
    // A rented machine has its own state, and its owner is told of it.
    if (deployments.isReplica(provider)) return
    log.warn(change.isDegraded ? 'A provider is degraded' : 'A provider has recovered', { ...event.data })
    if (breakerMetrics) metrics.gauge('proxyapi_breaker_state', cells.isDegraded(provider) ? 1 : 0, { provider })
    if (breakerAlerts) announce(event.name, event.data)
  }

  async function operate(
    principal: Principal,
    requestId: string,
    operation: CarriedOperation,
    body: Readonly<Record<string, unknown>>,
    { idempotencyKey, signal, bytes, headers, span, upload, as, answered, costMax }: OperationExtras,
  ): Promise<PlainReply> {
    const { passedHeaders, operationId, isSound } = operationRows[operation]
    const passed = headers === undefined ? {} : picked(headers, passedHeaders)
    const call = { operation, body, headers: passed, ...(upload && { upload }) }
    const asking = { principal, requestId, call, bytes, idempotencyKey, signal, span }
    const request = { ...asking, operationId: as ?? operationId }
    const endedNow: typeof ended = (run, hold, identity, error) => {
      if (error === null) answered?.(run, identity)
      ended(run, hold, identity, error)
    }
    const own = { runtime, tools, billing: billingWithin(costMax), tokens, turns, idFor, ended: endedNow }
    const arrivedAt = clock.monotonic()
    let run: StartableCall
    try {
      run = await openOperation(request, { ...own, directory: directory(), settings: parts.settings() })
    } catch (error) {
      const who = { principal, requestId, body, operation: request.operationId, isStreamed: isSound }
      ends.refused(error, who, arrivedAt)
      throw error
    }
    opened(run)
    return run.start()
  }

  /** Works on a chat; what is refused before an upstream is asked stands in the log. */
  async function answering<T>(
    who: Pick<ChatRequest, 'principal' | 'requestId' | 'body'> & { readonly operation: string },
    work: (own: AnsweringParts) => Promise<T>,
    costMax?: number,
  ): Promise<T> {
    const cache = responseCache()
    const condenser = parts.condense().enabled ? condensing : null
    const common = { runtime, tools, tokens, cache, keyedAnswers, turns, pins, condenser, idFor, ended, hit }
    const own = { ...common, billing: billingWithin(costMax) }
    const arrivedAt = clock.monotonic()
    let isOpened = false
    const openedNow = (run: OpenedCall) => {
      isOpened = true
      opened(run)
    }
    try {
      return await work({ ...own, directory: directory(), settings: parts.settings(), opened: openedNow })
    } catch (error) {
      if (!isOpened) ends.refused(error, { ...who, isStreamed: who.body.stream === true }, arrivedAt)
      throw error
    }
  }

  async function chat(
    principal: Principal,
    requestId: string,
    inboundId: string,
    body: Readonly<Record<string, unknown>>,
    { idempotencyKey, signal, bytes, headers, span }: CallExtras,
  ): Promise<PlainReply> {
    const inbound = inboundDialects.get(inboundId)
    const family = families.get(inboundId)
    if (inbound === undefined || family === undefined) throw new ApiError('NOT_IMPLEMENTED')
    const passed = headers === undefined ? {} : picked(headers, family.passedHeaders)
    const noStore = caches.responses !== null && /\bno-store\b/i.test(headers?.get('cache-control') ?? '')
    const asking = { principal, requestId, inbound, family, body, bytes, idempotencyKey, signal, span }
    const { operation } = family
    const who = { principal, requestId, body, operation }
    return answering(who, (own) => answerChat({ ...asking, headers: passed, noStore }, own))
  }

  async function ask(question: Question, asker: Asker): Promise<TextAnswer> {
    const { principal, requestId, signal, costMax } = asker
    const { operation } = question
    const model = question.model ?? defaultModel(names(), principal.modelsAllow)
    const body = { ...question.body, model }
    const work = () =>
      answering({ principal, requestId, body, operation }, (own) => askQuestion(question, model, asker, own), costMax)
    return counted({ body, userId: principal.userId, signal }, deployments, names, work)
  }

  const names = () => directory().names
  const billingWithin = (most: number | undefined) => (most === undefined ? billing : boundedBilling(billing, most))

  return {
    ask,
    condense: createCondense({ ...condenserParts, ask, names }),
    embed: (question, { principal, requestId, ...asker }) =>
      askEmbeddings(question, (body, answered) =>
        operate(principal, requestId, 'embeddings', body, { ...asker, as: question.operation, answered }),
      ),
    chat(principal, requestId, inboundId, body, extras) {
      const { signal } = extras
      const work = () => chat(principal, requestId, inboundId, body, extras)
      return counted({ body, userId: principal.userId, signal }, deployments, names, work)
    },
    operate(principal, requestId, operation, body, extras) {
      const { signal } = extras
      const work = () => operate(principal, requestId, operation, body, extras)
      return counted({ body, userId: principal.userId, signal }, deployments, names, work)
    },
    async countTokens(principal, requestId, body, extras) {
      const lane = firstLane(body, principal, directory(), clock)
      if (carrierOf('count_tokens', lane.provider.brand) !== undefined)
        return operate(principal, requestId, 'count_tokens', body, extras)
      return estimatedCount(body, lane)
    },
    models: (principal, shape, query) =>
      listShapes[shape].page(callablesOf(directory(), principal, deployments.of(principal.userId)), query),
    model: (principal, shape, id) =>
      listShapes[shape].one(callableNamed(id, directory(), principal, deployments.of(principal.userId))),
    isSilent: (provider) => books.checks.isDegraded(provider),
    forget: (userId) => caches.forget(userId),
    hosted(model) {
      const [lane] = lanesOf(model, names())
      if (lane === undefined) return undefined
      const { input = null, output = null } = lane.model.price ?? {}
      return { model: lane.id, input: usdOrNull(input), output: usdOrNull(output) }
    },
    jobs: () => [
      requestLog.job,
      forgetRequests(store, clock),
      {
        name: routesJob,
        everyMs: deploymentsEveryMs,
        async run() {
          await deployments.exchange()
          return 0
        },
      },
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
      ends.stopAll(() => new ApiError('SHUTTING_DOWN', undefined, { retryAfterMs: 1_000 }))
      await requestLog.flush()
    },
  }
}

function picked(headers: Headers, names: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {}
  for (const name of names) {
    const value = headers.get(name)
    if (value !== null) found[name] = value
  }
  return found
}
