import type { ModelStatus } from './model.ts'

/** Words of sources for the stage of a model's life, in lower case. */
const stages: Readonly<Record<string, ModelStatus>> = {
  unstable_experimental: 'alpha',
  experimental: 'alpha',
  alpha: 'alpha',
  preview: 'beta',
  beta: 'beta',
  stable: 'ga',
  ga: 'ga',
  active: 'ga',
  generally_available: 'ga',
  legacy: 'legacy',
  deprecating: 'deprecated',
  deprecated: 'deprecated',
  retired: 'retired',
}

/** The status that a word means; undefined where it is not known. */
export function statusOfStage(word: string | undefined): ModelStatus | undefined {
  const key = word?.toLowerCase().replaceAll('-', '_') ?? ''
  return Object.hasOwn(stages, key) ? stages[key] : undefined
}
