import { ApiError } from '@proxyapi/contract/errors'

export const DEPTH_MAX = 6
export const ALIASES_MAX = 15
export const DIRECTIVES_MAX = 50
export const TOKENS_MAX = 1_000
export const COST_MAX = 5_000
export const CHARACTERS_MAX = 15_000
export const VARIABLES_BYTES_MAX = 64 * 1024
/** Of all fields of an operation together. */
export const ROWS_MAX = 5_000
export const FIRST_MAX = 1_000
export const SEARCH_FIRST_MAX = 200
export const RUN_MS = 5_000

export type LimitReason =
  | 'depth'
  | 'aliases'
  | 'directives'
  | 'tokens'
  | 'cost'
  | 'characters'
  | 'variables'
  | 'rows'
  | 'first'
  | 'time'

/** A query beyond a limit. What is said names the limit and no figure. */
export class TooComplex extends ApiError {
  readonly reason: LimitReason
  constructor(reason: LimitReason) {
    super('QUERY_TOO_COMPLEX', `The query is larger than this server accepts (${reason}).`)
    this.reason = reason
  }
}
