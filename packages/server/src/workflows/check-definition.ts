import { ApiError } from '@proxyapi/contract/errors'
import { wrongField } from '../wrong-field.ts'
import { checkReferences, hasReference } from './check-references.ts'
import { allSteps, type Definition, type EffectStep, isEffect, type Step, sequencesIn } from './definition.ts'

const definitionBytesMax = 64 * 1_024
const stepsMax = 50
const depthMax = 4
const aheadMsMax = 30 * 24 * 3_600_000

/** Judges the arguments of a step as its operation does; pointers of what it throws begin below `with`. */
export type JudgeWith = (type: EffectStep['type'], given: Readonly<Record<string, unknown>>) => unknown

/**
 * What a schema cannot say of a definition: all that cannot come to a good end is refused before anything begins. Throws
 * INVALID_REQUEST with the place, PAYLOAD_TOO_LARGE.
 */
export function checkDefinition(definition: Definition, now: number, judge: JudgeWith): void {
  if (Buffer.byteLength(JSON.stringify(definition)) > definitionBytesMax)
    throw new ApiError('PAYLOAD_TOO_LARGE', 'The definition is longer than 64 KB.')
  const steps = allSteps(definition.steps)
  if (steps.length > stepsMax) throw wrongField('/steps', `are ${steps.length} in all, of at most ${stepsMax}`)
  const ids = new Set<string>()
  each(definition.steps, '/steps', 1, (step, path, depth) => {
    if (depth > depthMax) throw wrongField(path, `is deeper than ${depthMax} levels`)
    if (ids.has(step.id)) throw wrongField(`${path}/id`, 'is the id of another step too')
    ids.add(step.id)
    if (step.type === 'wait') checkWait(step, path, now)
    if (isEffect(step)) judgeKnown(step.type, step.with ?? {}, `${path}/with`, judge)
    if (step.type === 'http' && step.compensate)
      judgeKnown('http', step.compensate.with, `${path}/compensate/with`, judge)
  })
  checkReferences(definition)
}

function each(
  steps: readonly Step[],
  path: string,
  depth: number,
  visit: (step: Step, path: string, depth: number) => void,
): void {
  for (const [n, step] of steps.entries()) {
    visit(step, `${path}/${n}`, depth)
    for (const inner of sequencesIn(step)) each(inner.steps, `${path}/${n}${inner.path}`, depth + 1, visit)
  }
}

function checkWait({ seconds, until }: Extract<Step, { type: 'wait' }>, path: string, now: number): void {
  if ((seconds === undefined) === (until === undefined))
    throw wrongField(path, 'needs exactly one of `seconds` and `until`')
  if (until !== undefined && Date.parse(until) > now + aheadMsMax)
    throw wrongField(`${path}/until`, 'is more than 30 days ahead')
}

/** Members that hold references are judged when the step starts; the others now. */
function judgeKnown(
  type: EffectStep['type'],
  given: Readonly<Record<string, unknown>>,
  path: string,
  judge: JudgeWith,
): void {
  const open = new Set(Object.keys(given).filter((name) => hasReference(given[name])))
  const known = Object.fromEntries(Object.entries(given).filter(([name]) => !open.has(name)))
  try {
    judge(type, known)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const details = error.options.details ?? []
    const left = details.find(({ path: at }) => !isOpen(at, open))
    if (left !== undefined) throw wrongField(`${path}${left.path}`, left.message)
    if (details.length === 0) throw new ApiError(error.code, `${path}: ${error.message}`)
  }
}

/** What is wrong there may be right once the references are known. */
const isOpen = (pointer: string, open: ReadonlySet<string>): boolean => {
  const [, first] = pointer.split('/')
  return open.size > 0 && (first === undefined || open.has(first.replaceAll('~1', '/').replaceAll('~0', '~')))
}
