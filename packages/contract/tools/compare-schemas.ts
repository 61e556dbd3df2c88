import { type Document, resolve, type Schema, typesOf } from './document.ts'

/** What callers of the released contract would trip over. `pointer` names parameters, which have no stable index, by their name. */
export interface Break {
  pointer: string
  what: string
}

/** `in`: what a caller sends. `out`: what it is sent. */
export type Direction = 'in' | 'out'
export type CompareSchemas = (before: Schema, after: Schema, direction: Direction, pointer: string) => Break[]

/** One branch of a schema: a single type, or an object whose parts are joined. */
interface Option {
  schema: Schema
  pointer: string
}

const lowerBounds = ['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties'] as const
const upperBounds = ['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties'] as const
const numberBounds: readonly string[] = ['minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum']
const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
const shown = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value)).join(', ')

/**
 * Judges two schemas by what flows: whatever was sent must still be taken, and whatever is answered must be something that
 * could be answered before. Each pair is judged once, so named schemas report at their own place, and cycles end.
 */
export function schemaComparer(released: Document, now: Document): CompareSchemas {
  const known = { in: new Map<Schema, Map<Schema, Break[]>>(), out: new Map<Schema, Map<Schema, Break[]>>() }

  const compare: CompareSchemas = (before, after, direction, pointer) => {
    const at = after.$ref ?? pointer
    const [old, fresh] = [resolve(released, before), resolve(now, after)]
    const judged = known[direction].get(old) ?? new Map<Schema, Break[]>()
    known[direction].set(old, judged)
    const verdict = judged.get(fresh)
    if (verdict) return verdict
    judged.set(fresh, [])
    const found = [...changedDefault(old, fresh, direction, at), ...compareOptions(old, fresh, direction, at)]
    judged.set(fresh, found)
    return found
  }

  function compareOptions(old: Schema, fresh: Schema, direction: Direction, pointer: string): Break[] {
    const [before, after] = [optionsOf(released, old, pointer), optionsOf(now, fresh, pointer)]
    const [sources, targets] = direction === 'in' ? [before, after] : [after, before]
    return sources.flatMap((source) => {
      const attempts = targets
        .filter((target) => holds(target.schema, source.schema))
        .map((target) => (direction === 'in' ? option(source, target, direction) : option(target, source, direction)))
      const [best] = attempts.sort((a, b) => a.length - b.length)
      const kind = typesOf(source.schema)[0]
      return best ?? [{ pointer, what: direction === 'in' ? `takes no ${kind} any more` : `can now be ${kind}` }]
    })
  }

  function option({ schema: old }: Option, { schema: fresh, pointer }: Option, direction: Direction): Break[] {
    const found = [...changedValues(old, fresh, direction), ...changedLimits(old, fresh, direction)]
    const here = found.map((what) => ({ pointer, what }))
    if (old.items && fresh.items) here.push(...compare(old.items, fresh.items, direction, `${pointer}/items`))
    return typesOf(old)[0] === 'object' ? [...here, ...object(old, fresh, direction, pointer)] : here
  }

  function object(old: Schema, fresh: Schema, direction: Direction, pointer: string): Break[] {
    const [before, after] = [old.properties ?? {}, fresh.properties ?? {}]
    const [wasRequired, isRequired] = [old.required ?? [], fresh.required ?? []]
    const [needed, had] = direction === 'in' ? [isRequired, wasRequired] : [wasRequired, isRequired]
    const what = direction === 'in' ? 'is required now' : 'may be absent now'
    return [
      ...Object.entries(before).flatMap(([name, property]) => {
        const at = `${pointer}/properties/${name}`
        return after[name] ? compare(property, after[name], direction, at) : [{ pointer: at, what: 'was removed' }]
      }),
      ...needed
        .filter((name) => !had.includes(name) && (direction === 'in' || name in after))
        .map((name) => ({ pointer: `${pointer}/properties/${name}`, what })),
      ...furtherProperties(old, fresh, direction, pointer),
    ]
  }

  function furtherProperties(old: Schema, fresh: Schema, direction: Direction, pointer: string): Break[] {
    const [before = true, after = true] = [old.additionalProperties, fresh.additionalProperties]
    const at = `${pointer}/additionalProperties`
    if (typeof before === 'object' && typeof after === 'object') return compare(before, after, direction, at)
    if (direction === 'in')
      return before && after !== true ? [{ pointer: at, what: 'other members are refused now' }] : []
    return typeof before === 'object' && after ? [{ pointer: at, what: 'members have no one type any more' }] : []
  }

  return compare
}

function optionsOf(document: Document, schema: Schema, pointer: string): Option[] {
  if (schema.$ref) return optionsOf(document, resolve(document, schema), schema.$ref)
  if (schema.oneOf) return schema.oneOf.flatMap((member, i) => optionsOf(document, member, `${pointer}/oneOf/${i}`))
  if (schema.allOf) return [{ schema: joined(document, schema.allOf), pointer }]
  return typesOf(schema).map((type) => ({ schema: { ...schema, type }, pointer }))
}

function joined(document: Document, parts: readonly Schema[]): Schema {
  const flat = parts.map((part) => {
    const schema = resolve(document, part)
    return schema.allOf ? joined(document, schema.allOf) : schema
  })
  return {
    ...Object.assign({}, ...flat),
    type: 'object',
    properties: Object.assign({}, ...flat.map(({ properties }) => properties)) as Record<string, Schema>,
    required: [...new Set(flat.flatMap(({ required = [] }) => required))],
  } as Schema
}

function holds(wide: Schema, narrow: Schema): boolean {
  const [[a], [b]] = [typesOf(wide), typesOf(narrow)]
  return a === b || (a === 'number' && b === 'integer')
}

function changedDefault(old: Schema, fresh: Schema, direction: Direction, pointer: string): Break[] {
  if (direction === 'out' || old.default === undefined || same(old.default, fresh.default)) return []
  return [{ pointer, what: `has another default: ${shown([old.default])} was, ${shown([fresh.default])} is` }]
}

const valuesOf = (schema: Schema): unknown[] | undefined => ('const' in schema ? [schema.const] : schema.enum)

function changedValues(old: Schema, fresh: Schema, direction: Direction): string[] {
  const [before, after] = [valuesOf(old), valuesOf(fresh)]
  if (direction === 'in') {
    if (!after) return []
    const lost = before?.filter((value) => !after.includes(value))
    return lost ? (lost.length > 0 ? [`takes ${shown(lost)} no more`] : []) : [`takes nothing but ${shown(after)} now`]
  }
  if (!before || old['x-open-enum'] === true) return []
  const gained = after?.filter((value) => !before.includes(value))
  return gained ? (gained.length > 0 ? [`can now be ${shown(gained)}`] : []) : ['can now be any value']
}

function changedLimits(old: Schema, fresh: Schema, direction: Direction): string[] {
  const [strict, loose] = direction === 'in' ? [fresh, old] : [old, fresh]
  const judged = (name: string) => direction === 'in' || numberBounds.includes(name)
  const tighter = [
    ...lowerBounds.filter((name) => judged(name) && (strict[name] ?? -Infinity) > (loose[name] ?? -Infinity)),
    ...upperBounds.filter((name) => judged(name) && (strict[name] ?? Infinity) < (loose[name] ?? Infinity)),
  ]
  const shapes = (['pattern', 'format'] as const).filter((name) => strict[name] && strict[name] !== loose[name])
  const unique = direction === 'in' && fresh.uniqueItems && !old.uniqueItems ? ['uniqueItems' as const] : []
  return [...tighter, ...shapes, ...unique].map(
    (name) => `${name} was ${shown([old[name] ?? null])} and is ${shown([fresh[name] ?? null])}`,
  )
}
