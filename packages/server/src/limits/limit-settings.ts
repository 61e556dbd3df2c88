import type { Rate } from './gcra.ts'

/** What the operator has written of limits, complete. */
export interface LimitSettings {
  /** False: nothing is counted. Addresses that are shut out stay so. */
  readonly isEnabled: boolean
  readonly principal: Rate
  /** Where an administrator has not written another; null: not counted. */
  readonly user: Rate | null
  /** By operation. */
  readonly routes: ReadonlyMap<string, Rate>
  readonly ip: {
    /** Of callers without a credential and with a wrong one; null: not counted. */
    readonly strangers: Rate | null
    /** Of all callers; null: not counted. */
    readonly all: Rate | null
    /** CIDR blocks. */
    readonly whitelist: readonly string[]
    readonly blacklist: readonly string[]
  }
  readonly headers: {
    readonly isEnabled: boolean
    readonly remaining: string
    readonly reset: string
    readonly retryAfter: string
  }
}
