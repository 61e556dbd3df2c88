import { type Cloud, type CloudError, CloudFailure, type CloudReply, type Outcome, type OutcomeCode } from './cloud.ts'
import { isRow, jsonOf, type Row, rowOf, textOf } from './lenient.ts'

/** What a reply that is no success says. */
export interface Verdict {
  code: OutcomeCode
  /** The cloud documents that nothing was created. */
  isRefusal: boolean
}

export const refusal = (code: OutcomeCode): Verdict => ({ code, isRefusal: true })

/** A cloud of which nobody knows more than the status: almost nothing of it is a refusal. */
export function byStatus(status: number, isReadable: boolean): Verdict {
  if (status === 401 || status === 403) return { code: 'auth', isRefusal: isReadable }
  // Thought to be refused at the edge, but not documented: whoever sent a create has to look before it sends another.
  if (status === 429) return { code: 'rate_limited', isRefusal: false }
  if (status === 404) return { code: 'not_found', isRefusal: false }
  if (status === 410) return { code: 'offer_gone', isRefusal: isReadable }
  if (status >= 400 && status < 500 && status !== 408) return { code: 'permanent', isRefusal: false }
  return { code: 'transient', isRefusal: false }
}

const maxMessage = 500

/** The error that a verdict is; a limit's hint, and a machine that the error itself names, go with it. */
export function errorBy(
  { code, isRefusal }: Verdict,
  message: string,
  headers: Headers,
  providerId: string | null = null,
): CloudError {
  const retryAfter = Number(headers.get('retry-after') ?? Number.NaN)
  return {
    code,
    message: message.slice(0, maxMessage),
    retrySafe: code === 'transient' || code === 'rate_limited',
    mayExist: !isRefusal || providerId !== null,
    ...(providerId === null ? {} : { providerId }),
    ...(retryAfter >= 0 ? { retryAfterMs: retryAfter * 1000 } : {}),
  }
}

/** What became of a create: `accepted` reads the id of the machine out of a success. */
export function outcomeBy(reply: CloudReply, error: Cloud['error'], accepted: (body: Row) => string | null): Outcome {
  const id = reply.status >= 200 && reply.status < 300 ? accepted(rowOf(jsonOf(reply.body))) : null
  if (id !== null) return { kind: 'accepted', providerId: id }
  const { code, message, retrySafe, mayExist, providerId } = error(reply.status, reply.headers, reply.body)
  if (!mayExist) return { kind: 'refused', code, message, retrySafe, mayExist: false }
  return { kind: 'unknown', message, mayExist: true, ...(providerId === undefined ? {} : { providerId }) }
}

export function unreadable(message: string): CloudFailure {
  return new CloudFailure({ code: 'transient', message, retrySafe: true, mayExist: true })
}

/** Readers of the replies of one cloud. All throw CloudFailure for what is no success, or not what was asked for. */
export interface Reading {
  failed(reply: CloudReply): CloudFailure
  /** The JSON object of a reply with 2xx. */
  object(reply: CloudReply): Row
  /** A list in it. A reply without one is a failure, never an empty list. */
  rows(body: Row, member: string): Row[]
  /** The cloud itself says that there is no such thing; a 404 of something in between does not count. */
  isGone(reply: CloudReply): boolean
}

export function readingBy(error: Cloud['error']): Reading {
  const of = (reply: CloudReply) => error(reply.status, reply.headers, reply.body)
  const failed = (reply: CloudReply) => new CloudFailure(of(reply))
  return {
    failed,
    object(reply) {
      const body = jsonOf(reply.body)
      if (reply.status < 200 || reply.status >= 300) throw failed(reply)
      if (!isRow(body)) throw unreadable('no JSON object in the reply')
      return body
    },
    rows(body, member) {
      const rows = body[member]
      if (!Array.isArray(rows)) throw unreadable(`no ${member} in the reply`)
      return rows.filter(isRow)
    },
    isGone(reply) {
      const { code, mayExist } = of(reply)
      return reply.status >= 400 && code === 'not_found' && !mayExist
    },
  }
}

/** The words of an error for our log: the first that there are. */
export const wordsOf = (status: number, body: string, ...words: unknown[]): string =>
  words.map(textOf).find((text) => text !== null) ?? textOf(body) ?? `HTTP ${status}`
