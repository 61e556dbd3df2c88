import { isObject, type JsonObject } from '../json.ts'

/** A form as Stripe's clients write it: `line_items[0][price_data][unit_amount]=500`. Every leaf is a text. */
export function parseForm(text: string): JsonObject {
  const root: JsonObject = {}
  for (const [name, value] of new URLSearchParams(text)) {
    const path = [...name.matchAll(/[^[\]]+/g)].map(([part]) => part)
    place(root, path, value)
  }
  return root
}

function place(root: JsonObject, path: readonly string[], value: string): void {
  const last = path.at(-1)
  if (last === undefined || path.some((part) => part === '__proto__')) return
  let at = root
  for (const part of path.slice(0, -1)) {
    const next: JsonObject = isObject(at[part]) ? at[part] : {}
    at[part] = next
    at = next
  }
  at[last] = value
}

/** A member by its path; a list is an object with numbers as names. */
export function member(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>((at, part) => (isObject(at) ? at[part] : undefined), value)
}

export function textAt(value: unknown, ...path: string[]): string | null {
  const found = member(value, ...path)
  return typeof found === 'string' && found !== '' ? found : null
}
