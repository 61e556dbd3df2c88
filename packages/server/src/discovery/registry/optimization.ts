import type { components } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import type { Asker } from '../../identity/asker.ts'
import {
  deleteRule,
  lockRegistry,
  putRule,
  readRules,
  registrationOf,
  type StoredRegistration,
  type StoredRule,
  thresholdsOf,
} from '../../store/registry.ts'
import { isoTime } from '../iso-time.ts'
import { violationsOf } from './check.ts'
import { RULES_MAX } from './limits.ts'
import { found, metricsOf, modelOf } from './registered-model.ts'
import type { RegistryParts } from './registry-parts.ts'
import { applyRule, type CatalogModel, cheaperEquivalent, deprecatedReplacement, violationSentences } from './rules.ts'
import { type RuleFunction, type RunnableRule, runRules } from './run-rules.ts'

type Schemas = components['schemas']
type Rule = Schemas['OptimizationRule']

/** What rule functions may ask of the registry. */
export interface RuleView {
  get(modelId: string): Promise<Schemas['RegisteredModel']>
  check(modelId: string): Promise<Schemas['PerformanceCheck']>
}

export interface Optimization {
  /** Sentences: those of the built-in rules, of the stored ones by name, of the functions in their order. */
  recommend(modelId: string): Promise<string[]>
  /** By name. */
  rules(): Promise<Rule[]>
  /** Throws ALREADY_EXISTS for the name of a built-in rule, LIMIT_REACHED above 100. */
  putRule(asker: Asker, name: string, input: Schemas['OptimizationRuleInput']): Promise<{ rule: Rule; isNew: boolean }>
  deleteRule(asker: Asker, name: string): Promise<Schemas['OptimizationRuleDeleted']>
  /** A rule in code; it has 1 s. One of the same name is replaced. Throws where the name is a built-in rule's. */
  addOptimizationRule(name: string, rule: RuleFunction<RuleView>): void
}

const builtInNames = ['deprecated_replacement', 'cheaper_equivalent', 'threshold_violation'] as const

export function createOptimization(parts: RegistryParts, view: RuleView): Optimization {
  const { store, clock, audit } = parts
  const functions = new Map<string, RuleFunction<RuleView>>()

  return {
    async recommend(modelId) {
      const row = found(await registrationOf(store.db, modelId))
      const rules = [...builtInRules(row, parts), ...(await storedRules(row)), ...functionsFor(modelId)]
      return runRules(rules, clock)
    },

    rules: async () => (await readRules(store.db)).map(ruleOf).sort((a, b) => (a.name < b.name ? -1 : 1)),

    async putRule(asker, name, input) {
      refuseBuiltIn(name)
      const stored = await store.write(async (tx) => {
        await lockRegistry(tx, store)
        const rules = await readRules(tx)
        const before = rules.find((rule) => rule.name === name)
        if (before === undefined && rules.length >= RULES_MAX)
          throw new ApiError('LIMIT_REACHED', `There are at most ${RULES_MAX} rules.`)
        const row = rowOf(name, input, clock.now(), before)
        await putRule(tx, row)
        await audit(tx, asker, { action: 'registry.rule_set', target: ruleTarget(name) })
        return { row, isNew: before === undefined }
      })
      return { rule: ruleOf(stored.row), isNew: stored.isNew }
    },

    async deleteRule(asker, name) {
      await store.write(async (tx) => {
        if (!(await deleteRule(tx, name))) throw new ApiError('NOT_FOUND')
        await audit(tx, asker, { action: 'registry.rule_deleted', target: ruleTarget(name) })
      })
      return { name, deleted: true }
    },

    addOptimizationRule(name, rule) {
      refuseBuiltIn(name)
      functions.set(name, rule)
    },
  }

  async function storedRules(row: StoredRegistration): Promise<RunnableRule[]> {
    const model = modelOf(row)
    const rules = (await readRules(store.db)).map(ruleOf).sort((a, b) => (a.name < b.name ? -1 : 1))
    return rules.map((rule) => ({ name: rule.name, run: () => applyRule(rule, model) }))
  }

  function functionsFor(modelId: string): RunnableRule[] {
    return [...functions].map(([name, rule]) => ({ name, run: () => rule(modelId, view) }))
  }
}

function builtInRules(row: StoredRegistration, { store, catalog }: RegistryParts): RunnableRule[] {
  const inCatalog = (id: string, provider?: string) => {
    try {
      const query = { cost_unit: 'per_1m' as const, ...(provider !== undefined && { provider }) }
      return catalog.get(id, query, { providerOrder: [] }).body()
    } catch (error) {
      if (error instanceof ApiError && error.code === 'MODEL_NOT_FOUND') return null
      throw error
    }
  }
  const listed = () => inCatalog(row.model_name, row.provider)
  const run: Record<(typeof builtInNames)[number], RunnableRule['run']> = {
    deprecated_replacement: () => deprecatedReplacement(listed()?.model ?? null),
    cheaper_equivalent() {
      const own = listed()
      const others = own?.also_at.flatMap((uid): CatalogModel[] => {
        const other = inCatalog(uid)
        return other === null ? [] : [other.model]
      })
      return own === null ? [] : cheaperEquivalent(own.model, others ?? [])
    },
    threshold_violation: async () =>
      violationSentences(violationsOf(metricsOf(row), await thresholdsOf(store.db, row.model_id))),
  }
  return builtInNames.map((name) => ({ name, run: run[name] }))
}

const ruleTarget = (name: string) => ({ type: 'optimization_rule', id: name })

function refuseBuiltIn(name: string): void {
  if (builtInNames.some((known) => known === name))
    throw new ApiError('ALREADY_EXISTS', `${name} is the name of a built-in rule.`)
}

const rowOf = (
  name: string,
  { match = {}, when, recommend }: Schemas['OptimizationRuleInput'],
  now: number,
  before: StoredRule | undefined,
): StoredRule => ({
  name,
  conditions: JSON.stringify(when),
  recommend,
  model_type: match.model_type ?? null,
  provider: match.provider ?? null,
  created_at: before?.created_at ?? now,
  updated_at: now,
})

const ruleOf = (row: StoredRule): Rule => ({
  name: row.name,
  match: {
    ...(row.model_type !== null && { model_type: row.model_type }),
    ...(row.provider !== null && { provider: row.provider }),
  },
  when: JSON.parse(row.conditions) as Rule['when'],
  recommend: row.recommend,
  created_at: isoTime(row.created_at),
  updated_at: isoTime(row.updated_at),
})
