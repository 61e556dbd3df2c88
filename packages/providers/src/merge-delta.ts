import { isRecord } from './lenient.ts'

/** Members that say the same in every piece, or only once. */
const whole = new Set(['id', 'type', 'index', 'name', 'format'])
/** Deeper than any dialect streams objects. */
const depthMax = 8

/** Adds one streamed piece of an object that we only carry: texts grow, objects are merged, all else is replaced. */
export function mergeDelta(
  target: Record<string, unknown>,
  delta: Readonly<Record<string, unknown>>,
  depth = depthMax,
): void {
  for (const [key, value] of Object.entries(delta)) {
    // What an upstream names so would be the prototype.
    if (key === '__proto__') continue
    const known = Object.hasOwn(target, key) ? target[key] : undefined
    if (typeof value === 'string' && typeof known === 'string' && !whole.has(key)) target[key] = known + value
    else if (isRecord(value) && isRecord(known) && depth > 0) mergeDelta(known, value, depth - 1)
    else if (value !== null || known === undefined) target[key] = isRecord(value) ? { ...value } : value
  }
}
