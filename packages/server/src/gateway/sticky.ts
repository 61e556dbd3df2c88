/** Draws that depend on nothing but names, so that every replica makes the same ones. */

/** A number above 0 and below 1 that a text always gives; texts that differ in one letter give unrelated ones. */
export function fractionOf(text: string): number {
  let high = 0xdeadbeef
  let low = 0x41c6ce57
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    high = Math.imul(high ^ unit, 0x9e3779b1)
    low = Math.imul(low ^ unit, 0x5f356495)
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35)
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35)
  return ((high >>> 0) * 2 ** 21 + ((low >>> 0) >>> 11) + 0.5) / 2 ** 53
}

interface Weighted {
  readonly key: string
  readonly weight: number
}

/**
 * Weighted rendezvous: the order in which one session prefers keys. When a key leaves, only its own sessions move, and
 * each key is first for a share of the sessions that is its share of the weights. Weight 0 comes last.
 */
export function rendezvous<T extends Weighted>(session: string, items: readonly T[]): T[] {
  const drawn = items.map((item) => {
    const distance = -Math.log(fractionOf(`${session.length}:${session}${item.key}`))
    return { item, distance: item.weight > 0 ? distance / item.weight : Number.POSITIVE_INFINITY }
  })
  return drawn.sort((a, b) => (a.distance === b.distance ? 0 : a.distance - b.distance)).map(({ item }) => item)
}
