/** When a rule of a route holds: operators over a call's fields, compiled once and linear in time. */
import { RE2JS } from 're2js'

/** What conditions may ask of a call. */
export interface ConditionFacts {
  /** The request as the caller wrote it. */
  readonly body: Readonly<Record<string, unknown>>
  /** By our estimate. */
  readonly inputTokens: number
  readonly hasTools: boolean
  readonly hasImages: boolean
  readonly keyId: string | null
  readonly userId: string | null
  /** 0–23. */
  readonly hourUtc: number
}

/** All members must hold; one without members always does. */
export type Condition = (facts: ConditionFacts) => boolean

/** As it stands in the configuration: path → operator → operand. */
export type WrittenCondition = Readonly<Record<string, Readonly<Record<string, unknown>>>>

export interface ConditionProblem {
  readonly path: readonly string[]
  readonly message: string
}

type Read = (facts: ConditionFacts) => unknown
type Test = (value: unknown) => boolean

const membersMax = 16
const pathDepthMax = 8
const listMax = 1_000
const patternCharactersMax = 500
/** Longer values do not match a pattern. */
const matchedCharactersMax = 4_096

/** What is known of a call beside its fields; `key`, `has` and `hour_utc` are no fields of any request. */
const known: Readonly<Record<string, Read>> = {
  input_tokens: ({ inputTokens }) => inputTokens,
  'has.tools': ({ hasTools }) => hasTools,
  'has.images': ({ hasImages }) => hasImages,
  'key.id': ({ keyId }) => keyId ?? undefined,
  'user.id': ({ userId }) => userId ?? undefined,
  hour_utc: ({ hourUtc }) => hourUtc,
}
const ours = new Set(['has', 'key', 'user', 'hour_utc', 'input_tokens', 'proxyapi'])

/** A condition ready to ask, or everything that is wrong with it. */
export function compileCondition(written: WrittenCondition): Condition | ConditionProblem[] {
  const members = Object.entries(written)
  if (members.length > membersMax) return [{ path: [], message: `has more than ${membersMax} members` }]
  const problems: ConditionProblem[] = []
  const checks: Condition[] = []
  for (const [path, operators] of members) {
    const read = readerOf(path)
    if (typeof read === 'string') problems.push({ path: [path], message: read })
    for (const [operator, operand] of Object.entries(operators)) {
      const test = Object.hasOwn(testsFor, operator) ? testsFor[operator as Operator](operand) : unknownOperator
      if (typeof test === 'string') problems.push({ path: [path, operator], message: test })
      else if (typeof read !== 'string') checks.push((facts) => test(read(facts)))
    }
  }
  return problems.length > 0 ? problems : (facts) => checks.every((check) => check(facts))
}

/** How the value of a path is read, or why it cannot be. */
function readerOf(path: string): Read | string {
  if (Object.hasOwn(known, path)) return known[path] as Read
  const parts = path.split('.')
  const [first = ''] = parts
  if (parts.length > 1 && ours.has(first)) return `is not one of ${Object.keys(known).join(', ')}, or a request field`
  if (ours.has(first) && first !== 'user') return 'cannot be asked'
  if (parts.length > pathDepthMax || parts.includes('')) return `must be at most ${pathDepthMax} names, joined by dots`
  return ({ body }) => parts.reduce<unknown>(member, body)
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined

const operators = ['$eq', '$ne', '$in', '$nin', '$gt', '$gte', '$lt', '$lte', '$exists', '$regex'] as const
type Operator = (typeof operators)[number]
const unknownOperator = `is not one of ${operators.join(', ')}`

/** An absent field equals nothing, is in no list, and is neither more nor less than anything. */
const testsFor: Readonly<Record<Operator, (operand: unknown) => Test | string>> = {
  $eq: (operand) => (isScalar(operand) ? (value) => value === operand : wantsScalar),
  $ne: (operand) => (isScalar(operand) ? (value) => value !== operand : wantsScalar),
  $in: (operand) => (isList(operand) ? (value) => operand.includes(value) : wantsList),
  $nin: (operand) => (isList(operand) ? (value) => !operand.includes(value) : wantsList),
  $gt: ordered((value, operand) => value > operand),
  $gte: ordered((value, operand) => value >= operand),
  $lt: ordered((value, operand) => value < operand),
  $lte: ordered((value, operand) => value <= operand),
  $exists: (operand) =>
    typeof operand === 'boolean' ? (value) => (value !== undefined) === operand : 'must be true or false',
  $regex: matching,
}

const wantsScalar = 'must be a text, a number, true or false'
const wantsList = `must be a list of at most ${listMax} texts, numbers, true or false`

const isScalar = (value: unknown): boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

const isList = (value: unknown): value is unknown[] =>
  Array.isArray(value) && value.length <= listMax && value.every(isScalar)

function ordered(holds: (value: number, operand: number) => boolean) {
  return (operand: unknown): Test | string =>
    typeof operand === 'number' ? (value) => typeof value === 'number' && holds(value, operand) : 'must be a number'
}

/** RE2 knows neither look-around nor back-references, so no pattern takes more than linear time. */
function matching(pattern: unknown): Test | string {
  if (typeof pattern !== 'string') return 'must be a text'
  if (pattern.length > patternCharactersMax) return `is longer than ${patternCharactersMax} characters`
  try {
    const compiled = RE2JS.compile(pattern)
    return (value) =>
      typeof value === 'string' && value.length <= matchedCharactersMax && compiled.matcher(value).find()
  } catch (error) {
    return `is not a pattern that can be matched in linear time: ${error instanceof Error ? error.message : 'invalid'}`
  }
}
