import { createHash } from 'node:crypto'

/** A block of a prompt, in the order tools, system, turns; marked where a cached prefix may end. */
export interface Segment {
  text: string
  tokens: number
  ttl: '5m' | '1h' | null
}

export interface CacheUse {
  read: number
  write5m: number
  write1h: number
}

export interface PromptCache {
  /** What of this prompt was read and what was written; expiry by the simulator's clock. */
  use(owner: string, segments: Segment[], nowMs: number): CacheUse
}

const ttlMs = { '5m': 300_000, '1h': 3_600_000 }
const maxEntries = 10_000

/**
 * The vendor's prompt cache: a prefix that ends at a `cache_control` mark is written once and read while it lives; each
 * read renews it. Unlike the vendor's, it also keeps short prefixes, so that tests need no long prompts.
 */
export function promptCache(): PromptCache {
  const expiry = new Map<string, number>()
  return {
    use(owner, segments, nowMs) {
      const prefixes = prefixesOf(owner, segments)
      const lastMark = prefixes.findLastIndex(({ ttl }) => ttl !== null)
      const marked = prefixes.slice(0, lastMark + 1)
      const hit = marked.findLast(({ hash }) => (expiry.get(hash) ?? 0) > nowMs)
      const use: CacheUse = { read: hit?.tokens ?? 0, write5m: 0, write1h: 0 }
      let counted = use.read
      for (const { hash, tokens, ttl } of marked) {
        if (ttl === null) continue
        expiry.delete(hash)
        expiry.set(hash, nowMs + ttlMs[ttl])
        if (tokens <= counted) continue
        use[ttl === '1h' ? 'write1h' : 'write5m'] += tokens - counted
        counted = tokens
      }
      for (const oldest of [...expiry.keys()].slice(0, Math.max(0, expiry.size - maxEntries))) expiry.delete(oldest)
      return use
    },
  }
}

function prefixesOf(owner: string, segments: Segment[]) {
  let hash = owner
  let tokens = 0
  return segments.map((segment) => {
    hash = createHash('sha256').update(hash).update('\0').update(segment.text).digest('hex')
    tokens += segment.tokens
    return { hash, tokens, ttl: segment.ttl }
  })
}
