import type { components } from '@proxyapi/contract'

export type Schemas = components['schemas']
export type Definition = Schemas['WorkflowDefinition']
export type Step = Schemas['WorkflowStep']
export type StepType = Schemas['WorkflowStepType']
export type Test = Schemas['WorkflowTest']
/** A step that other steps stand in. */
export type ControlStep = Extract<Step, { type: 'condition' | 'parallel' }>
/** A step that does something elsewhere. */
export type EffectStep = Exclude<Step, { type: 'condition' | 'parallel' | 'wait' }>

/** Sequences of steps inside a step, with the JSON Pointer of each below the step. */
export function sequencesIn(step: Step): { steps: readonly Step[]; path: string }[] {
  if (step.type === 'condition')
    return [
      { steps: step.then, path: '/then' },
      ...(step.else === undefined ? [] : [{ steps: step.else, path: '/else' }]),
    ]
  if (step.type === 'parallel') return step.branches.map(({ steps }, n) => ({ steps, path: `/branches/${n}/steps` }))
  return []
}

/** All steps in the order of the definition, those inside a step after it. */
export function allSteps(steps: readonly Step[]): Step[] {
  return steps.flatMap((step) => [step, ...sequencesIn(step).flatMap((inner) => allSteps(inner.steps))])
}

export const isControl = (step: Step): step is ControlStep => step.type === 'condition' || step.type === 'parallel'

export const isEffect = (step: Step): step is EffectStep => !isControl(step) && step.type !== 'wait'

/** What is charged by the call, before which a run's own budget is looked at. */
export const isModelCall = ({ type }: Step): boolean =>
  type === 'chat' ||
  type === 'generate' ||
  type === 'code' ||
  type === 'analyze' ||
  type === 'classify' ||
  type === 'embed' ||
  type === 'vectors.upsert'

/** Something of it stands when it has succeeded, so a cancel says what became of it. */
export function leavesEffect(step: Step): boolean {
  switch (step.type) {
    case 'http':
    case 'gpu.create':
    case 'gpu.destroy':
    case 'models.refresh':
    case 'memory.add':
    case 'vectors.upsert':
      return true
    case 'chat':
      return 'conversation_id' in step.with
    default:
      return false
  }
}

/** There is a call that takes its effect back. */
export const isUndoable = (step: Step): boolean =>
  step.type === 'gpu.create' ||
  step.type === 'memory.add' ||
  step.type === 'vectors.upsert' ||
  (step.type === 'http' && step.compensate !== undefined)
