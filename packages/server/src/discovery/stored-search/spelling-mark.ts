const offset = 0x811c9dc5
const prime = 0x01000193

/** A name as a number of 32 bits (FNV-1a); one name in some thousands of millions shares it with another. */
export function spellingMark(name: string): number {
  let hash = offset
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), prime)
  return hash | 0
}
