/** Both ways of a stream without a network. */
import {
  type AnswerEvent,
  type AnswerHead,
  type CallerError,
  dialects,
  foldAnswer,
  inboundDialects,
  type Quirks,
  sseParser,
} from '@proxyapi/providers'
import { streamReader } from '../../src/gateway/answer-reader.ts'
import { AnswerWatch } from '../../src/gateway/answer-watch.ts'
import { families } from '../../src/gateway/families.ts'
import type { PassageOwner } from '../../src/gateway/passage.ts'
import { straight, translated } from '../../src/gateway/passage.ts'
import type { Prepared } from '../../src/gateway/prepare.ts'
import { Relay } from '../../src/gateway/relay.ts'

const none: Quirks = {}
const head: AnswerHead = { id: 'x', created: 1, model: 'm', includeUsage: false }

export const row = <T>(map: ReadonlyMap<string, T>, id: string): T => {
  const found = map.get(id)
  if (found === undefined) throw new Error(`no ${id}`)
  return found
}

/** What becomes of a reply: the bytes for the caller, and how it ended. */
export class Owner implements PassageOwner {
  readonly prepared = {} as Prepared
  readonly watch = new AnswerWatch()
  written = ''
  isAnswered = false
  /** What it would say of a failure behind that. */
  failed = ''
  #held = ''

  see(event: AnswerEvent): boolean {
    const isSecond = this.watch.see(event)
    if (isSecond && !this.watch.begun) this.#held = ''
    return this.watch.error === null && !(isSecond && this.watch.begun)
  }
  alive(): void {}
  write(chunk: string | Buffer): void {
    if (!this.watch.begun && !this.watch.finished) this.#held += chunk.toString()
    else {
      this.written += this.#held + chunk.toString()
      this.#held = ''
    }
  }
  answered(): void {
    this.isAnswered = true
  }
  broke(error: unknown): void {
    throw error
  }
}

export function relayed(id: string, chunks: readonly Buffer[], stripUsage = true, quirks = none): Owner {
  const owner = new Owner()
  const inbound = row(inboundDialects, id)
  const failure = (error: CallerError, told: number) => inbound.stream({ ...head, told }).fail(error)
  const options = { family: row(families, id), stripUsage, readAll: false, failure }
  const relay = new Relay({ dialect: row(dialects, id), quirks }, owner, owner.watch, options)
  for (const chunk of chunks) relay.push(chunk)
  relay.end()
  owner.failed = relay.failure({ code: 'UPSTREAM_TRUNCATED', message: 'cut', requestId: 'r' })
  return owner
}

export function rendered(id: string, chunks: readonly Buffer[], stripUsage = true, quirks = none): Owner {
  const owner = new Owner()
  const passage = translated(
    row(inboundDialects, id),
    { ...head, includeUsage: !stripUsage },
    owner,
    (onEvent) => streamReader({ dialect: row(dialects, id), quirks, onEvent }, () => {}),
    () => ({ comment: '', costUsd: undefined }),
    straight,
  )
  for (const chunk of chunks) passage.push(chunk)
  passage.end()
  return owner
}

/** The answer as a client of this dialect reads it; what names the answer and its sender may differ. */
export function readBack(id: string, text: string, quirks = none) {
  const decoder = row(dialects, id).stream(quirks)
  const events: AnswerEvent[] = []
  const parse = sseParser((event) => events.push(...decoder.push(event)))
  parse(Buffer.from(text))
  events.push(...decoder.end())
  const { choices, usage, error } = foldAnswer(events)
  return { choices, usage, error: error?.code }
}
