// Generated from openapi/ by `pnpm gen`. Never edited.
import type { APIPromise } from '../core/api-promise.ts'
import type { Caller } from '../core/caller.ts'
import type { CallOptions } from '../core/options.ts'
import type { Stream } from '../core/stream.ts'
import type { Answer, BodyOf, EventOf } from '../core/shapes.ts'

export class Responses {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /**
   * Answer in the Responses shape.
   *
   * Answers a conversation in the shape of OpenAI's Responses API by any model that chats. What only a provider of
   * this shape can do (`previous_response_id`, `conversation`, `background`, `store: true`, built-in tools) is 400
   * `UNSUPPORTED_PARAMETER` elsewhere. A response that goes on from a stored one, or that holds encrypted thoughts,
   * returns to the lane that made it. Routing, dropped fields and limits are those of createChatCompletion.
   *
   * **Streams.** With `stream: true` each event is a `ResponseStreamEvent`. The last one is `response.completed`,
   * `response.incomplete`, or after a failure `error` and then `response.failed`; a stream that ends otherwise is
   * not complete. There is no `[DONE]`.
   *
   * `POST /v1/responses` (createResponse)
   */
  create(body: BodyOf<'createResponse'> & { stream: true }, options?: CallOptions): APIPromise<Stream<EventOf<'createResponse'>>>
  create(body: BodyOf<'createResponse'>, options?: CallOptions): APIPromise<Answer<'createResponse'>>
  create(body: BodyOf<'createResponse'>, options?: CallOptions): APIPromise<unknown> {
    return body.stream ? this.#caller.stream('createResponse', { body }, options) : this.#caller.call('createResponse', { body }, options)
  }
}
