import type { AnswerHead } from '@proxyapi/providers'
import type { Runtime } from '../runtime.ts'
import { ulid } from '../store/ids.ts'
import type { Filtering } from './filter/filtering.ts'
import { type CallIdentity, costSoFar, type Run, traceOf } from './meter.ts'
import type { Answering, Delivery } from './passage.ts'
import { passageFor, type Rendering } from './passage-for.ts'
import type { Plan } from './plan-call.ts'
import { usdOf } from './price.ts'
import type { ChatRequest } from './understand.ts'

/** A chat goes to its caller in the dialect it was asked in. */
export const chatDelivery = (rendering: Rendering): Delivery => ({
  stream: rendering.stream,
  pings: rendering.stream,
  passage: ({ isEventStream }, owner) => passageFor(isEventStream, rendering, owner),
  failure: (error) => rendering.inbound.stream(rendering.head(null)).fail(error),
})

/** How the answers of one run are told to its caller. */
export function renderingOf(
  run: Run,
  { inbound, family, body: asked }: Pick<ChatRequest, 'inbound' | 'family' | 'body'>,
  { call, options, choices, skipped }: Plan,
  { inputTokens, at }: CallIdentity,
  { clock, random }: Runtime,
  filtering: Filtering,
): Rendering {
  let id: string | undefined
  const costUsd = (answering: Answering) => {
    const cost = costSoFar(answering)
    return cost === null ? undefined : usdOf(cost)
  }
  const head = (answering: Answering | null): AnswerHead => {
    id ??= `${family.idPrefix}${ulid(at, random.bytes(10))}`
    const created = Math.floor(at / 1_000)
    const { includeUsage } = call
    if (answering === null) return { id, created, model: call.model, includeUsage, asked }
    const { lane, dialect } = answering.prepared
    const cost = costUsd(answering)
    const made = { dialect: dialect.id, brand: lane.provider.brand.id }
    return { id, created, model: lane.model.id, includeUsage, asked, made, ...(cost !== undefined && { cost }) }
  }
  return {
    inbound,
    family,
    stream: call.stream,
    choices,
    includeUsage: call.includeUsage,
    isChanged: options.trace || filtering.judgesAnswers,
    hasTools: call.tools.length > 0,
    staging: (owner) => filtering.staging(owner),
    head,
    costUsd,
    trace: (answering) => (options.trace ? traceOf(run, answering, skipped, inputTokens, clock.monotonic()) : null),
  }
}
