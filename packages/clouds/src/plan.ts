import type { CloudReply, CloudRequest } from './cloud.ts'

type Step<T> = Generator<CloudRequest | CloudRequest[], T, CloudReply | CloudReply[]>

/** One request inside a plan: `const reply = yield* ask(…)`. */
export function* ask(request: CloudRequest): Step<CloudReply> {
  const reply = yield request
  if (Array.isArray(reply)) throw new TypeError('one request has one reply')
  return reply
}

/** Requests that do not wait for one another; their replies, in order. */
export function* askAll(requests: CloudRequest[]): Step<CloudReply[]> {
  const replies = yield requests
  if (!Array.isArray(replies) || replies.length !== requests.length) throw new TypeError('each request has one reply')
  return replies
}
