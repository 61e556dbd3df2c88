/**
 * A signature means something to its maker only. Where a dialect has no place to say who that was, it is written before the
 * signature: `pa0.<brand>.<signature>` is a signature of that brand, anything else one of the caller's own dialect.
 */
const mark = 'pa0.'

export const markedSignature = (signature: string, brand: string): string => `${mark}${brand}.${signature}`

/** Whether we said who made it. */
export const isMarked = (signature: unknown): boolean =>
  typeof signature === 'string' && signature.startsWith(mark) && signature.includes('.', mark.length)

export function readSignature(signature: string): { signature: string; brand?: string } {
  if (!isMarked(signature)) return { signature }
  const dot = signature.indexOf('.', mark.length)
  return { signature: signature.slice(dot + 1), brand: signature.slice(mark.length, dot) }
}
