// Generated from openapi/ by `pnpm gen`. Never edited.
import type { APIPromise } from '../core/api-promise.ts'
import type { Caller } from '../core/caller.ts'
import type { CallOptions } from '../core/options.ts'
import type { Answer } from '../core/shapes.ts'

export class Providers {
  readonly #caller: Caller

  constructor(caller: Caller) {
    this.#caller = caller
  }

  /**
   * List providers.
   *
   * Every configured provider, and every known brand that is not configured (`unconfigured`). Answered from memory; asks
   * no provider.
   *
   * `GET /api/v1/providers` (listProviders)
   */
  list(options?: CallOptions): APIPromise<Answer<'listProviders'>> {
    return this.#caller.call('listProviders', {  }, options)
  }

  /**
   * Get the status of configured providers.
   *
   * How discovery fares with each configured provider: state, age of its list, last error, sources. Answered from memory;
   * asks no provider.
   *
   * `GET /api/v1/providers/status` (getProvidersStatus)
   */
  status(options?: CallOptions): APIPromise<Answer<'getProvidersStatus'>> {
    return this.#caller.call('getProvidersStatus', {  }, options)
  }
}
