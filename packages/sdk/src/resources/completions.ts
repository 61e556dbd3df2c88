// Generated from openapi/ by `pnpm gen`. Never edited.
import type { APIPromise } from '../core/api-promise.ts'
import type { Caller } from '../core/caller.ts'
import type { CallOptions } from '../core/options.ts'
import type { Stream } from '../core/stream.ts'
import type { Answer, BodyOf, EventOf } from '../core/shapes.ts'

export class Completions {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /**
   * Complete a text.
   *
   * Continues a text in OpenAI's older shape. Models that only chat are asked with the prompt as one turn of the
   * user, and their answer becomes `choices[].text`; `suffix`, `echo`, `best_of`, `logprobs` and token ids then are
   * 400. Routing, limits and streams are those of createChatCompletion; an event is a `Completion`.
   *
   * `POST /v1/completions` (createCompletion)
   */
  create(body: BodyOf<'createCompletion'> & { stream: true }, options?: CallOptions): APIPromise<Stream<EventOf<'createCompletion'>>>
  create(body: BodyOf<'createCompletion'>, options?: CallOptions): APIPromise<Answer<'createCompletion'>>
  create(body: BodyOf<'createCompletion'>, options?: CallOptions): APIPromise<unknown> {
    return body.stream ? this.#caller.stream('createCompletion', { body }, options) : this.#caller.call('createCompletion', { body }, options)
  }
}
