// Generated from openapi/ by `pnpm gen`. Never edited.
import type { APIPromise } from '../core/api-promise.ts'
import type { Caller } from '../core/caller.ts'
import type { CallOptions } from '../core/options.ts'
import type { PagePromise } from '../core/page.ts'
import type { Answer, BodyOf, ItemOf, QueryOf } from '../core/shapes.ts'

export class RegistryRules {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /**
   * List optimization rules.
   *
   * The rules of putOptimizationRule by name, all in one answer. Built-in rules and functions are not among them.
   *
   * `GET /api/v1/registry/rules` (listOptimizationRules)
   */
  list(options?: CallOptions): APIPromise<Answer<'listOptimizationRules'>> {
    return this.#caller.call('listOptimizationRules', {  }, options)
  }

  /**
   * Create or replace an optimization rule.
   *
   * Models that `match` and whose newest metrics meet every condition of `when` get the sentence `recommend`. A new rule is
   * 201, a replaced one 200. At most 100 rules (403 `LIMIT_REACHED` beyond). The name of a built-in rule is taken: 409
   * `ALREADY_EXISTS`.
   *
   * `PUT /api/v1/registry/rules/{name}` (putOptimizationRule)
   */
  put(name: string, body: BodyOf<'putOptimizationRule'>, options?: CallOptions): APIPromise<Answer<'putOptimizationRule'>> {
    return this.#caller.call('putOptimizationRule', { path: { name }, body }, options)
  }

  /**
   * Delete an optimization rule.
   *
   * 404 where there is none of that name; built-in rules cannot be deleted.
   *
   * `DELETE /api/v1/registry/rules/{name}` (deleteOptimizationRule)
   */
  delete(name: string, options?: CallOptions): APIPromise<Answer<'deleteOptimizationRule'>> {
    return this.#caller.call('deleteOptimizationRule', { path: { name } }, options)
  }
}

export class Registry {
  readonly #caller: Caller
  readonly rules: RegistryRules

  constructor(caller: Caller) {
    this.#caller = caller
    this.rules = new RegistryRules(caller)
  }

  /**
   * List registered models.
   *
   * All models of the registry, active or not, newest registration first. Filters are joined by *and* and match
   * exactly.
   *
   * `GET /api/v1/registry/models` (listRegisteredModels)
   */
  list(query?: QueryOf<'listRegisteredModels'>, options?: CallOptions): PagePromise<ItemOf<'listRegisteredModels'>> {
    return this.#caller.page('listRegisteredModels', { query }, options)
  }

  /**
   * Register a model.
   *
   * Puts a model that you operate into the registry: 201. An id that is there already is replaced with all its fields:
   * 200; its performance history and thresholds stay. A `version` that another id has under the same `model_name` is 409
   * `ALREADY_EXISTS`. Sends the event `registry.registered`.
   *
   * `POST /api/v1/registry/models` (registerModel)
   */
  register(body: BodyOf<'registerModel'>, options?: CallOptions): APIPromise<Answer<'registerModel'>> {
    return this.#caller.call('registerModel', { body }, options)
  }

  /**
   * Get a registered model.
   *
   * One model of the registry, active or not.
   *
   * `GET /api/v1/registry/models/{model_id}` (getRegisteredModel)
   */
  get(model_id: string, options?: CallOptions): APIPromise<Answer<'getRegisteredModel'>> {
    return this.#caller.call('getRegisteredModel', { path: { model_id } }, options)
  }

  /**
   * Get a registered model by name.
   *
   * The model with this name and version, active or not. Without `version` the newest active one: by semver where the
   * versions are such, else by registration; 404 where none is active.
   *
   * `GET /api/v1/registry/models/by-name/{model_name}` (getRegisteredModelByName)
   */
  getByName(model_name: string, query?: QueryOf<'getRegisteredModelByName'>, options?: CallOptions): APIPromise<Answer<'getRegisteredModelByName'>> {
    return this.#caller.call('getRegisteredModelByName', { path: { model_name }, query }, options)
  }

  /**
   * Activate a registered model.
   *
   * Lets getRegisteredModelByName choose it again. Repeating it changes nothing.
   *
   * `POST /api/v1/registry/models/{model_id}/activate` (activateRegisteredModel)
   */
  activate(model_id: string, options?: CallOptions): APIPromise<Answer<'activateRegisteredModel'>> {
    return this.#caller.call('activateRegisteredModel', { path: { model_id } }, options)
  }

  /**
   * Deactivate a registered model.
   *
   * Keeps the model and its history, but getRegisteredModelByName no longer chooses it unless its version is named.
   * Repeating it changes nothing. Sends the event `registry.deactivated` on the change.
   *
   * `POST /api/v1/registry/models/{model_id}/deactivate` (deactivateRegisteredModel)
   */
  deactivate(model_id: string, options?: CallOptions): APIPromise<Answer<'deactivateRegisteredModel'>> {
    return this.#caller.call('deactivateRegisteredModel', { path: { model_id } }, options)
  }

  /**
   * List measurements of a model.
   *
   * The history of a model, newest first.
   *
   * `GET /api/v1/registry/models/{model_id}/performance` (listModelPerformance)
   */
  listPerformance(model_id: string, query?: QueryOf<'listModelPerformance'>, options?: CallOptions): PagePromise<ItemOf<'listModelPerformance'>> {
    return this.#caller.page('listModelPerformance', { path: { model_id }, query }, options)
  }

  /**
   * Record measurements of a model.
   *
   * Merges the metrics into the model's `performance_metrics` and appends them to its history. Metrics that are not named
   * keep their value. A model has at most 50 metrics (403 `LIMIT_REACHED` beyond) and 10,000 entries of history, kept 90
   * days. Crossing a threshold sends `registry.violated`, coming back `registry.recovered`, each once.
   *
   * `POST /api/v1/registry/models/{model_id}/performance` (recordModelPerformance)
   */
  recordPerformance(model_id: string, body: BodyOf<'recordModelPerformance'>, options?: CallOptions): APIPromise<Answer<'recordModelPerformance'>> {
    return this.#caller.call('recordModelPerformance', { path: { model_id }, body }, options)
  }

  /**
   * Set a threshold of a model.
   *
   * Sets or replaces the threshold of one metric; a model has at most 50 (403 `LIMIT_REACHED` beyond). Judged at once
   * against the newest value: `registry.violated` or `registry.recovered` is sent where the verdict changes.
   *
   * `PUT /api/v1/registry/models/{model_id}/thresholds/{metric}` (setModelThreshold)
   */
  setThreshold(model_id: string, metric: string, body: BodyOf<'setModelThreshold'>, options?: CallOptions): APIPromise<Answer<'setModelThreshold'>> {
    return this.#caller.call('setModelThreshold', { path: { model_id, metric }, body }, options)
  }

  /**
   * Delete a threshold of a model.
   *
   * The metric and its history stay. 404 where the metric has no threshold.
   *
   * `DELETE /api/v1/registry/models/{model_id}/thresholds/{metric}` (deleteModelThreshold)
   */
  deleteThreshold(model_id: string, metric: string, options?: CallOptions): APIPromise<Answer<'deleteModelThreshold'>> {
    return this.#caller.call('deleteModelThreshold', { path: { model_id, metric } }, options)
  }

  /**
   * Check a model against its thresholds.
   *
   * The newest value of each metric against its threshold. A metric without a value is `missing` and violates nothing.
   *
   * `GET /api/v1/registry/models/{model_id}/check` (checkModelPerformance)
   */
  check(model_id: string, options?: CallOptions): APIPromise<Answer<'checkModelPerformance'>> {
    return this.#caller.call('checkModelPerformance', { path: { model_id } }, options)
  }

  /**
   * List recommendations for a model.
   *
   * Runs the optimization rules over the model: the built-in ones (`deprecated_replacement`, `cheaper_equivalent`,
   * `threshold_violation`), those of putOptimizationRule, and functions that the server was started with (1 s each). A
   * rule that breaks is reported in the list and stops no other.
   *
   * `GET /api/v1/registry/models/{model_id}/recommendations` (listModelRecommendations)
   */
  recommendations(model_id: string, options?: CallOptions): APIPromise<Answer<'listModelRecommendations'>> {
    return this.#caller.call('listModelRecommendations', { path: { model_id } }, options)
  }
}
