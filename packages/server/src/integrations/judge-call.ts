import { ApiError } from '@proxyapi/contract/errors'
import { type FieldRule, passesRule } from './field-rule.ts'
import { matchesGlob } from './matches-glob.ts'

/** What a call has to satisfy before anything is sent. */
export interface Policy {
  readonly required_fields: readonly string[]
  readonly validation_rules: Readonly<Record<string, FieldRule>>
  /** Null allows all. */
  readonly allowed_methods: readonly string[] | null
  readonly allowed_endpoints: readonly string[] | null
}

export interface JudgedCall {
  readonly method: string
  /** After the base URL, normalized. */
  readonly path: string
  readonly data: unknown
}

/** Throws TARGET_BLOCKED for another method or path, INVALID_REQUEST with the first field that is missing or wrong. */
export function judgeCall(policy: Policy, { method, path, data }: JudgedCall): void {
  const { required_fields, validation_rules, allowed_methods, allowed_endpoints } = policy
  if (allowed_methods !== null && !allowed_methods.includes(method))
    throw new ApiError('TARGET_BLOCKED', `The security policy does not allow the method ${method}.`)
  if (allowed_endpoints !== null && !allowed_endpoints.some((glob) => matchesGlob(rooted(glob), path)))
    throw new ApiError('TARGET_BLOCKED', 'The security policy does not allow this endpoint.')
  const rules = Object.entries(validation_rules)
  const required = [...required_fields, ...rules.flatMap(([name, rule]) => (rule.required === true ? [name] : []))]
  const missing = required.find((name) => valueAt(data, name) === undefined)
  if (missing !== undefined) throw new ApiError('INVALID_REQUEST', `Missing required field: ${missing}`)
  for (const [name, rule] of rules) {
    const value = valueAt(data, name)
    if (value !== undefined && !passesRule(value, rule))
      throw new ApiError('INVALID_REQUEST', `Validation failed for field: ${name}`)
  }
}

const rooted = (glob: string): string => (glob.startsWith('/') || glob.startsWith('*') ? glob : `/${glob}`)

/** A member of this very name, else what the dotted name leads to; undefined where nothing stands there. */
function valueAt(data: unknown, name: string): unknown {
  if (isObject(data) && Object.hasOwn(data, name)) return data[name]
  let value = data
  for (const part of name.split('.')) {
    if (!isObject(value) || !Object.hasOwn(value, part)) return undefined
    value = value[part]
  }
  return value
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
