import { seeded } from './seeded.ts'

/**
 * An embedding of length 1, the same for the same model and input. Each word, or token, pulls in its own direction, so that
 * texts which share words lie near one another.
 */
export function unitVector(model: string, input: string | number[], dimensions: number): Float32Array {
  const values = new Float32Array(dimensions)
  const words = typeof input === 'string' ? (input.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ['']) : input
  for (const word of words) {
    const random = seeded('embedding', model, word)
    for (let pull = 0; pull < 16; pull++) {
      const at = Math.floor(random() * dimensions)
      values[at] = (values[at] ?? 0) + random() * 2 - 1
    }
  }
  const length = Math.hypot(...values) || 1
  return values.map((value) => value / length)
}
