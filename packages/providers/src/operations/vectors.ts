/** Vectors as they travel: lists of numbers, or the same as little-endian 32-bit floats in base64. */

export type Encoding = 'float' | 'base64'

const bytesPerFloat = 4

/** Undefined where the value is no vector. */
export function encodedAs(value: unknown, encoding: Encoding): number[] | string | undefined {
  if (typeof value === 'string') return encoding === 'base64' ? value : floatsOf(value)
  if (!isVector(value)) return undefined
  return encoding === 'float' ? value : base64Of(value)
}

/** Signed bytes in base64, as the numbers that they are. */
export function int8Of(base64: string): number[] {
  return Array.from(new Int8Array(Buffer.from(base64, 'base64')))
}

export function base64Of(vector: readonly number[]): string {
  const bytes = Buffer.alloc(vector.length * bytesPerFloat)
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * bytesPerFloat)
  return bytes.toString('base64')
}

export function floatsOf(base64: string): number[] | undefined {
  const bytes = Buffer.from(base64, 'base64')
  if (bytes.length === 0 || bytes.length % bytesPerFloat !== 0) return undefined
  return Array.from({ length: bytes.length / bytesPerFloat }, (_, index) => bytes.readFloatLE(index * bytesPerFloat))
}

const isVector = (value: unknown): value is number[] =>
  Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'number' && Number.isFinite(item))
