import type { components } from '@proxyapi/contract'
import { type Metrics, newestOf, type Violation } from './check.ts'

type Schemas = components['schemas']
type Rule = Schemas['OptimizationRule']
type Condition = Schemas['OptimizationCondition']
/** A row of the catalog, priced for 1,000,000 tokens. */
export type CatalogModel = Pick<
  Schemas['Model'],
  | 'uid'
  | 'provider'
  | 'status'
  | 'shutdown_date'
  | 'replacement'
  | 'input_cost'
  | 'output_cost'
  | 'suspect_fields'
  | 'availability'
>

const operators: Record<Condition['op'], (value: number, bound: number) => boolean> = {
  lt: (value, bound) => value < bound,
  lte: (value, bound) => value <= bound,
  gt: (value, bound) => value > bound,
  gte: (value, bound) => value >= bound,
  eq: (value, bound) => value === bound,
  ne: (value, bound) => value !== bound,
}

/** The sentence of a stored rule where the model matches and every condition holds; a metric without a value holds none. */
export function applyRule(
  { match, when, recommend }: Pick<Rule, 'match' | 'when' | 'recommend'>,
  model: { model_type: string; provider: string; performance_metrics: Metrics },
): string[] {
  if (match.model_type !== undefined && match.model_type !== model.model_type) return []
  if (match.provider !== undefined && match.provider !== model.provider) return []
  const holds = ({ metric, op, value }: Condition) => {
    const current = newestOf(model.performance_metrics, metric)
    return current !== undefined && operators[op](current, value)
  }
  return when.every(holds) ? [recommend] : []
}

/** A sentence for each threshold that is violated. */
export const violationSentences = (violations: readonly Violation[]): string[] =>
  violations.map(
    ({ metric, current, threshold, direction }) =>
      `${metric} is ${current}, ${direction === 'min' ? 'below' : 'above'} its threshold of ${threshold}`,
  )

/** Says of a model that its provider retires, or has retired, until when it runs and what comes in its place. */
export function deprecatedReplacement(model: CatalogModel | null): string[] {
  if (model === null) return []
  const isLeaving = model.status === 'deprecated' || model.status === 'retired' || model.shutdown_date !== null
  if (!isLeaving) return []
  const state = model.status === 'retired' ? 'is retired' : 'is deprecated'
  const until = model.shutdown_date === null ? '' : ` (shutdown on ${model.shutdown_date})`
  const instead = model.replacement.length > 0 ? `use ${model.replacement.join(' or ')}` : 'choose another model'
  return [`${model.uid} ${state}${until}: ${instead}`]
}

/** Names the cheapest row of the same model elsewhere that costs no more for input nor output, and less for one of them. */
export function cheaperEquivalent(model: CatalogModel, others: readonly CatalogModel[]): string[] {
  const own = pricesOf(model)
  if (own === null) return []
  const cheaper = others
    .filter(({ status, availability }) => status !== 'retired' && availability.state !== 'removed')
    .flatMap((other) => {
      const prices = pricesOf(other)
      return prices === null ? [] : [{ other, ...prices }]
    })
    .filter(
      ({ input, output }) => input <= own.input && output <= own.output && input + output < own.input + own.output,
    )
    .sort((a, b) => a.input + a.output - (b.input + b.output) || (a.other.uid < b.other.uid ? -1 : 1))
  const [best] = cheaper
  if (best === undefined) return []
  const cost = ({ input, output }: Prices) => `${input} USD in and ${output} USD out`
  return [`${best.other.uid} is the same model for less: ${cost(best)} per 1,000,000 tokens instead of ${cost(own)}`]
}

interface Prices {
  input: number
  output: number
}

/** Null where one is unknown or not to be believed. */
function pricesOf({ input_cost, output_cost, suspect_fields }: CatalogModel): Prices | null {
  const isSuspect = suspect_fields.some((field) => field.startsWith('pricing.'))
  return input_cost === null || output_cost === null || isSuspect ? null : { input: input_cost, output: output_cost }
}
