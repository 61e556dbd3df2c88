import type { Knock } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'

const uploadsMax = 8
const retryAfterMs = 1_000

/** Forms are kept in memory from their first byte until their answer: no more than eight at a time. */
export class Uploads {
  readonly #open = new Set<Knock['headers']>()

  /** Throws OVERLOADED where too many are open. */
  take({ operation, headers }: Knock): void {
    if (!operation.accepts.includes('multipart/form-data')) return
    if (this.#open.size >= uploadsMax) {
      throw new ApiError('OVERLOADED', 'Too many recordings are taken in at this moment.', { retryAfterMs })
    }
    this.#open.add(headers)
  }

  /** What was never taken is no matter. */
  free({ headers }: Pick<Knock, 'headers'>): void {
    this.#open.delete(headers)
  }
}
