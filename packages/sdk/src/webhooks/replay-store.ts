import type { ReplayStore } from './tasks.ts'

export interface MemoryReplayStoreOptions {
  /** Ids that are remembered at the most; the oldest go first. 10,000 unless given. */
  max?: number
  /** Milliseconds since 1970. */
  now?: () => number
}

/** Remembers ids in this process until they expire; several processes need a store that they share. */
export function memoryReplayStore({ max = 10_000, now = Date.now }: MemoryReplayStoreOptions = {}) {
  const expiries = new Map<string, number>()
  return {
    seen(id: string, expiresAt: number): boolean {
      const known = expiries.get(id)
      if (known !== undefined && known >= now()) return true
      expiries.delete(id)
      expiries.set(id, expiresAt)
      for (const [oldest, expiry] of expiries) {
        if (expiries.size <= max && expiry >= now()) break
        expiries.delete(oldest)
      }
      return false
    },
  } satisfies ReplayStore
}
