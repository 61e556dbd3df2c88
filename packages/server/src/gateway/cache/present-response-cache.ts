import { isStorable } from './cacheable.ts'
import type { Caches } from './create-caches.ts'
import { ResponseCache } from './response-cache.ts'

/** Answers that may be given again; null while they are not kept. */
export function presentResponseCache(caches: Pick<Caches, 'responses'>): () => ResponseCache | null {
  let known: { of: NonNullable<Caches['responses']>; cache: ResponseCache } | null = null
  return () => {
    const of = caches.responses
    if (of === null) return null
    if (known?.of !== of) known = { of, cache: new ResponseCache(of, isStorable) }
    return known.cache
  }
}
