import { ApiError } from '@proxyapi/contract/errors'
import {
  type AnswerEvent,
  type AnswerHead,
  type CallerError,
  type InboundDialect,
  protocolError,
} from '@proxyapi/providers'
import { type AnswerReader, streamReader, wholeReader } from './answer-reader.ts'
import type { Family } from './families.ts'
import {
  type Answering,
  type Closing,
  collected,
  type Passage,
  type PassageOwner,
  type Staging,
  translated,
  type WholeAnswer,
} from './passage.ts'
import { Relay } from './relay.ts'

/** What the answers to one request are made with, whichever lane gives them. */
export interface Rendering {
  readonly inbound: InboundDialect
  readonly family: Family
  readonly stream: boolean
  readonly choices: number
  readonly includeUsage: boolean
  /** Answers tell more than the upstream said, so its bytes cannot be forwarded. */
  readonly isChanged: boolean
  readonly hasTools: boolean
  /** How the events of one reply go through what judges them. */
  staging(owner: PassageOwner): Staging
  /** Of an error there may be no call. */
  head(call: Answering | null): AnswerHead
  costUsd(call: Answering): number | undefined
  /** What the answer tells of its attempts; null where nobody asked. */
  trace(call: Answering): object | null
}

/** The way of a reply, by what it is, what the caller wants and whether both speak the same dialect. */
export function passageFor(isStream: boolean, rendering: Rendering, owner: PassageOwner): Passage {
  const { dialect, isNative, lane } = owner.prepared
  const { stream, inbound, family, choices, includeUsage } = rendering
  const { quirks } = lane.provider.brand
  const isRemade =
    rendering.isChanged || quirks.remade === 'always' || (quirks.remade === 'tools' && rendering.hasTools)
  const isRelayed = isNative && !isRemade
  if (isStream && stream && isRelayed) {
    const failure = (error: CallerError, told: number) => inbound.stream(headBehind(told, rendering, owner)).fail(error)
    const options = { family, stripUsage: !includeUsage, readAll: choices > 1, failure }
    return new Relay({ dialect, quirks }, owner, owner.watch, options)
  }
  let bytes: Buffer | null = null
  const reading = (onEvent: (event: AnswerEvent) => boolean): AnswerReader =>
    isStream
      ? streamReader({ dialect, quirks, onEvent }, () => owner.alive())
      : wholeReader({ dialect, quirks, onEvent }, (all) => {
          bytes = all
        })
  const staging = rendering.staging(owner)
  const closing = () => closingOf(owner, rendering)
  if (stream) return translated(inbound, rendering.head(owner), owner, reading, closing, staging)
  const compose = (events: readonly AnswerEvent[]) => {
    const answer = isRelayed && bytes !== null ? { bytes: owned(bytes) } : composed(events, rendering, owner)
    if (answer !== null) owner.answered(answer)
  }
  return collected(owner, reading, compose, staging)
}

/** By what the upstream says of it, else by what it looks like: some servers send any type. */
export function isEventStream(contentType: string | string[] | undefined, first: Buffer): boolean {
  const type = String(contentType ?? '')
  if (type.includes('event-stream')) return true
  if (type.includes('json')) return false
  return /^(?:\uFEFF)?(?:data|event|id|retry)?:/.test(first.toString('utf8', 0, 16))
}

/** Of an answer whose beginning the upstream told: under the name that it has there. */
function headBehind(told: number, { head }: Rendering, call: PassageOwner): AnswerHead {
  const own = head(call)
  return { ...own, id: call.watch.id ?? own.id, told }
}

function closingOf(call: PassageOwner, rendering: Rendering): Closing {
  return { comment: commentOf(rendering.trace(call)), costUsd: rendering.costUsd(call) }
}

/** How a stream tells of its attempts: readers of its events do not see it. */
export const commentOf = (trace: object | null): string =>
  trace === null ? '' : `: proxyapi ${JSON.stringify(trace)}\n\n`

/** Null where the answer cannot be said in the caller's dialect, which fails the attempt. */
function composed(
  events: readonly AnswerEvent[],
  { inbound, head, trace }: Rendering,
  call: PassageOwner,
): WholeAnswer | null {
  try {
    const told = trace(call)
    return { body: { ...inbound.whole(events, head(call)), ...(told !== null && { proxyapi: told }) } }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    call.see({ type: 'error', error: protocolError(String(error.cause ?? error.message)) })
    return null
  }
}

/** Over memory of its own kind, as replies want it. */
const owned = (bytes: Buffer): Buffer<ArrayBuffer> =>
  bytes.buffer instanceof ArrayBuffer ? (bytes as Buffer<ArrayBuffer>) : Buffer.from(bytes)
