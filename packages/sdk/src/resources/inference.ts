// Generated from openapi/ by `pnpm gen`. Never edited.
import type { APIPromise } from '../core/api-promise.ts'
import type { Caller } from '../core/caller.ts'
import type { CallOptions } from '../core/options.ts'
import type { Answer, QueryOf } from '../core/shapes.ts'

export class InferenceModels {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /**
   * List what can be called.
   *
   * Everything that `model` of a call can name with this key: models of the catalog that a provider serves
   * (`provider/model`), routes, aliases, and the own deployments. The whole list in OpenAI's shape; with
   * `anthropic-version` pages of Anthropic's shape, and only there `limit`, `after_id` and `before_id` have an effect.
   * The catalog with all its fields is listModels.
   *
   * `GET /v1/models` (listInferenceModels)
   */
  list(query?: QueryOf<'listInferenceModels'>, options?: CallOptions): APIPromise<Answer<'listInferenceModels'>> {
    return this.#caller.call('listInferenceModels', { query }, options)
  }

  /**
   * Get what can be called.
   *
   * One entry of listInferenceModels; an alias answers as what it stands for. A model outside the key's list is as one
   * that does not exist.
   *
   * `GET /v1/models/{model}` (getInferenceModel)
   */
  get(model: string, query?: QueryOf<'getInferenceModel'>, options?: CallOptions): APIPromise<Answer<'getInferenceModel'>> {
    return this.#caller.call('getInferenceModel', { path: { model }, query }, options)
  }
}

export class Inference {
  readonly models: InferenceModels

  constructor(caller: Caller) {
    this.models = new InferenceModels(caller)
  }
}
