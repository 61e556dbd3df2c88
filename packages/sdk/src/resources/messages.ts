// Generated from openapi/ by `pnpm gen`. Never edited.
import type { APIPromise } from '../core/api-promise.ts'
import type { Caller } from '../core/caller.ts'
import type { CallOptions } from '../core/options.ts'
import type { Stream } from '../core/stream.ts'
import type { Answer, BodyOf, EventOf } from '../core/shapes.ts'

export class Messages {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /**
   * Answer a message.
   *
   * Answers a conversation in Anthropic's shape by any model that chats. Anthropic's clients work with `base_url`
   * set to this server. Routing, dropped fields, fallbacks and limits are those of createChatCompletion; server
   * tools need a provider that has them. Errors have Anthropic's shape.
   *
   * **Streams.** With `stream: true` each event is a `MessageStreamEvent`. `message_stop` is the end; after a
   * failure there is an `error` event instead, and a stream that ends without either is not complete.
   *
   * `POST /v1/messages` (createMessage)
   */
  create(body: BodyOf<'createMessage'> & { stream: true }, options?: CallOptions): APIPromise<Stream<EventOf<'createMessage'>>>
  create(body: BodyOf<'createMessage'>, options?: CallOptions): APIPromise<Answer<'createMessage'>>
  create(body: BodyOf<'createMessage'>, options?: CallOptions): APIPromise<unknown> {
    return body.stream ? this.#caller.stream('createMessage', { body }, options) : this.#caller.call('createMessage', { body }, options)
  }

  /**
   * Count the tokens of a message.
   *
   * Counts the tokens of a prompt without sending it. Models of Anthropic and Gemini count themselves; for others it
   * is our estimate, marked `x-proxyapi-estimated: true`. Free of charge.
   *
   * `POST /v1/messages/count_tokens` (countMessageTokens)
   */
  countTokens(body: BodyOf<'countMessageTokens'>, options?: CallOptions): APIPromise<Answer<'countMessageTokens'>> {
    return this.#caller.call('countMessageTokens', { body }, options)
  }
}
