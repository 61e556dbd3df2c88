/** References that cannot exist are found before a run begins. */
import { wrongField } from '../wrong-field.ts'
import { allSteps, type Definition, isEffect, type Step, type Test } from './definition.ts'
import { found, tokensOf } from './pointer.ts'

interface Scope {
  readonly input: unknown
  /** Steps that have ended by then. */
  readonly ended: ReadonlySet<string>
}

/** Whether a value holds a reference, however deep. */
export function hasReference(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (Object.hasOwn(value, '$ref') || Object.hasOwn(value, '$join')) return true
  return Object.values(value).some(hasReference)
}

/** Throws INVALID_REQUEST with the place of a reference to what cannot be there. */
export function checkReferences({ input = {}, steps, output }: Definition): void {
  checkSequence(steps, '/steps', { input, ended: new Set() })
  checkValue(output, '/output', { input, ended: new Set(allSteps(steps).map(({ id }) => id)) })
}

function checkSequence(steps: readonly Step[], path: string, { input, ended }: Scope): void {
  const before = new Set(ended)
  for (const [n, step] of steps.entries()) {
    const at = `${path}/${n}`
    const scope = { input, ended: before }
    if (isEffect(step)) checkValue(step.with, `${at}/with`, scope)
    if (step.type === 'http' && step.compensate)
      checkValue(step.compensate.with, `${at}/compensate/with`, { input, ended: new Set([...before, step.id]) })
    if (step.type === 'condition') {
      checkTest(step.if, `${at}/if`, scope)
      checkSequence(step.then, `${at}/then`, scope)
      checkSequence(step.else ?? [], `${at}/else`, scope)
    }
    if (step.type === 'parallel')
      for (const [branch, inner] of step.branches.entries())
        checkSequence(inner.steps, `${at}/branches/${branch}/steps`, scope)
    for (const { id } of allSteps([step])) before.add(id)
  }
}

function checkTest(test: Test, path: string, scope: Scope): void {
  const { $not, $all = [], $any = [], $exists, ...pairs } = test
  if ($not) checkTest($not, `${path}/$not`, scope)
  for (const [n, inner] of $all.entries()) checkTest(inner, `${path}/$all/${n}`, scope)
  for (const [n, inner] of $any.entries()) checkTest(inner, `${path}/$any/${n}`, scope)
  if ($exists) checkPointer($exists.$ref, `${path}/$exists`, { ...scope, input: undefined })
  for (const [name, pair] of Object.entries(pairs)) checkValue(pair, `${path}/${name}`, scope)
}

function checkValue(value: unknown, path: string, scope: Scope): void {
  if (typeof value !== 'object' || value === null) return
  for (const name of ['$ref', '$join']) {
    if (!Object.hasOwn(value, name)) continue
    if (Object.keys(value).length > 1) throw wrongField(path, `has other members beside \`${name}\``)
    const inner = (value as Record<string, unknown>)[name]
    if (name === '$ref') checkPointer(inner, path, scope)
    else if (!Array.isArray(inner)) throw wrongField(`${path}/$join`, 'is no list')
  }
  for (const [name, member] of Object.entries(value))
    checkValue(member, `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, scope)
}

/** Where `input` is undefined nothing is asked of it. */
function checkPointer(pointer: unknown, path: string, { input, ended }: Scope): void {
  const tokens = typeof pointer === 'string' ? tokensOf(pointer) : null
  const [root, step] = tokens ?? []
  if (root === 'input') {
    if (input !== undefined && found(input, (tokens ?? []).slice(1)) === null)
      throw wrongField(path, `${pointer} is not in the input`)
  } else if (root === 'steps' && step !== undefined) {
    if (!ended.has(step)) throw wrongField(path, `the step ${step} cannot have finished by then`)
  } else throw wrongField(path, 'is no JSON Pointer into `/input` or `/steps/<id>`')
}
