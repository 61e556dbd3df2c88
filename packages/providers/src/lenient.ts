/** Reads what upstreams send without trusting its shape: what is not as expected reads as absent. */

const nothing: Readonly<Record<string, unknown>> = Object.freeze({})
const empty: readonly unknown[] = Object.freeze([])

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const record = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : nothing)

export const array = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : empty)

/** A text that is not empty. */
export const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/** A finite number, also if written as text. */
export function number(value: unknown): number | undefined {
  const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof read === 'number' && Number.isFinite(read) ? read : undefined
}

/** A number above 0: limits and times use 0 and -1 for "unknown". */
export function positive(value: unknown): number | undefined {
  const read = number(value)
  return read !== undefined && read > 0 ? read : undefined
}

export const texts = (value: unknown): string[] => array(value).filter((item) => typeof item === 'string')

/** What the text says as JSON; undefined, which no JSON means, where it is none. */
export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    // The caller tells "no JSON" by the undefined.
    return undefined
  }
}
