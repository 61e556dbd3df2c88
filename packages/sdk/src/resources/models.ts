// Generated from openapi/ by `pnpm gen`. Never edited.
import type { APIPromise } from '../core/api-promise.ts'
import type { Caller } from '../core/caller.ts'
import type { CallOptions } from '../core/options.ts'
import type { PagePromise } from '../core/page.ts'
import type { Answer, BodyOf, ItemOf, QueryOf } from '../core/shapes.ts'

export class ModelsSelections {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /**
   * Get the default model of each provider.
   *
   * The model that a call gets which names only a provider. Kept in `config/model_selections.json`, or in the database
   * where several servers share one.
   *
   * `GET /api/v1/models/selections` (getModelSelections)
   */
  get(options?: CallOptions): APIPromise<Answer<'getModelSelections'>> {
    return this.#caller.call('getModelSelections', {  }, options)
  }

  /**
   * Set default models of providers.
   *
   * Merges: providers that are not named keep their model, `null` clears one. All or nothing, audited. A provider or a
   * model that is not known is 400 with its path; a model that the configuration names is known even if no list has it.
   * Changing an entry with `editable: false` is 409 `INVALID_STATE`. With `If-Match`, 412 `PRECONDITION_FAILED` if
   * the selections changed since.
   *
   * `PUT /api/v1/models/selections` (setModelSelections)
   */
  set(body: BodyOf<'setModelSelections'>, options?: CallOptions): APIPromise<Answer<'setModelSelections'>> {
    return this.#caller.call('setModelSelections', { body }, options)
  }
}

export class Models {
  readonly #caller: Caller
  readonly selections: ModelsSelections

  constructor(caller: Caller) {
    this.#caller = caller
    this.selections = new ModelsSelections(caller)
  }

  /**
   * List models.
   *
   * The catalog: every model of every enabled provider with limits, prices and capabilities. Without `limit` one page
   * holds up to 1,000 models. It is answered from memory and never waits for a provider: a catalog older than
   * `discovery.cache_ttl` (300 s) is answered as it is, `cache_hit` says so, and a refresh becomes due. With
   * `Cache-Control: no-cache` what is stored is looked at first, as for searchModels and getModel.
   *
   * Filters are joined by *and*. What is unknown (`null`) passes no filter on its field. A provider, family or author
   * that does not exist gives an empty list, not an error.
   *
   * `GET /api/v1/models` (listModels)
   */
  list(query?: QueryOf<'listModels'>, options?: CallOptions): PagePromise<ItemOf<'listModels'>> {
    return this.#caller.page('listModels', { query }, options)
  }

  /**
   * Search models.
   *
   * Ranked search, tolerant of typos, separators and word order: `gpt4o`, `claude sonnet 4.5`, `antropic opus`. Exact
   * ids, uids and aliases come first, then models that have all words, then prefixes, then corrected words (never
   * corrected digits). Among equals newer, first-party and live models win. The order is total and repeatable. Takes
   * every filter of listModels; without a text it browses.
   *
   * Retired models are found by their exact id or alias, or with `status=any`. Of a catalog larger than memory at most
   * 10,000 matches are counted, and fewer where each word is in tens of thousands of models; where counting stopped,
   * `total` is a lower bound, `total_is_lower_bound` is there, and facets count the first 10,000 matches.
   *
   * `GET /api/v1/models/search` (searchModels)
   */
  search(query?: QueryOf<'searchModels'>, options?: CallOptions): PagePromise<ItemOf<'searchModels'>> {
    return this.#caller.page('searchModels', { query }, options)
  }

  /**
   * Get a model.
   *
   * One model with the source of every value, the sources that disagree, and where else it is offered. Retired and
   * removed models are answered too.
   *
   * The first of these that fits is taken: uid (`openai:gpt-4o`); brand and id (`openai/gpt-4o`); the provider's own id,
   * exactly, then in any case; an alias. Where several providers have the id, the caller's `provider_order`
   * (setPreferences), the provider's `priority`, first party before aggregator, and the name decide. Otherwise the
   * answer is `MODEL_NOT_FOUND`, with up to 3 suggestions in `details`.
   *
   * `GET /api/v1/models/{model_id}` (getModel)
   */
  get(model_id: string, query?: QueryOf<'getModel'>, options?: CallOptions): APIPromise<Answer<'getModel'>> {
    return this.#caller.call('getModel', { path: { model_id }, query }, options)
  }

  /**
   * Fetch the lists of providers now.
   *
   * Fetches the model lists of the named providers, or of all enabled ones, and takes over what changed. No body and
   * `{}` mean the same. The answer comes after at most 25 s; a provider that still runs is `running` and goes on.
   * At most 10 calls a minute.
   *
   * A provider that fails changes no row, its own included: the answer is then `partial`, and 502 `UPSTREAM_ERROR` only
   * where all failed, with one entry in `details` a provider. An unknown provider is 400 and nothing is fetched.
   *
   * `POST /api/v1/models/refresh` (refreshModels)
   */
  refresh(body?: BodyOf<'refreshModels'>, options?: CallOptions): APIPromise<Answer<'refreshModels'>> {
    return this.#caller.call('refreshModels', { body }, options)
  }

  /**
   * List changes of the catalog.
   *
   * Everything that happened to the catalog, oldest first. Polling it with the last `seq` yields every change that
   * webhooks and the realtime feed carry, and the additions of a provider's first fetch, which those do not. Applied to
   * the rows of the snapshot that `since` names, the changes give `snapshot`.
   *
   * Kept 400 days. A `since` that is older, or names a snapshot that is not known, is 410 `CHANGES_EXPIRED`: read the
   * whole catalog again.
   *
   * `GET /api/v1/models/changes` (listModelChanges)
   */
  changes(query?: QueryOf<'listModelChanges'>, options?: CallOptions): PagePromise<ItemOf<'listModelChanges'>> {
    return this.#caller.page('listModelChanges', { query }, options)
  }
}
