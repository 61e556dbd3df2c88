// Generated from openapi/ by `pnpm gen`. Never edited.
import type { APIPromise } from '../core/api-promise.ts'
import type { Caller } from '../core/caller.ts'
import type { CallOptions } from '../core/options.ts'
import type { Answer, BodyOf } from '../core/shapes.ts'

export class Rerank {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /**
   * Order documents by relevance.
   *
   * Orders up to 1,000 documents by how well they answer a query, best first. The scores compare within one answer
   * only.
   *
   * `POST /v1/rerank` (createRerank)
   */
  create(body: BodyOf<'createRerank'>, options?: CallOptions): APIPromise<Answer<'createRerank'>> {
    return this.#caller.call('createRerank', { body }, options)
  }
}
