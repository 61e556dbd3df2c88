import { tokens } from '../tokens.ts'

export interface PrefixCache {
  /** Tokens at the beginning of this prompt that the last prompt of this key began with, too. */
  cached(key: string, prompt: string[]): number
}

const maxKeys = 1000
const shortest = 1024
const step = 128

/**
 * The vendor's prompt cache, for callers who send `prompt_cache_key`: only prefixes of 1,024 tokens or more count, in steps
 * of 128. Without that key nothing is ever cached, so that equal requests cost the same.
 */
export function prefixCache(): PrefixCache {
  const last = new Map<string, string[]>()
  return {
    cached(key, prompt) {
      const now = tokens(prompt.join('\n'))
      const before = last.get(key) ?? []
      last.delete(key)
      last.set(key, now)
      const oldest = last.keys().next().value
      if (last.size > maxKeys && oldest !== undefined) last.delete(oldest)
      const differs = now.findIndex((token, index) => token !== before[index])
      const shared = differs < 0 ? now.length : differs
      return shared < shortest ? 0 : Math.floor(shared / step) * step
    },
  }
}
