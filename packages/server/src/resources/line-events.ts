import { asApiError, renderError, type StreamWriter } from '@proxyapi/contract'
import type { Context } from '../context.ts'

/**
 * Lines as server-sent events, one each. A look that saw nothing new says so by a comment, so that nobody on the way takes the
 * stream for dead; a failure, or the end of the credential, is an event named `error`.
 */
export function eventsOf(
  looks: AsyncIterable<object[]>,
  leaving: AbortController,
  { requestId, clock }: Pick<Context, 'requestId' | 'clock'>,
): StreamWriter {
  return async ({ signal, write }) => {
    const leave = () => leaving.abort(signal.reason)
    signal.addEventListener('abort', leave, { once: true })
    try {
      for await (const lines of looks) {
        signal.throwIfAborted()
        await write(lines.length === 0 ? ':\n\n' : lines.map((line) => `data: ${JSON.stringify(line)}\n\n`).join(''))
      }
      signal.throwIfAborted()
    } catch (thrown) {
      const { body } = renderError('plain', asApiError(thrown), requestId, new Date(clock.now()))
      await write(`event: error\ndata: ${JSON.stringify(body)}\n\n`)
    } finally {
      signal.removeEventListener('abort', leave)
      leaving.abort()
    }
  }
}
