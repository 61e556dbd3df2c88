// Generated from openapi/ by `pnpm gen`. Never edited.
import type { APIPromise } from '../core/api-promise.ts'
import type { Caller } from '../core/caller.ts'
import type { CallOptions } from '../core/options.ts'
import type { PagePromise } from '../core/page.ts'
import type { Answer, BodyOf, ItemOf, QueryOf } from '../core/shapes.ts'

export class DbVectors {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /**
   * List collections, or the vectors of one.
   *
   * Without `collection` your collections (items of `kind: collection`) by name, with counts and sizes. With it the
   * vectors of that collection (items of `kind: vector`) by id, with metadata and without values.
   *
   * `GET /api/v1/db/vectors` (listVectors)
   */
  list(query?: QueryOf<'listVectors'>, options?: CallOptions): PagePromise<ItemOf<'listVectors'>> {
    return this.#caller.page('listVectors', { query }, options)
  }

  /**
   * Store vectors, or texts by their embedding.
   *
   * Stores up to 500 vectors in one transaction, all or none; the collection begins with its first write, which fixes
   * metric and dimensions (and model, for texts). A vector of another length, metric or model is 400
   * `INVALID_REQUEST`.
   *
   * A `text` is embedded and charged as by aiEmbed; vectors cost nothing. Without an embedding model texts are 400
   * `UNSUPPORTED_PARAMETER`. Limits: 100 collections (403 `LIMIT_REACHED`), 256 MB a collection and 2 GB of vectors a
   * user (413 `PAYLOAD_TOO_LARGE`).
   *
   * `POST /api/v1/db/vectors` (upsertVectors)
   */
  upsert(body: BodyOf<'upsertVectors'>, options?: CallOptions): APIPromise<Answer<'upsertVectors'>> {
    return this.#caller.call('upsertVectors', { body }, options)
  }

  /**
   * Delete vectors, or a whole collection.
   *
   * Deletes by ids, by a filter, or the whole collection: exactly one of `ids`, `filter` and `all=true`, else 400
   * `INVALID_REQUEST`. Ids that are not there are passed over. They are not found by the next request. A collection
   * that was emptied by ids or filter keeps its metric and dimensions; with `all=true` its name is free again.
   *
   * `DELETE /api/v1/db/vectors` (deleteVectors)
   */
  delete(query: QueryOf<'deleteVectors'>, options?: CallOptions): APIPromise<Answer<'deleteVectors'>> {
    return this.#caller.call('deleteVectors', { query }, options)
  }

  /**
   * Find the nearest vectors.
   *
   * Compares `values`, or the embedding of `text`, with every vector of the collection that passes the filter, so the
   * answer is exact and has one order on every database. `text` is embedded by the collection's model and charged as
   * by aiEmbed; `values` cost nothing. Values of another length than the collection's are 400 `INVALID_REQUEST`,
   * `text` in a collection without a model is 400 `UNSUPPORTED_PARAMETER`.
   *
   * `POST /api/v1/db/vectors/query` (queryVectors)
   */
  query(body: BodyOf<'queryVectors'>, options?: CallOptions): APIPromise<Answer<'queryVectors'>> {
    return this.#caller.call('queryVectors', { body }, options)
  }
}

export class DbContexts {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /**
   * List condensed contexts.
   *
   * Answers your contexts that have not expired, newest first, without their summaries.
   *
   * `GET /api/v1/db/context` (listContexts)
   */
  list(query?: QueryOf<'listContexts'>, options?: CallOptions): PagePromise<ItemOf<'listContexts'>> {
    return this.#caller.page('listContexts', { query }, options)
  }

  /**
   * Condense a long text or conversation.
   *
   * Condenses content to at most `max_tokens` tokens and keeps the summary under an id that aiChat takes as
   * `context_id`. The id derives from you, the content and the parameters: the same again answers the same context
   * (`cached: true`), costs nothing and renews its life. Content that fits is kept as it is (`strategy: none`) without
   * a call. What a model wrote is charged like any answer of it. At most 10,000 live contexts a user (403
   * `LIMIT_REACHED`).
   *
   * `POST /api/v1/db/context` (createContext)
   */
  create(body: BodyOf<'createContext'>, options?: CallOptions): APIPromise<Answer<'createContext'>> {
    return this.#caller.call('createContext', { body }, options)
  }

  /**
   * Get a condensed context.
   *
   * Answers a context with its summary. An expired one is 404 `NOT_FOUND`; reading does not renew its life.
   *
   * `GET /api/v1/db/context/{context_id}` (getContext)
   */
  get(context_id: string, options?: CallOptions): APIPromise<Answer<'getContext'>> {
    return this.#caller.call('getContext', { path: { context_id } }, options)
  }

  /**
   * Delete a condensed context.
   *
   * Deletes a context with its summary; condensing the same content again is charged again.
   *
   * `DELETE /api/v1/db/context/{context_id}` (deleteContext)
   */
  delete(context_id: string, options?: CallOptions): APIPromise<Answer<'deleteContext'>> {
    return this.#caller.call('deleteContext', { path: { context_id } }, options)
  }
}

export class DbMemory {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /**
   * List memories.
   *
   * Answers memories in the order in which they were added, of one conversation or of all.
   *
   * `GET /api/v1/db/memory` (listMemory)
   */
  list(query?: QueryOf<'listMemory'>, options?: CallOptions): PagePromise<ItemOf<'listMemory'>> {
    return this.#caller.page('listMemory', { query }, options)
  }

  /**
   * Add to the memory of a conversation.
   *
   * Keeps one message; the conversation begins with its first. The next recall can find it. Adding costs nothing: the
   * content is embedded, and charged, by the first recall that needs it. At most 100,000 memories a user (403
   * `LIMIT_REACHED`).
   *
   * `POST /api/v1/db/memory` (addMemory)
   */
  add(body: BodyOf<'addMemory'>, options?: CallOptions): APIPromise<Answer<'addMemory'>> {
    return this.#caller.call('addMemory', { body }, options)
  }

  /**
   * Delete a memory, a conversation or all.
   *
   * Exactly one of `memory_id`, `conversation_id` and `all=true`, else 400 `INVALID_REQUEST`. A memory goes with its
   * embedding in one transaction: no later request recalls it.
   *
   * `DELETE /api/v1/db/memory` (deleteMemory)
   */
  delete(query?: QueryOf<'deleteMemory'>, options?: CallOptions): APIPromise<Answer<'deleteMemory'>> {
    return this.#caller.call('deleteMemory', { query }, options)
  }

  /**
   * Recall the best matching memories.
   *
   * Ranks memories by likeness to the query and by age: with w = `recency_weight`, score = (1 − w) · similarity + w ·
   * 2^(−age / half-life). The query, and memories that have no embedding yet, are embedded and charged as by aiEmbed.
   * Without an embedding model BM25 ranks the newest 5,000 memories, which costs nothing.
   *
   * `POST /api/v1/db/memory/recall` (recallMemory)
   */
  recall(body: BodyOf<'recallMemory'>, options?: CallOptions): APIPromise<Answer<'recallMemory'>> {
    return this.#caller.call('recallMemory', { body }, options)
  }
}

export class Db {
  readonly #caller: Caller
  readonly vectors: DbVectors
  readonly contexts: DbContexts
  readonly memory: DbMemory

  constructor(caller: Caller) {
    this.#caller = caller
    this.vectors = new DbVectors(caller)
    this.contexts = new DbContexts(caller)
    this.memory = new DbMemory(caller)
  }

  /**
   * List your requests.
   *
   * Answers your own requests, newest first, with their attempts, times, tokens and cost; a running request is not in
   * it yet. Prompts and answers are never logged. Kept 30 days. Those of all users: listRequests.
   *
   * `GET /api/v1/db/logs` (listLogs)
   */
  logs(query?: QueryOf<'listLogs'>, options?: CallOptions): PagePromise<ItemOf<'listLogs'>> {
    return this.#caller.page('listLogs', { query }, options)
  }

  /**
   * Get your usage by time and group.
   *
   * Sums your requests by hour, day or the whole time, and by up to two groups. Costs equal the ledger's to the
   * micro-dollar; percentiles come from mergeable buckets and are at most 5 % off. The time asked for is at most 400
   * days, by default the last 30; it is widened to whole hours, or days with `interval=day`.
   *
   * `GET /api/v1/db/metrics` (getUsageMetrics)
   */
  metrics(query?: QueryOf<'getUsageMetrics'>, options?: CallOptions): PagePromise<ItemOf<'getUsageMetrics'>> {
    return this.#caller.page('getUsageMetrics', { query }, options)
  }
}
