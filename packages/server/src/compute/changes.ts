import type { Clock } from '../runtime.ts'

/** Tells whoever waits in this process that something changed. */
export interface Changes {
  notify(id: string): void
  /**
   * Resolves at the next change of `id`, after `ms`, or when the signal is aborted. A change by another process is not
   * seen: whoever waits looks again after `ms`.
   */
  next(id: string, ms: number, signal: AbortSignal): Promise<void>
}

export function createChanges(clock: Clock): Changes {
  const waiting = new Map<string, Set<AbortController>>()
  return {
    notify(id) {
      for (const nap of waiting.get(id) ?? []) nap.abort()
    },
    async next(id, ms, signal) {
      const nap = new AbortController()
      const naps = waiting.get(id) ?? new Set()
      waiting.set(id, naps.add(nap))
      await clock.sleep(ms, AbortSignal.any([nap.signal, signal]))
      naps.delete(nap)
      if (naps.size === 0 && waiting.get(id) === naps) waiting.delete(id)
    },
  }
}
