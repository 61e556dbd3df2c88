// Generated from openapi/ by `pnpm gen`. Never edited.
import type { APIPromise } from '../core/api-promise.ts'
import type { Caller } from '../core/caller.ts'
import type { CallOptions } from '../core/options.ts'
import type { PagePromise } from '../core/page.ts'
import type { Answer, BodyOf, ItemOf, QueryOf } from '../core/shapes.ts'

export class Workflow {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /**
   * Start a run of several steps.
   *
   * Stores the definition and starts a run that survives restarts: each step is claimed, done and recorded, and an
   * interruption repeats at most the step that was running, under the same idempotency key. Events:
   * `workflow.succeeded`, `workflow.failed`, `workflow.suspended`, `workflow.canceled`.
   *
   * The whole definition is judged first: unknown fields, ids that are used twice, and references to a step that
   * cannot have finished by then are 400 `INVALID_REQUEST` with the path; more than 64 KB is 413 `PAYLOAD_TOO_LARGE`.
   * Each step passes admission as you, with your rights at that time, so a step's own refusals come while it runs. A
   * step's output is at most 256 KB, those of a run 1 MB; input and outputs are deleted 30 days after the end. 20 live
   * runs a user, else 429 `CONCURRENCY_LIMITED`.
   *
   * `POST /api/v1/workflow/execute` (executeWorkflow)
   */
  execute(body: BodyOf<'executeWorkflow'>, options?: CallOptions): APIPromise<Answer<'executeWorkflow'>> {
    return this.#caller.call('executeWorkflow', { body }, options)
  }

  /**
   * Get a run with its steps.
   *
   * Answers where a run stands: each step with its attempt, output and error, what was spent, and what a cancel has
   * undone or could not undo.
   *
   * `GET /api/v1/workflow/status` (getWorkflowStatus)
   */
  status(query: QueryOf<'getWorkflowStatus'>, options?: CallOptions): APIPromise<Answer<'getWorkflowStatus'>> {
    return this.#caller.call('getWorkflowStatus', { query }, options)
  }

  /**
   * List runs, or the events of one run.
   *
   * Without `workflow_id` your runs (items of `kind: run`), newest first, by `status`, `name` and time of creation.
   * With it the append-only log of that run (items of `kind: event`), oldest first; `status` and `name` beside it are
   * 400 `INVALID_REQUEST`, `from` and `to` are times of events.
   *
   * `GET /api/v1/workflow/history` (listWorkflowHistory)
   */
  history(query?: QueryOf<'listWorkflowHistory'>, options?: CallOptions): PagePromise<ItemOf<'listWorkflowHistory'>> {
    return this.#caller.page('listWorkflowHistory', { query }, options)
  }

  /**
   * Cancel a run.
   *
   * Starts no further step, aborts the one that runs, and undoes finished steps in reverse order: instances are
   * destroyed without end of trying, memories and vectors deleted, `http` steps undone by their `compensate`. What
   * cannot be undone is listed by getWorkflowStatus. 202 the first time, 200 where the run is `canceling` or
   * `canceled` already; a run that has succeeded or failed is 409 `INVALID_STATE`.
   *
   * `POST /api/v1/workflow/cancel` (cancelWorkflow)
   */
  cancel(body: BodyOf<'cancelWorkflow'>, options?: CallOptions): APIPromise<Answer<'cancelWorkflow'>> {
    return this.#caller.call('cancelWorkflow', { body }, options)
  }

  /**
   * Resume a failed or suspended run.
   *
   * Says how the step at which a run stopped is settled, and queues the run again; finished steps are never repeated.
   * Only from `failed` and `suspended`, else 409 `INVALID_STATE`. A run that stopped at its budget needs a higher
   * `max_cost` too. The run goes on as you and with the key of this request.
   *
   * `POST /api/v1/workflow/resume` (resumeWorkflow)
   */
  resume(body: BodyOf<'resumeWorkflow'>, options?: CallOptions): APIPromise<Answer<'resumeWorkflow'>> {
    return this.#caller.call('resumeWorkflow', { body }, options)
  }
}
