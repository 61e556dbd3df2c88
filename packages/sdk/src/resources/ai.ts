// Generated from openapi/ by `pnpm gen`. Never edited.
import type { APIPromise } from '../core/api-promise.ts'
import type { Caller } from '../core/caller.ts'
import type { CallOptions } from '../core/options.ts'
import type { Answer, BodyOf } from '../core/shapes.ts'

export class Ai {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /**
   * Generate text from a prompt.
   *
   * Answers a prompt with text in `data.result`, by the model of your choice or the default one, with the gateway's
   * routing and fallback.
   *
   * The prompt is a turn of its own below the task's template, and never read as one: `{{…}}`, `{% … %}` and `${…}` in
   * it reach the model as they are. There is no `stream` here (400 `UNKNOWN_PARAMETER`); `/v1/chat/completions` streams. The request is
   * charged once, for the answer that is delivered; a repetition under the same `Idempotency-Key` is free.
   *
   * `POST /api/v1/ai/generate` (aiGenerate)
   */
  generate(body: BodyOf<'aiGenerate'>, options?: CallOptions): APIPromise<Answer<'aiGenerate'>> {
    return this.#caller.call('aiGenerate', { body }, options)
  }

  /**
   * Continue a conversation.
   *
   * Answers a list of messages with the next one. With a `conversation_id` the last user message and the answer are
   * kept as memories (`remember`), and `recall` puts the best matching earlier ones before the messages; what was
   * recalled stands in `data.recalled`. `context_id` puts a condensed context of createContext before them. To recall
   * and to use a context the key needs `data:read`, to remember `data:write`, else 403 `PERMISSION_DENIED`.
   *
   * The embedding that recall needs is part of `usage` and of the charge. The number of memories is checked first:
   * 403 `LIMIT_REACHED` calls no model. An unknown or expired context is 404 `NOT_FOUND`. `stream` is 400
   * `UNKNOWN_PARAMETER`; `/v1/chat/completions` streams.
   *
   * `POST /api/v1/ai/chat` (aiChat)
   */
  chat(body: BodyOf<'aiChat'>, options?: CallOptions): APIPromise<Answer<'aiChat'>> {
    return this.#caller.call('aiChat', { body }, options)
  }

  /**
   * Write, edit, explain, review or test code.
   *
   * Does one `task` on a prompt and up to 20 files of 100 KB (413 `PAYLOAD_TOO_LARGE`). The answer's fenced blocks are
   * split out by CommonMark's rules into `data.blocks`; the text around them is `data.explanation`, the whole text
   * `data.result`. A last block that was cut has `complete: false`. Code is never run, and paths are labels only.
   *
   * `POST /api/v1/ai/code` (aiCode)
   */
  code(body: BodyOf<'aiCode'>, options?: CallOptions): APIPromise<Answer<'aiCode'>> {
    return this.#caller.call('aiCode', { body }, options)
  }

  /**
   * Analyze a text or JSON.
   *
   * Answers a summary (also `data.result`) and findings with quoted evidence. Offsets are found by us in the input; a
   * quote that does not occur there is `verified: false`. JSON input is analyzed, and its offsets count, in its text
   * with two spaces of indentation. Input above 200 KB is 413 `PAYLOAD_TOO_LARGE`.
   *
   * With a `schema`, `data.structured` is valid against it: an answer that is not is repaired by one further call
   * (`calls` is 2, `usage` the sum); if that fails too, the request is 502 `UPSTREAM_PROTOCOL_ERROR` and nothing is
   * charged.
   *
   * `POST /api/v1/ai/analyze` (aiAnalyze)
   */
  analyze(body: BodyOf<'aiAnalyze'>, options?: CallOptions): APIPromise<Answer<'aiAnalyze'>> {
    return this.#caller.call('aiAnalyze', { body }, options)
  }

  /**
   * Embed one or several texts.
   *
   * Answers one vector a text, in the order of the input; there is no `result`, `finish_reason` and `template` are
   * null. Lists that are longer than the model accepts at once are sent in parts (`calls`); all succeed or the request
   * fails, and nothing is charged then.
   *
   * `POST /api/v1/ai/embed` (aiEmbed)
   */
  embed(body: BodyOf<'aiEmbed'>, options?: CallOptions): APIPromise<Answer<'aiEmbed'>> {
    return this.#caller.call('aiEmbed', { body }, options)
  }

  /**
   * Classify one or several texts.
   *
   * Gives each text scores over your `labels` (and `other_label`); no other label is ever answered. One text answers
   * `label` and `labels`, a list answers `items` in its order; `data.result` is the label, of a list one a line.
   * Scores are the model's own estimate, not a probability; without `multi_label` those of a text sum to 1.
   *
   * An answer that names other labels is repaired by one further call (`calls` is 2); if that fails too, the request
   * is 502 `UPSTREAM_PROTOCOL_ERROR` and nothing is charged.
   *
   * `POST /api/v1/ai/classify` (aiClassify)
   */
  classify(body: BodyOf<'aiClassify'>, options?: CallOptions): APIPromise<Answer<'aiClassify'>> {
    return this.#caller.call('aiClassify', { body }, options)
  }
}
