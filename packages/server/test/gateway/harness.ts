/** The chat walk from socket to socket: simulators, the real way out, the real door, a ledger that writes down. */
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import Anthropic from '@anthropic-ai/sdk'
import { serve } from '@hono/node-server'
import { implement } from '@proxyapi/contract'
import {
  simulateAnthropic,
  simulateCohere,
  simulateGemini,
  simulateOpenAI,
  simulatePerplexity,
} from '@proxyapi/simulators'
import OpenAI from 'openai'
import { createEgress } from '../../src/egress/egress.ts'
import type { TieredCache } from '../../src/gateway/cache/tiered-cache.ts'
import type { CondenseSettings } from '../../src/gateway/condense/condense-settings.ts'
import { countTokens } from '../../src/gateway/estimate.ts'
import { createGateway } from '../../src/gateway/gateway.ts'
import type { GatewaySettings } from '../../src/gateway/gateway-parts.ts'
import type { ModelFacts } from '../../src/gateway/lane.ts'
import type { ProviderSettings } from '../../src/gateway/provider-settings.ts'
import { templateTools } from '../../src/gateway/shape.ts'
import { createPrompts } from '../../src/gateway/template/prompts.ts'
import { createDoor } from '../../src/http/door.ts'
import type { Principal } from '../../src/identity/principal.ts'
import { createRecall } from '../../src/recall/create-recall.ts'
import { ai } from '../../src/resources/ai.ts'
import { db } from '../../src/resources/db.ts'
import { inference } from '../../src/resources/inference.ts'
import type { Rooms } from '../../src/rooms.ts'
import type { Clock, Metrics, Runtime } from '../../src/runtime.ts'
import { createCursors } from '../../src/store/cursors.ts'
import type { Store } from '../../src/store/database.ts'
import { insertUser } from '../../src/store/users.ts'
import { createTasks } from '../../src/tasks/create-tasks.ts'
import { taskTemplates } from '../../src/tasks/task-templates.ts'
import type { SpanRecord } from '../../src/telemetry/tracing/span-record.ts'
import { createTracer } from '../../src/telemetry/tracing/tracer.ts'
import { keptLog, type Line, noMetrics, testRandom } from '../runtime.ts'
import { openSqlite } from '../stores.ts'
import { bookkeeper } from './book.ts'
import { testCache } from './cache.ts'
import { condenseSettings, keptEvents, type Told } from './condense.ts'
import { defaultSettings, facts, lookup, noSelections } from './lanes.ts'

const realClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) => wait(ms, undefined, { signal }).catch(() => undefined),
}

const tracerInto = (spans: SpanRecord[], propagates = false) =>
  createTracer({
    clock: realClock,
    random: testRandom(7),
    sampling: { probability: 1, isParentBased: true, rules: [] },
    propagates,
    ended: (span) => spans.push(span),
  })

const caller: Principal = {
  kind: 'key',
  userId: 'usr_1',
  keyId: 'key_1',
  role: 'user',
  permissions: new Set(['inference:call', 'models:read', 'data:read', 'data:write']),
  billing: 'prepaid',
  modelsAllow: null,
}

export interface HarnessOptions {
  providers(urls: {
    openai: string
    anthropic: string
    cohere: string
    google: string
    perplexity: string
  }): ProviderSettings[]
  models?: readonly ModelFacts[]
  settings?: Partial<GatewaySettings>
  principal?: Principal
  balance?: number
  tokenMs?: number
  metrics?: Metrics
  /** Gets the spans of every request. */
  spans?: SpanRecord[]
  propagates?: boolean
  responses?: TieredCache
  summaries?: TieredCache
  condense?: Partial<CondenseSettings>
}

export type Harness = Awaited<ReturnType<typeof startHarness>>

export async function startHarness(options: HarnessOptions) {
  const [openaiSim, anthropicSim, cohereSim, geminiSim, perplexitySim] = await Promise.all([
    simulateOpenAI({ tokenMs: options.tokenMs ?? 0 }),
    simulateAnthropic({ tokenMs: options.tokenMs ?? 0 }),
    simulateCohere({ tokenMs: options.tokenMs ?? 0 }),
    simulateGemini({ tokenMs: options.tokenMs ?? 0 }),
    simulatePerplexity({ tokenMs: options.tokenMs ?? 0 }),
  ])
  const providers = options.providers({
    openai: openaiSim.url,
    anthropic: anthropicSim.url,
    cohere: cohereSim.url,
    google: geminiSim.url,
    perplexity: perplexitySim.url,
  })
  const lines: Line[] = []
  const told: Told[] = []
  const runtime: Runtime = {
    clock: realClock,
    random: testRandom(),
    log: keptLog(lines),
    metrics: options.metrics ?? noMetrics,
    tracer: options.spans && tracerInto(options.spans, options.propagates),
  }
  const egress = createEgress({
    rules: { allow: providers.map(({ baseUrl }) => hostPort(baseUrl)) },
    userAgent: 'proxyapi-test',
  })
  const book = bookkeeper(options.balance)
  const store = await openSqlite()
  const settings: GatewaySettings = { ...defaultSettings, providers, ...options.settings }
  const gateway = createGateway({
    runtime,
    egress,
    billing: book.billing,
    store,
    caches: {
      responses: options.responses ?? null,
      summaries: options.summaries ?? null,
      keyed: testCache(),
      forget: async () => {},
    },
    sharedPins: null,
    condense: () => ({ ...condenseSettings, ...options.condense }),
    events: keptEvents(told),
    sealer: { open: (sealed) => sealed },
    selections: () => noSelections,
    settings: () => settings,
    models: () => lookup(options.models ?? defaultModels),
  })
  const principal = { ...(options.principal ?? caller) }
  const prompt = createPrompts(taskTemplates, () => settings.templates, templateTools(runtime))
  const { embed, condense } = gateway
  const cursors = createCursors(Buffer.alloc(32))
  const recall = createRecall({ store, runtime, cursors, countTokens, embed, condense, contextTtlMs: () => 3_600_000 })
  if (principal.userId !== null) await addUser(store, principal.userId)
  const tasks = createTasks({ ask: gateway.ask, embed, prompt, background: recall.background })
  const { contexts, memories } = recall
  const server = await listen({ gateway, tasks, contexts, memories, clock: realClock }, runtime, principal)
  return {
    ...server,
    /** Who calls; a test may change it between two calls. */
    principal,
    gateway,
    egress,
    runtime,
    book,
    store,
    lines,
    /** Events, as they were written. */
    told,
    sims: {
      openai: openaiSim,
      anthropic: anthropicSim,
      cohere: cohereSim,
      google: geminiSim,
      perplexity: perplexitySim,
    },
    openai: new OpenAI({ apiKey: 'key', baseURL: `${server.url}/v1`, maxRetries: 0 }),
    anthropic: new Anthropic({ apiKey: 'key', baseURL: server.url, maxRetries: 0 }),
    async close() {
      await server.stop()
      await gateway.close()
      await egress.close()
      await Promise.all(
        [openaiSim, anthropicSim, cohereSim, geminiSim, perplexitySim, store].map((part) => part.close()),
      )
    },
  }
}

const openaiModels = ['gpt-4o', 'gpt-4o-mini']
const anthropicModels = ['claude-sonnet-4-5-20250929']
const cohereModels = ['command-a-03-2025']
const perplexityModels = ['perplexity/sonar', 'sonar']
const googleModels = ['gemini-3.1-pro-preview', 'gemini-2.5-flash']
const defaultModels = [
  ...openaiModels.map((id) => facts('openai', id)),
  ...anthropicModels.map((id) => facts('anthropic', id, { contextLength: 200_000 })),
  ...cohereModels.map((id) => facts('cohere', id)),
  ...googleModels.map((id) => facts('google', id)),
  ...perplexityModels.map((id) => facts('perplexity', id)),
]

function hostPort(url: string) {
  const { hostname, port } = new URL(url)
  return { host: hostname, port: Number(port) }
}

const addUser = (store: Store, id: string) =>
  store.write((tx) =>
    insertUser(tx, { id, email: null, name: null, role: 'user', billing_mode: 'prepaid', created_at: 0 }),
  )

type HarnessRooms = Pick<Rooms, 'gateway' | 'tasks' | 'contexts' | 'memories' | 'clock'>

async function listen(rooms: HarnessRooms, runtime: Runtime, principal: Principal) {
  const door = createDoor({
    identity: { authenticate: () => principal },
    limits: { arrive() {}, stranger() {}, admit: () => ({ headers: () => ({}), free() {} }) },
    idempotency: { around: (_knock: unknown, _request: unknown, _context: unknown, run: () => unknown) => run() },
    denials: { note() {} },
    runtime,
    rooms,
    settings: () => ({
      bodyBytesMax: 10 * 2 ** 20,
      trustedProxies: [],
      rules: { requiredHeaders: [], contentTypes: ['application/json'], credentialHeaders: [] },
      logged: { requestId: true, traceId: true, spanId: true },
    }),
  } as unknown as Parameters<typeof createDoor>[0])
  const app = implement({ ...inference, ...ai, ...db } as unknown as Parameters<typeof implement>[0], door as never)
  const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const started = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve(started))
  })
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        if ('closeAllConnections' in server) server.closeAllConnections()
      }),
  }
}

/** An address where nobody listens. */
export async function closedPort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return `http://127.0.0.1:${port}`
}

/** Resolves when all calls that were admitted are settled. */
export async function settledAll({ book }: Pick<Harness, 'book'>): Promise<void> {
  for (let tries = 0; book.open() > 0; tries++) {
    if (tries > 400) throw new Error(`${book.open()} holds stay open`)
    await wait(5)
  }
}
