// Generated from openapi/ by `pnpm gen`. Never edited.
import type { APIPromise } from '../core/api-promise.ts'
import type { Caller } from '../core/caller.ts'
import type { CallOptions } from '../core/options.ts'
import type { Answer, BodyOf } from '../core/shapes.ts'

export class System {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /**
   * Get the health in detail.
   *
   * Everything that is probed in the background; asking computes nothing, calls nobody and is never shed. A sick provider,
   * cloud, cache or Redis is `degraded` and still 200. 503 exactly when the server is not ready.
   *
   * Callers with `metrics:read` and direct loopback peers also get byte totals, error texts, `metrics` and `config`.
   *
   * `GET /health` (getHealth)
   */
  health(options?: CallOptions): APIPromise<Answer<'getHealth'>> {
    return this.#caller.call('getHealth', {  }, options)
  }

  /**
   * Tell whether the process lives.
   *
   * 200 as long as the process answers at all; for a liveness probe. A failing database or provider does not change
   * it.
   *
   * `GET /health/live` (getLiveness)
   */
  live(options?: CallOptions): APIPromise<Answer<'getLiveness'>> {
    return this.#caller.call('getLiveness', {  }, options)
  }

  /**
   * Tell whether requests are welcome.
   *
   * For a readiness probe: 503 while starting, recovering, migrating, draining (within 100 ms of SIGTERM) or overloaded.
   * It does not fail for what all replicas share, such as a provider or Redis; for the database only where
   * `health_check.checks.database` says so.
   *
   * `GET /health/ready` (getReadiness)
   */
  ready(options?: CallOptions): APIPromise<Answer<'getReadiness'>> {
    return this.#caller.call('getReadiness', {  }, options)
  }

  /**
   * Reload the configuration.
   *
   * Reads the configuration files again, validates them whole and takes over what can change while running. No body and
   * `{}` mean the same; `dry_run` changes nothing. Requests that run keep the configuration they began with. Calls at
   * the same time share one run; at most 6 a minute. Audited.
   *
   * An invalid configuration is 422 `CONFIG_INVALID` with every fault in `details` (`path` is the dotted key); the
   * running one stays. Host, port, workers and sign-in settings need a restart and are listed in `needs_restart`.
   *
   * `POST /api/v1/config/reload` (reloadConfig)
   */
  reloadConfig(body?: BodyOf<'reloadConfig'>, options?: CallOptions): APIPromise<Answer<'reloadConfig'>> {
    return this.#caller.call('reloadConfig', { body }, options)
  }
}
