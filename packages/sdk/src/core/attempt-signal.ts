/** What ends one attempt: its timer, the deadline of its call, its caller. */
import { APITimeoutError } from './errors.ts'

export interface AttemptSignal {
  readonly abort: AbortController
  /** From now on it is the body that is waited for. */
  headersCame(): void
  stopTimer(): void
  /** Ends the timer and the link to the caller's signal. */
  release(): void
}

export function attemptSignal(caller: AbortSignal | undefined, timeoutMs: number, remainingMs: number): AttemptSignal {
  const abort = new AbortController()
  const ms = Math.min(timeoutMs, remainingMs)
  let phase: 'headers' | 'body' = 'headers'
  const expire = () => abort.abort(new APITimeoutError(remainingMs < timeoutMs ? 'deadline' : phase, ms))
  const timer = Number.isFinite(ms) ? setTimeout(expire, ms) : undefined
  const forward = () => abort.abort(caller?.reason)
  if (caller?.aborted) forward()
  else caller?.addEventListener('abort', forward, { once: true })
  return {
    abort,
    headersCame() {
      phase = 'body'
    },
    stopTimer: () => clearTimeout(timer),
    release() {
      clearTimeout(timer)
      caller?.removeEventListener('abort', forward)
    },
  }
}

/** What a caller supplies, a credential, a middleware or a fetch, may not know of the signal. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
