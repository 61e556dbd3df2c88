// Generated from openapi/ by `pnpm gen`. Never edited.
import type { APIPromise } from '../core/api-promise.ts'
import type { Caller } from '../core/caller.ts'
import type { CallOptions } from '../core/options.ts'
import type { Stream } from '../core/stream.ts'
import type { Answer, BodyOf, EventOf } from '../core/shapes.ts'

export class ChatCompletions {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /**
   * Answer a chat.
   *
   * Answers a conversation in OpenAI's shape by any model that chats, whatever dialect its provider speaks. OpenAI's
   * clients work with `base_url` set to `/v1` of this server.
   *
   * **Who answers.** `model` names a model, a provider, a route, an alias or a deployment. Failed attempts move on
   * to the same model elsewhere, then to the fallbacks that the route or `proxyapi.fallbacks` name, as long as no
   * text was delivered; after the first token nothing is tried again. `model` of the answer and the `x-proxyapi-*`
   * headers say who answered.
   *
   * **Fields.** A lane of OpenAI's dialect gets the request as it is. Others get a translation: harmless fields that
   * they lack are left out and named in `x-proxyapi-dropped`; one that changes the meaning (`n` above 1, `logprobs`,
   * audio answers, unknown parts, a forced tool, a schema) makes the lane no candidate, and without a candidate the
   * answer is 400 with `param`.
   *
   * **Streams.** With `stream: true` each event is a `ChatCompletionChunk` and the last line is `data: [DONE]`.
   * While nothing has been said, `: ping` comments come every 15 s. A failure after that is one event `data:
   * {"error":{…}}`, with the code that a plain answer would have, and no `[DONE]`: a stream without `[DONE]` is not
   * complete. When the caller leaves, the provider is stopped within 100 ms and what was made is billed.
   *
   * **Limits.** 10 MB of JSON, 64 levels, 4,096 messages, 512 tools, 16 stops, `n` 1 to 8. Too long a prompt is
   * condensed where the operator allows it (`x-proxyapi-condensed`), else 400 `context_length_exceeded`.
   *
   * `POST /v1/chat/completions` (createChatCompletion)
   */
  create(body: BodyOf<'createChatCompletion'> & { stream: true }, options?: CallOptions): APIPromise<Stream<EventOf<'createChatCompletion'>>>
  create(body: BodyOf<'createChatCompletion'>, options?: CallOptions): APIPromise<Answer<'createChatCompletion'>>
  create(body: BodyOf<'createChatCompletion'>, options?: CallOptions): APIPromise<unknown> {
    return body.stream ? this.#caller.stream('createChatCompletion', { body }, options) : this.#caller.call('createChatCompletion', { body }, options)
  }
}

export class Chat {
  readonly completions: ChatCompletions

  constructor(caller: Caller) {
    this.completions = new ChatCompletions(caller)
  }
}
