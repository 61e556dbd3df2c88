import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Answer, jsonAnswer } from './answer.ts'
import type { Controls } from './control.ts'
import { type Journal, journal, type Seen } from './journal.ts'
import { isObject } from './json.ts'
import { listen } from './listen.ts'
import { type Received, receive } from './receive.ts'
import { asRule, type FaultRule, type RuleBook, ruleBook } from './rule-book.ts'
import { type Script, script } from './script.ts'
import { cancel, decline, dispute, pay, payLater, refund, renew, settleLater, winDispute } from './stripe/acts.ts'
import { routes, stripeError } from './stripe/api.ts'
import { deliver, type Endpoint, type SentEvent } from './stripe/deliver.ts'
import { parseForm, textAt } from './stripe/form.ts'
import { checkoutPage, donePage, portalPage, redirect } from './stripe/pages.ts'
import { createWorld, type World } from './stripe/world.ts'

export interface StripeOptions {
  port?: number
  /** Equal seeds give equal ids; default "sim". */
  seed?: string
  /** Milliseconds since 1970; default: the real clock. */
  now?: () => number
  /** Cents a month of prices that recur; default `price_starter_monthly` at 20 USD. */
  prices?: Record<string, number>
  /** Whoever asks may have kept customers of an earlier start, which the simulator has forgotten; default false. */
  takesAnyCustomer?: boolean
}

/** An event that was made, and what its deliveries were answered. */
export type SimulatedEvent = Readonly<SentEvent>

const faults = {
  'bad-key': stripeError(401, 'invalid_request_error', 'Invalid API Key provided: sk_test_****'),
  'rate-limited': stripeError(429, 'rate_limit_error', 'Too many requests'),
  'error-500': stripeError(500, 'api_error', 'Something went wrong on our end.'),
  hang: null,
} satisfies Record<string, Answer | null>
export type StripeFaultName = keyof typeof faults

export interface StripeSimulator {
  url: string
  requests(): readonly Seen[]
  /** Where events go from now on, and the secret that signs them; none before. */
  deliverTo(endpoint: Endpoint): void
  /** Newest last. */
  events(): readonly SimulatedEvent[]
  /** Sends an event again, as it was; the status of the answer. */
  redeliver(eventId: string): Promise<number>
  /** Pays, declines, or pays by bank what a page asks for, as its buttons do; resolves when the events were delivered. */
  visit(sessionId: string, button: 'pay' | 'decline' | 'later'): Promise<void>
  /** Money that was to come later comes, or does not. */
  settle(sessionId: string, isPaid: boolean): Promise<void>
  renew(subscriptionId: string, isPaid?: boolean): Promise<void>
  cancel(subscriptionId: string): Promise<void>
  refund(paymentId: string, cents: number): Promise<void>
  dispute(paymentId: string): Promise<void>
  winDispute(disputeId: string): Promise<void>
  fault(rule: FaultRule<StripeFaultName>): void
  close(): Promise<void>
}

interface Parts {
  world: World
  log: Journal
  rules: RuleBook<StripeFaultName>
  events: SentEvent[]
  endpoint: Endpoint | null
  /** Answers by idempotency key. */
  answers: Map<string, Answer>
}

const maxRequests = 10_000
const maxEvents = 10_000

/** Stripe on a loopback port: its API, its pages, and events that are signed and delivered. It says everywhere that it is simulated. */
export async function simulateStripe(options: StripeOptions = {}): Promise<StripeSimulator> {
  const { seed = 'sim', now = Date.now, prices = { price_starter_monthly: 2_000 }, port } = options
  const { takesAnyCustomer = false } = options
  const parts: Parts = {
    world: createWorld(seed, now, prices, takesAnyCustomer),
    log: journal(maxRequests),
    rules: ruleBook(Object.keys(faults) as StripeFaultName[]),
    events: [],
    endpoint: null,
    answers: new Map(),
  }
  const { world } = parts
  const listening = await listen((request, response) => {
    answer(parts, listening.url, controls, request, response).catch((bug: unknown) => response.destroy(bug as Error))
  }, port)
  const simulator: StripeSimulator = {
    url: listening.url,
    requests: parts.log.requests,
    deliverTo(endpoint) {
      parts.endpoint = endpoint
    },
    events: () => parts.events,
    redeliver: async (id) => sendOne(parts, found(new Map(parts.events.map((event) => [event.id, event])), id)),
    visit: (id, button) => send(parts, acts[button](world, found(world.sessions, id), listening.url)),
    settle: (id, isPaid) => send(parts, settleLater(world, found(world.sessions, id), listening.url, isPaid)),
    renew: (id, isPaid = true) => send(parts, renew(world, found(world.subscriptions, id), isPaid)),
    cancel: (id) => send(parts, cancel(world, found(world.subscriptions, id))),
    refund: (id, cents) => send(parts, refund(world, found(world.payments, id), cents) ?? []),
    dispute: (id) => send(parts, dispute(world, found(world.payments, id))),
    winDispute: (id) => send(parts, winDispute(world, id)),
    fault: parts.rules.add,
    close: listening.close,
  }
  const controls = controlsOf(simulator)
  return simulator
}

const acts = { pay, decline, later: payLater }

function found<T>(rows: ReadonlyMap<string, T>, id: string): T {
  const row = rows.get(id)
  if (row === undefined) throw new TypeError(`there is no ${id}`)
  return row
}

function controlsOf(simulator: StripeSimulator): Controls {
  const text = (body: unknown, name: string): string => {
    const value = isObject(body) ? body[name] : undefined
    if (typeof value !== 'string') throw new TypeError(`the body is {"${name}": "<id>", …}`)
    return value
  }
  const isPaid = (body: unknown) => !(isObject(body) && body.paid === false)
  return {
    'GET events': simulator.events,
    'GET requests': simulator.requests,
    'POST redeliver': async (body) => ({ status: await simulator.redeliver(text(body, 'event')) }),
    'POST settle': (body) => simulator.settle(text(body, 'session'), isPaid(body)),
    'POST renew': (body) => simulator.renew(text(body, 'subscription'), isPaid(body)),
    'POST dispute': (body) => simulator.dispute(text(body, 'payment')),
    'POST win-dispute': (body) => simulator.winDispute(text(body, 'dispute')),
    'POST fault': (body) => simulator.fault(asRule(body)),
  }
}

/** One after another, as they happened. */
async function send(parts: Parts, events: SentEvent[]): Promise<void> {
  parts.events.push(...events)
  if (parts.events.length > maxEvents) parts.events.splice(0, parts.events.length - maxEvents)
  for (const event of events) await sendOne(parts, event)
}

async function sendOne({ endpoint, world }: Parts, event: SentEvent): Promise<number> {
  if (endpoint === null) return 0
  const status = await deliver(endpoint, event, world.now())
  event.statuses.push(status)
  return status
}

async function answer(
  parts: Parts,
  url: string,
  controls: Controls,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const received = await receive(request, response, controls)
  if (!received) return
  const { method, path } = received
  const fault = path.startsWith('/v1/') ? (parts.rules.next({ method, path })?.do ?? null) : null
  const seen = parts.log.open(received, { at: parts.world.now() * 1_000, model: null, fault })
  const reply = fault === null ? await served(parts, url, received) : faults[fault]
  await parts.log.play(seen, scriptOf(reply), response)
}

const hung: Script = { head: null, steps: [{ do: 'silence' }] }

function scriptOf(answer: Answer | null): Script {
  if (answer === null) return hung
  return script({ ...answer, headers: { ...answer.headers, 'x-simulated': 'true' } })
}

async function served(parts: Parts, url: string, received: Received): Promise<Answer> {
  const { method, path, query, headers, body } = received
  const form = parseForm(typeof body === 'string' ? body : '')
  if (!path.startsWith('/v1/')) return pageOf(parts, url, method, path, new URLSearchParams(query), form)
  if (!/^(Bearer|Basic) \S/.test(headers.authorization ?? ''))
    return stripeError(401, 'invalid_request_error', 'You did not provide an API key.')
  const route = routes.find((candidate) => candidate.method === method && candidate.pattern.test(path))
  if (!route) return stripeError(404, 'invalid_request_error', `Unrecognized request URL (${method}: ${path}).`)
  const key = headers['idempotency-key']
  const known = key === undefined ? undefined : parts.answers.get(key)
  if (known) return { ...known, headers: { ...known.headers, 'idempotent-replayed': 'true' } }
  const later: SentEvent[][] = []
  const id = route.pattern.exec(path)?.[1] ?? ''
  const made = route.answer({ world: parts.world, form, id, url, send: (events) => void later.push(events) })
  if (key !== undefined && made.status < 400) parts.answers.set(key, made)
  for (const events of later) await send(parts, events)
  return made
}

async function pageOf(
  parts: Parts,
  url: string,
  method: string,
  path: string,
  query: URLSearchParams,
  form: ReturnType<typeof parseForm>,
): Promise<Answer> {
  const { world } = parts
  if (path === '/') return donePage()
  if (path === '/p/session') return portal(parts, method, query, form)
  const session = world.sessions.get(/^\/c\/pay\/([^/]+)$/.exec(path)?.[1] ?? '')
  if (!session) return jsonAnswer(404, { error: 'there is no such page' })
  if (session.status === 'complete') return redirect(session.successUrl)
  if (method !== 'POST') return checkoutPage(session)
  const act = acts[textAt(form, 'do') as keyof typeof acts]
  await send(parts, act?.(world, session, url) ?? [])
  return session.paymentStatus === 'paid' || act === payLater
    ? redirect(session.successUrl)
    : checkoutPage(session, 'The card was declined.')
}

async function portal(parts: Parts, method: string, query: URLSearchParams, form: ReturnType<typeof parseForm>) {
  const { world } = parts
  const chosen = world.subscriptions.get(textAt(form, 'cancel') ?? '')
  if (method === 'POST' && chosen) await send(parts, cancel(world, chosen))
  const owned = [...world.subscriptions.values()].filter(({ customer }) => customer === query.get('customer'))
  return portalPage(owned, query.get('return_url') ?? '/')
}
