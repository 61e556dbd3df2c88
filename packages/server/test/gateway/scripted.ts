/** The gateway over an upstream that does what a test says, call by call. */
import type { StreamHandler } from '../../src/egress/call.ts'
import type { Egress } from '../../src/egress/egress.ts'
import { EgressFailure, type EgressPhase, type FailureKind } from '../../src/egress/failure.ts'
import type { EgressCall } from '../../src/egress/plan.ts'
import type { TieredCache } from '../../src/gateway/cache/tiered-cache.ts'
import type { CondenseSettings } from '../../src/gateway/condense/condense-settings.ts'
import { createGateway } from '../../src/gateway/gateway.ts'
import type { GatewaySettings } from '../../src/gateway/gateway-parts.ts'
import type { ModelFacts } from '../../src/gateway/lane.ts'
import type { ProviderSettings } from '../../src/gateway/provider-settings.ts'
import type { Principal } from '../../src/identity/principal.ts'
import type { Store } from '../../src/store/database.ts'
import { keptLog, type Line, noMetrics, testRandom } from '../runtime.ts'
import { bookkeeper } from './book.ts'
import { testCache } from './cache.ts'
import { condenseSettings, keptEvents, type Told } from './condense.ts'
import { defaultSettings, facts, lookup, noSelections, provider } from './lanes.ts'

const json = { 'content-type': 'application/json' }
export const sse = { 'content-type': 'text/event-stream' }

/** One call as the upstream sees it, and the ways in which it may answer. */
class Upstream {
  readonly call: EgressCall
  readonly handler: StreamHandler
  isAborted = false
  isPaused = false
  #isOver = false

  constructor(call: EgressCall, handler: StreamHandler) {
    this.call = call
    this.handler = handler
  }

  get body(): Record<string, unknown> {
    return JSON.parse(String(this.call.body))
  }

  head(status: number, headers: Record<string, string>): this {
    this.handler.onHead(status, headers, [])
    return this
  }

  data(...chunks: string[]): this {
    for (const chunk of chunks) if (!this.#isOver) this.handler.onData(Buffer.from(chunk))
    return this
  }

  end(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.handler.onEnd()
  }

  fail(kind: FailureKind, phase: EgressPhase): void {
    if (this.#isOver) return
    this.#isOver = true
    this.handler.onFailure(new EgressFailure({ kind, phase, sent: true }))
  }

  /** As the gateway closes it. */
  abort(): void {
    if (this.#isOver) return
    this.isAborted = true
    this.fail('aborted', 'body')
  }

  /** A whole JSON answer. */
  answer(status: number, body: unknown, headers: Record<string, string> = {}): void {
    this.head(status, { ...json, ...headers })
      .data(typeof body === 'string' ? body : JSON.stringify(body))
      .end()
  }
}

export interface ScriptOptions {
  providers?: ProviderSettings[]
  /** What the catalog holds; a function is asked again and again. */
  models?: ModelFacts[] | (() => ModelFacts[])
  settings?: Partial<GatewaySettings>
  principal?: Partial<Principal>
  balance?: number
  responses?: TieredCache
  summaries?: TieredCache
  condense?: Partial<CondenseSettings>
}

const member: Principal = {
  kind: 'key',
  userId: 'usr_1',
  keyId: 'key_1',
  role: 'user',
  permissions: new Set(),
  billing: 'prepaid',
  modelsAllow: null,
}

export function scripted({ providers, models, settings, principal, balance, ...more }: ScriptOptions = {}) {
  const { responses, summaries, condense } = more
  const calls: Upstream[] = []
  const egress: Pick<Egress, 'stream' | 'request'> = {
    request: () => Promise.reject(new EgressFailure({ kind: 'refused', phase: 'connect', sent: false })),
    stream(call, handler) {
      const upstream = new Upstream(call, handler)
      calls.push(upstream)
      return {
        remoteAddress: null,
        pause: () => {
          upstream.isPaused = true
        },
        resume: () => {
          upstream.isPaused = false
        },
        abort: () => upstream.abort(),
      }
    },
  }
  const known = [facts('openai', 'm'), facts('anthropic', 'm')]
  const lines: Line[] = []
  const told: Told[] = []
  const clock = { now: () => Date.now(), monotonic: () => performance.now(), sleep: async () => {} }
  const book = bookkeeper(balance)
  const lanes = providers ?? ['a', 'b'].map((name, index) => lane(name, { priority: index + 1 }))
  const all: GatewaySettings = { ...defaultSettings, providers: lanes, ...settings }
  const gateway = createGateway({
    runtime: { clock, random: testRandom(), log: keptLog(lines), metrics: noMetrics },
    egress,
    billing: book.billing,
    store: {
      dialect: 'sqlite',
      writeSoon: async () => undefined,
      write: async (work: (tx: unknown) => unknown) => work(null),
    } as unknown as Store,
    caches: { responses: responses ?? null, summaries: summaries ?? null, keyed: testCache(), forget: async () => {} },
    sharedPins: null,
    condense: () => ({ ...condenseSettings, ...condense }),
    events: keptEvents(told),
    sealer: { open: (sealed) => sealed },
    selections: () => noSelections,
    settings: () => all,
    models: () => lookup((typeof models === 'function' ? models() : models) ?? known),
  })
  const leaving = new AbortController()
  const ask = (body: object = {}, inbound = 'openai-chat', extras: object = {}) => {
    const whole = { model: 'm', messages: [{ role: 'user', content: 'hi' }], ...body }
    const bytes = Buffer.from(JSON.stringify(whole))
    const more = { idempotencyKey: null, signal: leaving.signal, bytes, ...extras }
    const reply = gateway.chat({ ...member, ...principal }, 'req_1', inbound, whole, more)
    // Some tests look at it only after it has failed.
    reply.catch(() => undefined)
    return reply
  }
  return { gateway, calls, book, lines, told, ask, leave: () => leaving.abort() }
}

export const lane = (name: string, more: Partial<ProviderSettings> = {}, brand = 'openai') =>
  provider(name, brand, `http://${name}.test`, { models: ['m'], ...more })

/** A stream's text as it arrives, and the promise of its end. */
export function reading(reply: { content?: unknown }) {
  const heard = { text: '', isOver: false }
  const leaving = new AbortController()
  let drain: (() => void) | null = null
  const outlet = {
    signal: leaving.signal,
    isSlow: false,
    write(chunk: string | Uint8Array) {
      heard.text += chunk.toString()
      if (!outlet.isSlow) return
      return new Promise<void>((resolve) => {
        drain = resolve
      })
    },
  }
  const writer = reply.content as (to: typeof outlet) => Promise<void>
  const over = writer(outlet).then(() => {
    heard.isOver = true
  })
  return { heard, outlet, over, leave: () => leaving.abort(), drain: () => drain?.() }
}

/** Chunks of Chat Completions. */
export const role = `data: ${JSON.stringify({ id: 'c', choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }] })}\n\n`
export const text = (content: string) =>
  `data: ${JSON.stringify({ id: 'c', choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\n\n`
export const finish = `data: ${JSON.stringify({ id: 'c', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}\n\n`
export const usage = `data: ${JSON.stringify({ id: 'c', choices: [], usage: { prompt_tokens: 10, completion_tokens: 5 } })}\n\n`
export const done = 'data: [DONE]\n\n'

export const completion = (content: string, more: object = {}) => ({
  id: 'c',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
  ...more,
})
