import { setImmediate } from 'node:timers/promises'
import type { StreamWriter } from '@proxyapi/contract'

const chunkLength = 64 * 1_024

/**
 * Sends what is made piece by piece, as fast as it is taken; between pieces others get their turn. When the caller has
 * gone or may have no more, nothing is read and the file is cut. `done` runs once, however it ended.
 */
export const writePages =
  (pieces: AsyncGenerator<string>, done: () => Promise<void>): StreamWriter =>
  async ({ write, signal }) => {
    let waiting = ''
    try {
      for await (const piece of pieces) {
        signal.throwIfAborted()
        waiting += piece
        if (waiting.length < chunkLength) continue
        await write(waiting)
        waiting = ''
        await setImmediate()
      }
      if (waiting !== '') await write(waiting)
    } finally {
      await done()
    }
  }
