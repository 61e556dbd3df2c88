import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { Answer, Part } from './answer.ts'
import { type Bill, type BillRow, bill, type Charge } from './bill.ts'
import type { Controls } from './control.ts'
import { type Journal, journal, type Seen } from './journal.ts'
import { listen } from './listen.ts'
import { receive } from './receive.ts'
import { asRule, type FaultRule, type RuleBook, ruleBook } from './rule-book.ts'
import {
  delayed,
  type ErrorFault,
  errorFaults,
  isErrorFault,
  isTransportFault,
  paced,
  type Script,
  script,
  spoiled,
  type TransportFault,
  transportFaults,
  type Wording,
} from './script.ts'

/** Failures of what is said, not of how it is sent: a refusal, no usage, text where a JSON shape was wished. */
const contentFaults = ['refusal', 'no-usage', 'off-schema'] as const
export type ContentFault = (typeof contentFaults)[number]

export type ModelFault = ErrorFault | TransportFault | ContentFault
export const modelFaults: readonly ModelFault[] = [...errorFaults, ...transportFaults, ...contentFaults]

/** Ids of models that provoke a failure by being asked: `sim/overloaded`. */
export const faultModels: readonly string[] = modelFaults.map((fault) => `sim/${fault}`)

export interface ModelOptions<Model> {
  /** Answers to equal requests are equal for equal seeds; default "sim". */
  seed?: string
  /** Milliseconds since 1970; default: the real clock. */
  now?: () => number
  /** Replaces the models that the vendor has. */
  models?: Model[]
  /** Replaces "any key that is not empty"; null: no key is needed. */
  keys?: string[] | null
  /** Before the headers; default 0. */
  latencyMs?: number
  /** Between the headers and the first token; default 0. */
  firstTokenMs?: number
  /** Between tokens; default 0. */
  tokenMs?: number
  /** Before the first token of `slow-first-token`; default 3,000. */
  slowMs?: number
}

export interface ModelSimulator {
  /** `http://127.0.0.1:<port>`, without a version segment. */
  url: string
  requests(): readonly Seen[]
  until(predicate: (requests: readonly Seen[]) => boolean): Promise<void>
  bill(): BillRow[]
  /** Plans a failure for requests to come. */
  fault(rule: FaultRule<ModelFault>): void
  /** Forgets requests, bill and planned failures. */
  reset(): void
  close(): Promise<void>
}

/** One request as a family sees it. */
export interface Call {
  method: string
  path: string
  query: URLSearchParams
  headers: Record<string, string>
  body: unknown
  /** Counted from 1: what makes ids unique. */
  n: number
  nowMs: number
  seed: string
  quirk: ContentFault | null
}

/** `charge` is due when the first token goes out; output tokens are added as they are sent. */
export interface Served {
  answer: Answer
  charge?: { key: string; model: string } & Charge
  /** Of this route, where its streams say things otherwise than the vendor's others. */
  wording?: Partial<Wording>
}

/** What makes a vendor: its words for errors, and its routes. */
export interface Family {
  wording: Wording
  /** The model that a request asks for, where it stands elsewhere than in the body's `model`. */
  modelOf?(request: { path: string; headers: Record<string, string>; body: unknown }): string | null
  /** Throws Refused for what the vendor refuses. */
  serve(call: Call): Served
}

/** A request that the vendor answers with an error. */
export class Refused extends Error {
  readonly answer: Answer

  constructor(answer: Answer) {
    super(`refused with ${answer.status}`)
    this.answer = answer
  }
}

interface Parts {
  family: Family
  options: ModelOptions<unknown>
  log: Journal
  account: Bill
  rules: RuleBook<ModelFault>
}

const maxRequests = 20_000

/** A vendor that does not listen yet. */
export interface ModelHandler extends Omit<ModelSimulator, 'url' | 'close'> {
  handle: RequestListener
}

export function modelHandler(family: Family, options: ModelOptions<unknown>): ModelHandler {
  const parts: Parts = { family, options, log: journal(maxRequests), account: bill(), rules: ruleBook(modelFaults) }
  const { log, account, rules } = parts
  const reset = () => {
    log.clear()
    account.clear()
    rules.clear()
  }
  const controls: Controls = {
    'GET bill': () => account.rows(),
    'GET requests': () => log.requests(),
    'POST fault': (body) => rules.add(asRule(body)),
    'POST reset': reset,
  }
  return {
    handle: (request, response) => {
      answer(parts, controls, request, response).catch((bug: unknown) => response.destroy(bug as Error))
    },
    requests: log.requests,
    until: log.until,
    bill: account.rows,
    fault: rules.add,
    reset,
  }
}

/** Starts a vendor on a loopback port (0: a free one). */
export async function serveModels(
  family: Family,
  options: ModelOptions<unknown> & { port?: number },
): Promise<ModelSimulator> {
  const { handle, ...handler } = modelHandler(family, options)
  return { ...handler, ...(await listen(handle, options.port)) }
}

async function answer(
  parts: Parts,
  controls: Controls,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { family, options, log, rules } = parts
  const received = await receive(request, response, controls)
  if (!received) return
  const nowMs = (options.now ?? Date.now)()
  const model = (family.modelOf ?? modelOfBody)(received)
  const rule = rules.next({ ...received, model }) ?? ruleOfModel(model)
  const seen = log.open(received, { at: nowMs, model, fault: rule?.do ?? null })
  const quirk = contentFaults.find((name) => name === rule?.do) ?? null
  const call = {
    ...received,
    query: new URLSearchParams(seen.query),
    n: seen.n,
    nowMs,
    seed: options.seed ?? 'sim',
    quirk,
  }
  const served: Served = rule && isErrorFault(rule.do) ? failing(family, rule.do, rule) : serveOrRefuse(family, call)
  if (options.latencyMs) await wait(options.latencyMs, undefined, { ref: false })
  await log.play(
    seen,
    scriptOf(served.answer, rule, { ...family.wording, ...served.wording }, options),
    response,
    charged(parts, served),
  )
}

/** Books what is sent: input with the first part that says something, output token by token. */
function charged({ account }: Parts, { charge }: Served): (part: Part) => void {
  let isOpen = false
  return (part) => {
    if (!charge || part.kind === 'frame') return
    const { key, model, ...input } = charge
    account.add(key, model, { ...(isOpen ? {} : { requests: 1, ...input }), output_tokens: part.tokens })
    isOpen = true
  }
}

function failing({ wording }: Family, fault: ErrorFault, { headers }: FaultRule): Served {
  const answer = wording.errors[fault]
  return { answer: { ...answer, headers: { ...answer.headers, ...headers } } }
}

function serveOrRefuse(family: Family, call: Call): Served {
  try {
    return family.serve(call)
  } catch (error) {
    if (error instanceof Refused) return { answer: error.answer }
    throw error
  }
}

function scriptOf(
  answer: Answer,
  rule: FaultRule<ModelFault> | null,
  wording: Wording,
  { firstTokenMs = 0, tokenMs = 0, slowMs = 3000 }: ModelOptions<unknown>,
): Script {
  const original = rule && isTransportFault(rule.do) ? spoiled(answer, rule.do, wording, rule, slowMs) : script(answer)
  return paced(delayed(original, firstTokenMs), tokenMs)
}

function modelOfBody({ body }: { body: unknown }): string | null {
  return body !== null && typeof body === 'object' && 'model' in body && typeof body.model === 'string'
    ? body.model
    : null
}

function ruleOfModel(model: string | null): FaultRule<ModelFault> | null {
  const name = modelFaults.find((fault) => model === `sim/${fault}`)
  return name ? { do: name } : null
}
