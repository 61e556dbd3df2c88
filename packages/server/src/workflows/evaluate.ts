/** Values that a definition leaves open: references, joined texts and tests, read from what a run knows. No other expressions. */
import type { Test } from './definition.ts'
import { found, tokensOf } from './pointer.ts'

/** What references point into. */
export interface Known {
  readonly input: unknown
  /** Outputs by id of step. */
  readonly steps: Readonly<Record<string, unknown>>
}

/** The pointer of a value that is a reference. */
export function referenceIn(value: unknown): string | null {
  const single = onlyMember(value, '$ref')
  return typeof single === 'string' ? single : null
}

/** The members of a value that is to be joined. */
export function joinedIn(value: unknown): readonly unknown[] | null {
  const single = onlyMember(value, '$join')
  return Array.isArray(single) ? single : null
}

function onlyMember(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const names = Object.keys(value)
  return names.length === 1 && names[0] === name ? (value as Record<string, unknown>)[name] : undefined
}

/** The value with what its references name in their place; a reference to nothing is null. */
export function evaluated(value: unknown, known: Known): unknown {
  const pointer = referenceIn(value)
  if (pointer !== null) return lookedUp(pointer, known)?.value ?? null
  const joined = joinedIn(value)
  if (joined !== null) return joined.map((part) => textOf(evaluated(part, known))).join('')
  if (Array.isArray(value)) return value.map((item) => evaluated(item, known))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, evaluated(member, known)]))
}

const textOf = (value: unknown): string => {
  if (typeof value === 'string') return value
  return value === null ? '' : JSON.stringify(value)
}

const lookedUp = (pointer: string, known: Known) => found(known, tokensOf(pointer) ?? ['\0'])

/** Whether a test holds. Values of different types are unequal, and no order holds between them. */
export function holds(test: Test, known: Known): boolean {
  const operands = (pair: readonly unknown[]) => pair.map((value) => evaluated(value, known)) as [unknown, unknown]
  if (test.$eq) return isEqual(...operands(test.$eq))
  if (test.$ne) return !isEqual(...operands(test.$ne))
  if (test.$gt) return compared(...operands(test.$gt)) > 0
  if (test.$gte) return compared(...operands(test.$gte)) >= 0
  if (test.$lt) return compared(...operands(test.$lt)) < 0
  if (test.$lte) return compared(...operands(test.$lte)) <= 0
  if (test.$in) {
    const [value, list] = operands(test.$in)
    return Array.isArray(list) && list.some((item) => isEqual(value, item))
  }
  if (test.$exists) return lookedUp(referenceIn(test.$exists) ?? '', known) !== null
  if (test.$not) return !holds(test.$not, known)
  if (test.$all) return test.$all.every((inner) => holds(inner, known))
  return (test.$any ?? []).some((inner) => holds(inner, known))
}

/** Below, at or above 0; NaN where there is no order. */
function compared(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : Number(a > b)
  return Number.NaN
}

function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) || Array.isArray(b))
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, n) => isEqual(item, b[n]))
  const [names, others] = [Object.keys(a), Object.keys(b)]
  const member = (of: object, name: string) => (of as Record<string, unknown>)[name]
  return (
    names.length === others.length &&
    names.every((name) => Object.hasOwn(b, name) && isEqual(member(a, name), member(b, name)))
  )
}
