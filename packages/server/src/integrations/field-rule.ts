import { isDeepStrictEqual } from 'node:util'
import type { components } from '@proxyapi/contract'
import { RE2JS } from 're2js'
import { formats } from './formats.ts'
import { validators } from './validators.ts'

export type FieldRule = components['schemas']['FieldRuleInput']

/** A pattern judges no longer text: its time is this times the size of its program. */
const patternCharactersMax = 20_000
const programMax = 1_000

/** Whether a value passes every test of its rule. */
export const passesRule = (value: unknown, rule: FieldRule): boolean =>
  (rule.type === undefined || isOfType(value, rule.type)) &&
  (rule.min === undefined || (typeof value === 'number' && value >= rule.min)) &&
  (rule.max === undefined || (typeof value === 'number' && value <= rule.max)) &&
  (rule.min_length === undefined || (lengthOf(value) ?? -1) >= rule.min_length) &&
  (rule.max_length === undefined || (lengthOf(value) ?? Number.POSITIVE_INFINITY) <= rule.max_length) &&
  (rule.enum === undefined || rule.enum.some((one) => isDeepStrictEqual(one, value))) &&
  (rule.format === undefined || (typeof value === 'string' && formats[rule.format](value))) &&
  (rule.pattern === undefined || (typeof value === 'string' && finds(rule.pattern, value))) &&
  (rule.validator === undefined || validators[rule.validator]?.(value) === true)

/** Why a rule cannot be judged, as a sentence; null where it can. */
export function ruleProblem({ pattern, validator }: FieldRule): string | null {
  if (validator !== undefined && !Object.hasOwn(validators, validator)) return `there is no validator ${validator}`
  if (pattern === undefined) return null
  try {
    const size = RE2JS.compile(pattern).programSize()
    return size > programMax ? `the pattern is too large: ${size} of at most ${programMax} instructions` : null
  } catch {
    // What its error says is for people who know the engine.
    return 'the pattern is no regular expression of RE2'
  }
}

const finds = (pattern: string, text: string): boolean =>
  text.length <= patternCharactersMax && RE2JS.compile(pattern).test(text)

type Type = NonNullable<FieldRule['type']>

function isOfType(value: unknown, type: Type): boolean {
  if (type === 'integer') return Number.isSafeInteger(value)
  return type === (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value)
}

function lengthOf(value: unknown): number | null {
  if (Array.isArray(value)) return value.length
  if (typeof value !== 'string') return null
  let characters = 0
  for (const _ of value) characters++
  return characters
}
