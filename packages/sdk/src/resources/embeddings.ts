// Generated from openapi/ by `pnpm gen`. Never edited.
import type { APIPromise } from '../core/api-promise.ts'
import type { Caller } from '../core/caller.ts'
import type { CallOptions } from '../core/options.ts'
import type { Answer, BodyOf } from '../core/shapes.ts'

export class Embeddings {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /**
   * Embed texts.
   *
   * Turns texts into vectors that can be compared. Inputs beyond the provider's own limit are split, two requests at
   * a time; the order is kept, the usage is summed, and one failure fails the whole. A vector has the same meaning
   * only within one model, so embeddings never fall back to another model.
   *
   * `POST /v1/embeddings` (createEmbedding)
   */
  create(body: BodyOf<'createEmbedding'>, options?: CallOptions): APIPromise<Answer<'createEmbedding'>> {
    return this.#caller.call('createEmbedding', { body }, options)
  }
}
