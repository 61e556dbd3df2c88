import {
  type AnswerEvent,
  type AnswerHead,
  type CallerError,
  type InboundDialect,
  truncatedError,
} from '@proxyapi/providers'
import type { AnswerReader } from './answer-reader.ts'
import type { AnswerWatch } from './answer-watch.ts'
import type { Prepared } from './prepare.ts'

/** What becomes of the replies to one request, whichever lane gives them: all that differs between operations. */
export interface Delivery {
  /** The answer goes to the caller while it comes. */
  readonly stream: boolean
  /** A caller who waits for a stream is shown that somebody is there. */
  readonly pings: boolean
  passage(reply: ReplyHead, owner: PassageOwner): Passage
  /** A failure as a stream tells it in which no answer has begun; null: by its cut. */
  failure(error: CallerError): string | null
}

/** What is known of a reply before it is read. */
export interface ReplyHead {
  readonly isEventStream: boolean
  /** Its media type in lower case, without parameters; empty where it has none. */
  readonly type: string
}

/** One reply on its way from the upstream to the caller. */
export interface Passage {
  /** Media type of the stream that it writes; events where it is absent. */
  readonly type?: string
  push(chunk: Buffer): void
  /** The bytes are over, or what may still come is not waited for. */
  end(): void
  /** The answer is complete, although its end was not seen. */
  finishSeen(): boolean
  /** Something that came is still being judged: the passage tells the end of the answer itself, later. */
  isBusy?(): boolean
  /** A failure behind what was written, in the form of this stream; by its cut where the passage cannot say it. */
  failure?(error: CallerError): string
}

/** What stands between the events of a reply and what is made of them. */
export interface Stage {
  readonly isBusy: boolean
  push(event: AnswerEvent): void
}

/** What is made of the events that a stage lets through. */
export interface EventTaker {
  take(event: AnswerEvent): void
  /** All that came was judged, some turns of the event loop after it came. */
  caughtUp(): void
}

export type Staging = (taker: EventTaker) => Stage

/** Every event goes through as it comes. */
export const straight: Staging = ({ take }) => ({ isBusy: false, push: take })

/** A whole answer for the caller: the upstream's own bytes, which are JSON unless a type says otherwise, or a body in the caller's shape. */
export type WholeAnswer =
  | { readonly bytes: Buffer<ArrayBuffer>; readonly type?: string }
  | { readonly body: Record<string, unknown> }

/** An upstream call as its answer is told by it. */
export interface Answering {
  readonly prepared: Prepared
  readonly watch: Pick<AnswerWatch, 'usage' | 'outputTokens' | 'id' | 'model' | 'finish'>
}

/** What a passage tells the upstream call that it belongs to. */
export interface PassageOwner extends Answering {
  readonly watch: AnswerWatch
  /** Judges an event; false: the passage is over. */
  see(event: AnswerEvent): boolean
  /** An event came, which ends the silence that the idle limit measures. */
  alive(): void
  write(chunk: string | Buffer): void
  /** The answer is complete; a streamed one was written. */
  answered(whole: WholeAnswer | null): void
  /** Something of ours threw where nobody was calling. */
  broke(error: unknown): void
}

/** What stands before the end of a stream, and what the answer costs in USD, where that is known. */
export interface Closing {
  readonly comment: string
  readonly costUsd: number | undefined
}

/** A stream for the caller, made of the events of the reply, whatever form that had. */
export function translated(
  inbound: InboundDialect,
  head: AnswerHead,
  owner: PassageOwner,
  reading: (onEvent: (event: AnswerEvent) => boolean) => AnswerReader,
  closing: () => Closing,
  staging: Staging,
): Passage {
  let renderer = inbound.stream(head)
  let text = ''
  let isFinished = false
  let isOver = false

  const stage = staging({
    take(event) {
      if (event.type === 'start') {
        // The first one, or the upstream began again before it said anything.
        renderer = inbound.stream(head)
        text = ''
      }
      text += renderer.push(event)
      isFinished ||= event.type === 'finish'
    },
    caughtUp() {
      flush()
      if (isOver && !isFinished) owner.see({ type: 'error', error: truncatedError })
    },
  })
  const reader = reading((event) => {
    // What was said before an error is the caller's, also where both came with one chunk.
    if (event.type === 'error') write()
    if (!owner.see(event)) return false
    stage.push(event)
    return true
  })

  /** One write for all that came with one chunk. */
  function flush(): void {
    if (stage.isBusy) return
    if (isFinished) {
      const { comment, costUsd } = closing()
      text += comment + renderer.end(costUsd)
    }
    write()
    if (isFinished) owner.answered(null)
  }

  function write(): void {
    if (text !== '') owner.write(text)
    text = ''
  }

  return {
    push(chunk) {
      reader.push(chunk)
      flush()
    },
    end() {
      isOver = true
      reader.end()
      flush()
    },
    finishSeen: reader.finishSeen,
    isBusy: () => stage.isBusy,
    failure: (error) => renderer.fail(error),
  }
}

/** A whole answer: its events, of which nothing is written before the last. */
export function collected(
  owner: PassageOwner,
  reading: (onEvent: (event: AnswerEvent) => boolean) => AnswerReader,
  compose: (events: readonly AnswerEvent[]) => void,
  staging: Staging,
): Passage {
  const events: AnswerEvent[] = []
  let isComposed = false
  let isOver = false
  const finish = () => {
    if (isComposed || stage.isBusy || events.at(-1)?.type !== 'finish') return
    isComposed = true
    compose(events)
  }
  const stage = staging({
    take: (event) => events.push(event),
    caughtUp() {
      finish()
      if (isOver && !isComposed) owner.see({ type: 'error', error: truncatedError })
    },
  })
  const reader = reading((event) => {
    if (!owner.see(event)) return false
    stage.push(event)
    return true
  })
  return {
    push(chunk) {
      reader.push(chunk)
      finish()
    },
    end() {
      isOver = true
      reader.end()
      finish()
    },
    finishSeen: reader.finishSeen,
    isBusy: () => stage.isBusy,
  }
}
