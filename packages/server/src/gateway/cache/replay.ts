import type { PlainReply } from '@proxyapi/contract'
import { type AnswerHead, mergeUsage, type Usage } from '@proxyapi/providers'
import type { Runtime } from '../../runtime.ts'
import { ulid } from '../../store/ids.ts'
import type { CallIdentity, Told } from '../meter.ts'
import { commentOf } from '../passage-for.ts'
import type { Plan } from '../plan-call.ts'
import { headersOf } from '../reply-headers.ts'
import type { ChatRequest } from '../understand.ts'
import type { CachedAnswer } from './response-cache.ts'

type Asking = Pick<ChatRequest, 'inbound' | 'family' | 'body'>

/**
 * A stored answer as this caller asked for it: whole or as a stream, in his dialect, with an id and a time of its own. Throws
 * an ApiError for an answer that his dialect cannot say.
 */
export function replayed(
  answer: CachedAnswer,
  { inbound, family, body: asked }: Asking,
  { call, options, condensed }: Plan,
  { at, arrivedAt, cache }: CallIdentity,
  { clock, random }: Pick<Runtime, 'clock' | 'random'>,
): PlainReply {
  const { events, provider, model, made, dropped, deprecatedSince } = answer
  const { includeUsage, stream } = call
  const id = `${family.idPrefix}${ulid(at, random.bytes(10))}`
  const head: AnswerHead = { id, created: Math.floor(at / 1_000), model, includeUsage, asked, made, cost: 0 }
  const ownMs = clock.monotonic() - arrivedAt
  const trace = options.trace
    ? { attempts: [], skipped: [], cost: 0, overhead_ms: Math.round(ownMs * 1_000) / 1_000 }
    : null
  const facts = { provider, model, attempts: 0, cache, ownMs, dropped, deprecatedSince, condensed }
  if (!stream) {
    const body = { ...inbound.whole(events, head), ...(trace !== null && { proxyapi: trace }) }
    return { status: 200, headers: headersOf({ ...facts, cost: 0 }), body }
  }
  const renderer = inbound.stream(head)
  const text = events.map((event) => renderer.push(event)).join('') + commentOf(trace) + renderer.end(0)
  return {
    status: 200,
    headers: headersOf({ ...facts, cost: null }),
    type: 'text/event-stream',
    content: async (outlet) => outlet.write(text),
  }
}

/** Who gave a stored answer, and what that used then. */
export function toldBefore({ events, provider, model }: CachedAnswer): Told {
  let usage: Usage | undefined
  for (const event of events) if (event.type === 'usage') usage = mergeUsage(usage, event.usage)
  return { provider, model, usage: usage ?? null }
}
