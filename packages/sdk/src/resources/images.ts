// Generated from openapi/ by `pnpm gen`. Never edited.
import type { APIPromise } from '../core/api-promise.ts'
import type { Caller } from '../core/caller.ts'
import type { CallOptions } from '../core/options.ts'
import type { Answer, BodyOf } from '../core/shapes.ts'

export class Images {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /**
   * Make images.
   *
   * Makes images from a text. The body is passed to a provider that lists the operation; each image is billed, or
   * the tokens of it, as the model is priced. Images are not cached and not streamed.
   *
   * `POST /v1/images/generations` (createImage)
   */
  generate(body: BodyOf<'createImage'>, options?: CallOptions): APIPromise<Answer<'createImage'>> {
    return this.#caller.call('createImage', { body }, options)
  }
}
