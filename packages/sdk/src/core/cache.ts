import type { CacheOptions } from './options.ts'

export interface CacheEntry {
  etag: string
  text: string
  storedAt: number
  headers: Headers
}

/** Answers with an ETag, by URL and credential, as text: each caller parses its own copy. Least recently used goes first. */
export interface AnswerCache {
  get(key: string): CacheEntry | undefined
  set(key: string, entry: CacheEntry): void
  clear(): void
}

export function createAnswerCache({ maxEntries, maxBytes }: CacheOptions): AnswerCache {
  const entries = new Map<string, CacheEntry>()
  let bytes = 0
  const drop = (key: string) => {
    bytes -= entries.get(key)?.text.length ?? 0
    entries.delete(key)
  }
  return {
    get(key) {
      const found = entries.get(key)
      if (!found) return undefined
      entries.delete(key)
      entries.set(key, found)
      return found
    },
    set(key, entry) {
      drop(key)
      if (entry.text.length > maxBytes) return
      entries.set(key, entry)
      bytes += entry.text.length
      while (entries.size > maxEntries || bytes > maxBytes) drop(entries.keys().next().value!)
    },
    clear() {
      entries.clear()
      bytes = 0
    },
  }
}
