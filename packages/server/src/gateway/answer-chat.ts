import type { PlainReply } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import { inboundDialects } from '@proxyapi/providers'
import { type ChatParts, openChat, type Shaped } from './chat-call.ts'
import { type Condensing, condensedAfter, condensedAhead } from './condense/condense-call.ts'
import type { Condenser, CondenseWork } from './condense/condenser.ts'
import { families } from './families.ts'
import { Filtering } from './filter/filtering.ts'
import type { OpenedCall } from './opened-call.ts'
import { shape } from './shape.ts'
import { type ChatRequest, understand } from './understand.ts'

export interface AnsweringParts extends ChatParts {
  /** Null where prompts are never made shorter. */
  readonly condenser: Condenser | null
  /** A run that was opened and is about to start. */
  opened(run: OpenedCall): void
}

/** Answers a chat; a prompt that does not fit is made shorter once, as long as nothing was delivered. */
export function answerChat(request: ChatRequest, parts: AnsweringParts): Promise<PlainReply> {
  const ready = shaped(request, parts)
  return ready instanceof Promise
    ? ready.then((first) => answerShaped(request, first, parts))
    : answerShaped(request, ready, parts)
}

function answerShaped(request: ChatRequest, first: Shaped, parts: AnsweringParts): Promise<PlainReply> {
  const { condenser } = parts
  if (condenser === null || !first.asked.options.condense) return answerOnce(request, first, parts)
  return answerFitting(request, first, condenser, parts)
}

async function answerFitting(
  request: ChatRequest,
  first: Shaped,
  condenser: Condenser,
  parts: AnsweringParts,
): Promise<PlainReply> {
  const condensing = () => condensingOf(request, condenser, parts)
  const isAhead = condenser.settings.truncationThreshold !== null
  const asked = isAhead ? await condensedAhead(first.asked, condensing()) : first.asked
  let isKeyUsed = false
  const opened = (run: OpenedCall) => {
    isKeyUsed = true
    parts.opened(run)
  }
  try {
    return await answerOnce(request, asked === first.asked ? first : { ...first, asked }, parts, opened)
  } catch (error) {
    const shorter = await condensedAfter(error, asked, condensing())
    if (shorter === null) throw error
    const again = { ...first, asked: shorter, arrivedAt: parts.runtime.clock.monotonic() }
    // A key is good for one admission; it is the same request that goes on.
    const keys = isKeyUsed ? { idempotencyKey: null, usedKey: request.idempotencyKey } : {}
    return await answerOnce({ ...request, ...keys }, again, parts)
  }
}

function shaped(request: ChatRequest, { runtime, settings, turns }: AnsweringParts): Shaped | Promise<Shaped> {
  const arrivedAt = runtime.clock.monotonic()
  const filtering = new Filtering(settings.filter, turns, runtime.metrics)
  const asked = shape(understand(request), { templates: settings.templates, filtering, runtime })
  return asked instanceof Promise
    ? asked.then((judged) => ({ asked: judged, filtering, arrivedAt }))
    : { asked, filtering, arrivedAt }
}

async function answerOnce(
  request: ChatRequest,
  ready: Shaped,
  parts: AnsweringParts,
  opened = parts.opened,
): Promise<PlainReply> {
  const found = await openChat(request, ready, parts)
  if ('reply' in found) return found.reply
  opened(found.run)
  return found.run.start()
}

function condensingOf(request: ChatRequest, condenser: Condenser, parts: AnsweringParts): Condensing {
  const { principal, signal } = request
  const ask: CondenseWork['ask'] = async (model, messages, tokensMax, given) => {
    const options = { condense: 'off', cache: 'off' }
    const body = { model, messages, max_tokens: tokensMax, proxyapi: options }
    const own = { ...request, ...plainChat(), body, bytes: undefined, headers: {}, idempotencyKey: null, signal: given }
    return textOf(await answerOnce(own, await shaped(own, parts), parts))
  }
  return { condenser, directory: parts.directory, clock: parts.runtime.clock, principal, signal, ask }
}

const plainDialect = 'openai-chat'

/** The dialect in which we ask ourselves. */
function plainChat(): Pick<ChatRequest, 'inbound' | 'family'> {
  const inbound = inboundDialects.get(plainDialect)
  const family = families.get(plainDialect)
  if (inbound === undefined || family === undefined) throw new ApiError('NOT_IMPLEMENTED')
  return { inbound, family }
}

/** What a whole answer in that dialect says. */
function textOf({ body, content }: PlainReply): string {
  const answer = (content instanceof Uint8Array ? JSON.parse(Buffer.from(content).toString()) : body) as {
    choices?: { message?: { content?: unknown } }[]
  }
  const text = answer.choices?.[0]?.message?.content
  return typeof text === 'string' ? text : ''
}
