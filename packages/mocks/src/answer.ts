import type { PlainReply } from '@proxyapi/contract'
import type { Example } from './example.ts'

/** The example pair that fits a request best: the one whose request agrees in `stream`, else the first. */
export function answerOf(pairs: readonly Example[], request: { body?: unknown }): PlainReply {
  const wanted = streams(request.body)
  const pair = pairs.find(({ request: own, response }) => streams(own.body) === wanted && response.status < 300) ?? pairs[0]!
  const { status, headers, type, body } = pair.response
  if (type === undefined) return { status, ...(headers && { headers }), ...(body !== undefined && { body }) }
  return { status, ...(headers && { headers }), type, content: typeof body === 'string' ? body : new Uint8Array() }
}

const streams = (body: unknown): boolean => (body as { stream?: unknown } | undefined)?.stream === true
