import { setImmediate } from 'node:timers/promises'
import type { StreamWriter } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'

const chunkLength = 64 * 1_024

/**
 * Sends what is made piece by piece, as fast as it is taken; between pieces others get their turn. When the caller has
 * gone, nothing more is read. `done` runs once, however it ended.
 */
export const writePages =
  (pieces: AsyncGenerator<string>, done: () => void): StreamWriter =>
  async ({ write, signal }) => {
    let waiting = ''
    try {
      for await (const piece of pieces) {
        if (signal.aborted) throw new ApiError('CLIENT_DISCONNECTED')
        waiting += piece
        if (waiting.length < chunkLength) continue
        await write(waiting)
        waiting = ''
        await setImmediate()
      }
      if (waiting !== '') await write(waiting)
    } finally {
      done()
    }
  }
