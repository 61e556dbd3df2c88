import type { Answer } from '../discovery/queries.ts'

/** The answer with its ETag, or 304 where the caller has it already. */
export function cacheable<Body>(headers: Headers, answer: Answer<Body>) {
  const sent = { ETag: answer.etag, 'Cache-Control': 'private, no-cache' }
  if (matches(headers.get('if-none-match'), answer.etag)) return { status: 304 as const, headers: sent }
  return { status: 200 as const, body: answer.body(), headers: sent }
}

/** RFC 9110 §13.1.2: any of the tags, compared weakly, or `*`. */
function matches(header: string | null, etag: string): boolean {
  if (header === null) return false
  const tags = header.split(',').map((tag) => tag.trim().replace(/^W\//, ''))
  return tags.includes(etag) || tags.includes('*')
}
