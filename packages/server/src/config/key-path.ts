/** Keys of the configuration from the root: `['providers', 'openai', 'timeout']`; a provider goes by its name. */
export type KeyPath = readonly string[]

/** `a.b`, and `a[b]` where `b` is a provider or a name that is no word. */
export const keyText = ([first = '', ...rest]: KeyPath): string =>
  rest.reduce(
    (text, part, at) =>
      (first === 'providers' && at === 0) || !/^[a-z_][a-z0-9_]*$/i.test(part) ? `${text}[${part}]` : `${text}.${part}`,
    first,
  )

export const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Every key that has a value, with it; a list is one value, but for `providers`. */
export function keysOf(value: unknown, path: KeyPath = []): [path: KeyPath, value: unknown][] {
  if (path.length === 1 && path[0] === 'providers' && Array.isArray(value))
    return value.flatMap((row: { name: string }) => keysOf(row, [...path, row.name]))
  if (isMap(value) && Object.keys(value).length > 0)
    return Object.entries(value).flatMap(([name, member]) => keysOf(member, [...path, name]))
  return value === undefined ? [] : [[path, value]]
}
