/**
 * Says whether a value is good without making it anew: a schema as one function that allocates nothing. What it does not
 * know for sure it says no to, and zod, which says what is wrong, has the last word.
 */
import type * as z from 'zod'

type Judge = (value: unknown) => boolean
type Schema = z.core.$ZodType
/** What the definitions of all kinds of schemas say, as far as it is read here. */
interface Definition {
  readonly type: string
  readonly checks?: readonly z.core.$ZodCheck<unknown>[]
  readonly check?: string
  readonly format?: string
  readonly shape?: Readonly<Record<string, Schema>>
  readonly catchall?: Schema
  readonly element?: Schema
  readonly innerType?: Schema
  readonly keyType?: Schema
  readonly valueType?: Schema
  readonly options?: readonly Schema[]
  /** False: exactly one option. */
  readonly inclusive?: boolean
  readonly values?: readonly unknown[]
  readonly entries?: Readonly<Record<string, unknown>>
}

const judges = new WeakMap<Schema, Judge>()

/** True only for what the schema accepts and would not change. */
export function isSurelyGood(schema: Schema, value: unknown): boolean {
  const known = judges.get(schema)
  if (known !== undefined) return known(value)
  // A schema may hold itself: what is found inside while it is made is asked for later.
  judges.set(schema, (inner) => made(inner))
  const made = judgeOf(schema)
  judges.set(schema, made)
  return made(value)
}

const unsure: Judge = () => false

function judgeOf(schema: Schema): Judge {
  const definition = schema._zod.def as unknown as Definition
  const plain = kinds[definition.type]?.(definition) ?? unsure
  const checks = definition.checks ?? []
  if (checks.length === 0 || plain === unsure) return plain
  return (value) => plain(value) && passes(checks, value)
}

function passes(checks: readonly z.core.$ZodCheck<unknown>[], value: unknown): boolean {
  const payload: z.core.ParsePayload = { value, issues: [] }
  for (const { _zod } of checks) {
    if (_zod.def.when?.(payload) === false) continue
    if (_zod.check(payload) !== undefined || payload.issues.length > 0) return false
  }
  return payload.value === value
}

const kinds: Readonly<Record<string, (definition: Definition) => Judge>> = {
  unknown: () => () => true,
  string: ({ check }) => (check === undefined ? (value) => typeof value === 'string' : unsure),
  boolean: () => (value) => typeof value === 'boolean',
  null: () => (value) => value === null,
  number({ check, format }) {
    if (check === undefined) return Number.isFinite
    return format === 'safeint' ? Number.isSafeInteger : unsure
  },
  literal: ({ values = [] }) => oneOf(values),
  enum: ({ entries = {} }) => oneOf(Object.values(entries)),
  optional: ({ innerType }) => orElse(undefined, innerType),
  nullable: ({ innerType }) => orElse(null, innerType),
  array({ element }) {
    if (element === undefined) return unsure
    const isGood = (each: unknown) => isSurelyGood(element, each)
    return (value) => Array.isArray(value) && value.every(isGood)
  },
  union({ options = [], inclusive }) {
    if (inclusive === false && !areDisjoint(options)) return unsure
    return (value) => options.some((option) => isSurelyGood(option, value))
  },
  record({ keyType, valueType }) {
    const isPlainText = keyType !== undefined && kindOf(keyType) === 'string' && keyType._zod.def.checks === undefined
    if (!isPlainText || valueType === undefined) return unsure
    const isGood = (each: unknown) => isSurelyGood(valueType, each)
    return (value) => isPlainObject(value) && Object.values(value).every(isGood)
  },
  object({ shape = {}, catchall }) {
    const fields = new Map(Object.entries(shape))
    const required = [...fields].filter(([, field]) => kindOf(field) !== 'optional').map(([name]) => name)
    const takesOthers = catchall !== undefined && kindOf(catchall) === 'unknown'
    return (value) => isPlainObject(value) && holds(value, fields, required, takesOthers)
  },
}

const kindOf = (schema: Schema): string => schema._zod.def.type

const isPlainObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function oneOf(values: readonly unknown[]): Judge {
  const known = new Set(values)
  return (value) => known.has(value)
}

const orElse =
  (absent: null | undefined, inner: Schema | undefined): Judge =>
  (value) =>
    value === absent || (inner !== undefined && isSurelyGood(inner, value))

const jsonKinds: readonly string[] = ['string', 'number', 'boolean', 'null', 'array', 'object']

const sameAs: Readonly<Record<string, string>> = { enum: 'string', record: 'object' }

/** No value is of two kinds, so at most one of these options takes it. */
function areDisjoint(options: readonly Schema[]): boolean {
  const found = options.map(kindOf).map((kind) => sameAs[kind] ?? kind)
  return found.every((kind) => jsonKinds.includes(kind)) && new Set(found).size === found.length
}

function holds(
  value: Readonly<Record<string, unknown>>,
  fields: ReadonlyMap<string, Schema>,
  required: readonly string[],
  takesOthers: boolean,
): boolean {
  for (const name of required) if (!Object.hasOwn(value, name)) return false
  for (const name in value) {
    const field = fields.get(name)
    if (field === undefined ? !takesOthers : !isSurelyGood(field, value[name])) return false
  }
  return true
}
