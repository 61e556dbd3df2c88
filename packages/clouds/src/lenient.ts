/** A JSON object of a reply. Clouds add, drop and retype members at will: each is read as what it should be, else null. */
export interface Row {
  [member: string]: unknown
}

/** The JSON of a body; undefined where it is none. */
export function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    // An HTML page, plain text, nothing: the caller decides what that means.
    return undefined
  }
}

export function isRow(value: unknown): value is Row {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

/** The object, or one without members. */
export function rowOf(value: unknown): Row {
  return isRow(value) ? value : {}
}

/** A finite number; numbers in strings count. */
export function numberOf(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}

/** A string that is more than white space, trimmed. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null
}

export function flagOf(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null
}

/** An id as text, whether the cloud writes it as number or as string. */
export function idOf(value: unknown): string | null {
  return typeof value === 'number' && Number.isSafeInteger(value) ? `${value}` : textOf(value)
}

/** A time as RFC 3339, in UTC. */
export function timeOf(value: unknown): string | null {
  const ms = Date.parse(textOf(value) ?? '')
  return Number.isFinite(ms) ? new Date(ms).toISOString() : null
}
