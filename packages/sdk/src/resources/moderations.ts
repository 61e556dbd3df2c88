// Generated from openapi/ by `pnpm gen`. Never edited.
import type { APIPromise } from '../core/api-promise.ts'
import type { Caller } from '../core/caller.ts'
import type { CallOptions } from '../core/options.ts'
import type { Answer, BodyOf } from '../core/shapes.ts'

export class Moderations {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /**
   * Judge texts and images.
   *
   * Says for each input which categories of harmful content apply, and how sure the model is. Free of charge.
   *
   * `POST /v1/moderations` (createModeration)
   */
  create(body: BodyOf<'createModeration'>, options?: CallOptions): APIPromise<Answer<'createModeration'>> {
    return this.#caller.call('createModeration', { body }, options)
  }
}
