import type { PlainReply } from '@proxyapi/contract'
import type { Example } from './example.ts'

/** The example pair that fits a request best: the one whose request agrees in `stream`, else the first. */
export function answerOf(pairs: readonly Example[], request: { body?: unknown; query?: unknown }): PlainReply {
  const wanted = streams(request.body)
  const pair =
    pairs.find(({ request: own, response }) => streams(own.body) === wanted && response.status < 300) ?? pairs[0]!
  const { status, headers, type, body } = pair.response
  const shown = (request.query as { cursor?: string } | undefined)?.cursor === undefined ? body : lastPage(body)
  if (type === undefined) return { status, ...(headers && { headers }), ...(shown !== undefined && { body: shown }) }
  return { status, ...(headers && { headers }), type, content: typeof body === 'string' ? body : new Uint8Array() }
}

const streams = (body: unknown): boolean => (body as { stream?: unknown } | undefined)?.stream === true

/** The example is the first page of its list; what a cursor asks for is the empty last one. */
function lastPage(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body
  const paged = 'next_cursor' in body
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => {
      if (paged && name === 'next_cursor') return [name, null]
      if (paged && Array.isArray(value)) return [name, []]
      if (paged && name === 'count') return [name, 0]
      return [name, lastPage(value)]
    }),
  )
}
