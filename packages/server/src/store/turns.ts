import { ApiError } from '@proxyapi/contract/errors'

/** Who may wait for the same row; as many as an account may have calls open. */
const waitingMax = 256
const retryAfterMs = 1_000

interface Line {
  last: Promise<unknown>
  length: number
}

/**
 * Work of one key runs one at a time and in its order, work of others beside it. Those who would wait in the database for the
 * same lock wait here, without a connection that others need. Throws STORAGE_UNAVAILABLE where more than 256 wait.
 */
export class Turns {
  readonly #lines = new Map<string, Line>()

  async take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const line = this.#lines.get(key) ?? { last: Promise.resolve(), length: 0 }
    if (line.length > waitingMax) throw new ApiError('STORAGE_UNAVAILABLE', undefined, { retryAfterMs })
    line.length += 1
    this.#lines.set(key, line)
    const turn = line.last.then(work)
    line.last = turn.catch(goOn)
    try {
      return await turn
    } finally {
      line.length -= 1
      if (line.length === 0) this.#lines.delete(key)
    }
  }
}

/** Whoever waited for it is told; the next one has a turn of its own. */
function goOn(): void {}
