import { type Extra, noExtra } from '../call.ts'

type Level = Readonly<Record<string, unknown>>

/** The fields of one level of a body that the superset does not hold, in the caller's order. */
export function extraOf(level: Level, known: ReadonlySet<string>): Extra {
  for (const name in level) if (!known.has(name)) return fieldsOf(level, (other) => !known.has(other))
  return noExtra
}

export function fieldsOf(level: Level, wanted: (name: string) => boolean): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  for (const name in level) if (level[name] !== undefined && wanted(name)) fields[name] = level[name]
  return fields
}
