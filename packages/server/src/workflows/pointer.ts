/** JSON Pointers (RFC 6901) into values that callers wrote: only members of their own are found. */

/** The names on the way; null for what is no pointer. */
export function tokensOf(pointer: string): string[] | null {
  if (pointer === '') return []
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer)) return null
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** What stands there, in an object of its own: a value may be null. */
export function found(value: unknown, tokens: readonly string[]): { value: unknown } | null {
  let at = value
  for (const token of tokens) {
    if (Array.isArray(at)) {
      if (!/^(0|[1-9]\d*)$/.test(token) || Number(token) >= at.length) return null
      at = at[Number(token)]
    } else if (typeof at === 'object' && at !== null && Object.hasOwn(at, token)) {
      at = (at as Record<string, unknown>)[token]
    } else return null
  }
  return { value: at }
}
