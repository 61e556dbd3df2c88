import { breakingChanges } from './breaking.ts'
import type { Document } from './document.ts'

/** A break that is meant, and why. */
export interface Accepted {
  pointer: string
  reason: string
}

/** Breaks that neither a version nor a line with a reason allows, and lines that allow nothing; each is `pointer: what`. */
export function unacceptedBreaks(released: Document, now: Document, accepted: readonly Accepted[]): string[] {
  if (generation(now) > generation(released)) return []
  const found = breakingChanges(released, now)
  const reasons = new Map(accepted.map(({ pointer, reason }) => [pointer, reason]))
  const places = new Set(found.map(({ pointer }) => pointer))
  return [
    ...found.filter(({ pointer }) => !reasons.get(pointer)?.trim()).map(({ pointer, what }) => `${pointer}: ${what}`),
    ...accepted
      .filter(({ pointer }) => !places.has(pointer))
      .map(({ pointer }) => `${pointer}: breaks nothing; remove its line`),
  ]
}

/** What may break a caller raises it: the major version, before 1.0 the minor one. */
function generation({ info }: Document): number {
  const [major, minor] = info.version.split('.').map(Number)
  return major === 0 ? minor! / 1e6 : major!
}
