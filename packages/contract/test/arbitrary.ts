/** Schemas of the document → fast-check values that are valid, and edits that break one thing at a time. */
import * as fc from 'fast-check'
import type { Document, Schema } from '../tools/document.ts'
import { resolve, typesOf } from '../tools/document.ts'

const depthMax = 4

export function arbitraryOf(document: Document) {
  const of = (schema: Schema, depth = 0): fc.Arbitrary<unknown> => {
    if (schema.$ref) return fc.constant(null).chain(() => of(resolve(document, schema), depth + 1))
    if ('const' in schema) return fc.constant(schema.const)
    if (schema.enum) return fc.constantFrom(...schema.enum)
    if (schema.oneOf) return union(schema.oneOf, depth)
    if (schema.allOf)
      return fc
        .tuple(...schema.allOf.map((part) => of(part, depth)))
        .map((parts) => Object.assign({}, ...parts) as unknown)
    const types = typesOf(schema)
    return types.length > 1
      ? union(
          types.map((type) => ({ ...schema, type })),
          depth,
        )
      : single(schema, depth)
  }

  const union = (options: Schema[], depth: number) => {
    const ending = options.find(
      ({ type }) => type === 'null' || type === 'string' || type === 'number' || type === 'boolean',
    )
    return depth > depthMax && ending ? of(ending, depth) : fc.oneof(...options.map((option) => of(option, depth)))
  }

  const single = (schema: Schema, depth: number): fc.Arbitrary<unknown> => {
    switch (schema.type) {
      case 'null':
        return fc.constant(null)
      case 'boolean':
        return fc.boolean()
      case 'integer':
        return fc.integer({ min: lowest(schema, 1) ?? -1e6, max: highest(schema, 1) ?? 1e6 })
      case 'number':
        return fc.double({
          noNaN: true,
          noDefaultInfinity: true,
          min: lowest(schema, 1e-6) ?? -1e6,
          max: highest(schema, 1e-6) ?? 1e6,
        })
      case 'string':
        return text(schema)
      case 'array':
        return fc
          .array(of(schema.items!, depth + 1), {
            minLength: schema.minItems ?? 0,
            maxLength:
              depth > depthMax
                ? (schema.minItems ?? 0)
                : Math.max(schema.minItems ?? 0, Math.min(schema.maxItems ?? 3, 3)),
          })
          .filter(
            (items) => !schema.uniqueItems || new Set(items.map((item) => JSON.stringify(item))).size === items.length,
          )
      default:
        return object(schema, depth)
    }
  }

  const object = (schema: Schema, depth: number) => {
    if (schema.properties) {
      const fields = Object.fromEntries(
        Object.entries(schema.properties).map(([name, property]) => [name, of(property, depth + 1)]),
      )
      const names = Object.keys(fields)
      const required = schema.required ?? (schema.minProperties ? names.slice(0, schema.minProperties) : [])
      if (schema.maxProperties !== undefined && schema.maxProperties < names.length) return someOf(fields, schema)
      const kept = depth > depthMax ? Object.fromEntries(required.map((name) => [name, fields[name]!])) : fields
      return fc.record(kept, { requiredKeys: required as never[] })
    }
    if (schema.additionalProperties === false) return fc.constant({})
    const value =
      typeof schema.additionalProperties === 'object'
        ? of(schema.additionalProperties, depth + 1)
        : fc.jsonValue({ maxDepth: 1 })
    const name = fc.stringMatching(/^[a-z]{1,8}$/)
    return fc.dictionary(name, value, {
      minKeys: schema.minProperties ?? 0,
      maxKeys: Math.max(schema.minProperties ?? 0, depth > depthMax ? 0 : Math.min(3, schema.maxProperties ?? 3)),
    })
  }
  return of
}

function someOf(
  fields: Record<string, fc.Arbitrary<unknown>>,
  { required = [], minProperties = 0, maxProperties = 0 }: Schema,
) {
  const optional = Object.keys(fields).filter((name) => !required.includes(name))
  const size = { minLength: Math.max(0, minProperties - required.length), maxLength: maxProperties - required.length }
  const named = (names: string[]) => Object.fromEntries(names.map((name) => [name, fields[name]!]))
  return fc.subarray(optional, size).chain((names) => fc.record(named([...required, ...names])))
}

const lowest = ({ minimum, exclusiveMinimum }: Schema, step: number) =>
  minimum ?? (exclusiveMinimum === undefined ? undefined : exclusiveMinimum + step)
const highest = ({ maximum, exclusiveMaximum }: Schema, step: number) =>
  maximum ?? (exclusiveMaximum === undefined ? undefined : exclusiveMaximum - step)

function text(schema: Schema): fc.Arbitrary<string> {
  const fits = (value: string) =>
    [...value].length >= (schema.minLength ?? 0) && [...value].length <= (schema.maxLength ?? Number.POSITIVE_INFINITY)
  const byFormat = schema.format ? formats[schema.format] : undefined
  if (byFormat) return byFormat.filter(fits)
  if (schema.pattern)
    return fc
      .stringMatching(new RegExp(schema.pattern, 'u'), { maxLength: Math.min(schema.maxLength ?? 60, 60) })
      .filter(fits)
  const minLength = schema.minLength ?? 0
  return fc
    .string({ unit: 'grapheme', minLength, maxLength: Math.max(minLength, Math.min(schema.maxLength ?? 20, 20)) })
    .filter(fits)
}

const formats: Record<string, fc.Arbitrary<string>> = {
  'date-time': fc
    .date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })
    .map((date) => date.toISOString()),
  date: fc
    .date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })
    .map((date) => date.toISOString().slice(0, 10)),
  uri: fc.webUrl(),
  email: fc.constantFrom('a@example.com', 'first.last@mail.example.org'),
  uuid: fc.uuid(),
  binary: fc.string({ maxLength: 20 }),
  byte: fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes).toString('base64')),
}

const edits: ((value: unknown) => unknown)[] = [
  () => null,
  () => 'text',
  () => -1,
  () => 1.5,
  () => true,
  () => [],
  () => ({}),
  (value) => (typeof value === 'number' ? value + 1e7 : value),
  (value) => (typeof value === 'string' ? value + 'y'.repeat(600) : value),
  (value) => (typeof value === 'string' ? '' : value),
  (value) => (isObject(value) ? { ...value, zz: 1 } : value),
  (value) => (isObject(value) ? Object.fromEntries(Object.entries(value).slice(1)) : value),
  (value) => (Array.isArray(value) ? value.slice(1) : value),
  (value) => (Array.isArray(value) && value.length > 0 ? [...value, value[0]] : value),
]

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** One edit somewhere in the value: a member dropped or added, a leaf of another type, a bound passed. */
export function mutantOf(value: unknown): fc.Arbitrary<unknown> {
  const spots: ((edit: (at: unknown) => unknown) => unknown)[] = []
  const visit = (at: unknown, put: (edited: unknown) => unknown) => {
    spots.push((edit) => put(edit(at)))
    if (Array.isArray(at)) for (const [i, item] of at.entries()) visit(item, (edited) => put(at.with(i, edited)))
    else if (isObject(at))
      for (const [name, member] of Object.entries(at)) visit(member, (edited) => put({ ...at, [name]: edited }))
  }
  visit(value, (edited) => edited)
  return fc.tuple(fc.nat(spots.length - 1), fc.nat(edits.length - 1)).map(([spot, edit]) => spots[spot]!(edits[edit]!))
}
