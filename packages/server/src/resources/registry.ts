import { type components, created, type Handlers, ok, success } from '@proxyapi/contract'
import type { Context } from '../context.ts'

type RegistryOperation =
  | 'registerModel'
  | 'listRegisteredModels'
  | 'getRegisteredModel'
  | 'getRegisteredModelByName'
  | 'activateRegisteredModel'
  | 'deactivateRegisteredModel'
  | 'recordModelPerformance'
  | 'listModelPerformance'
  | 'setModelThreshold'
  | 'deleteModelThreshold'
  | 'checkModelPerformance'
  | 'listModelRecommendations'
  | 'listOptimizationRules'
  | 'putOptimizationRule'
  | 'deleteOptimizationRule'

const page = <T>({ items, nextCursor }: { items: T[]; nextCursor: string | null }) =>
  ok(success(items, { count: items.length, next_cursor: nextCursor }))

const newOrReplaced = <T>(value: T, isNew: boolean) => (isNew ? created(success(value)) : ok(success(value)))

const measured = (model: components['schemas']['RegisteredModel']) => ok(success(model))

export const registry = {
  async registerModel({ body }, context) {
    const { modelRegistry, keepAnswer } = context
    const { model, isNew } = await modelRegistry.register(context, body, (tx, registered) =>
      keepAnswer(tx, newOrReplaced(registered.model, registered.isNew)),
    )
    return newOrReplaced(model, isNew)
  },
  listRegisteredModels: async ({ query }, { modelRegistry }) => page(await modelRegistry.list(query)),
  getRegisteredModel: async ({ path }, { modelRegistry }) => ok(success(await modelRegistry.get(path.model_id))),
  getRegisteredModelByName: async ({ path, query }, { modelRegistry }) =>
    ok(success(await modelRegistry.getByName(path.model_name, query.version))),
  activateRegisteredModel: async ({ path }, context) =>
    ok(success(await context.modelRegistry.activate(context, path.model_id))),
  deactivateRegisteredModel: async ({ path }, context) =>
    ok(success(await context.modelRegistry.deactivate(context, path.model_id))),
  async recordModelPerformance({ path, body }, context) {
    const { modelRegistry, keepAnswer } = context
    const keep = (tx: Parameters<typeof keepAnswer>[0], model: Parameters<typeof measured>[0]) =>
      keepAnswer(tx, measured(model))
    return measured(await modelRegistry.record(context, path.model_id, body.metrics, keep))
  },
  listModelPerformance: async ({ path, query }, { modelRegistry }) =>
    page(await modelRegistry.history(path.model_id, query)),
  setModelThreshold: async ({ path, body }, context) =>
    ok(success(await context.modelRegistry.setThreshold(context, path.model_id, path.metric, body))),
  deleteModelThreshold: async ({ path }, context) =>
    ok(success(await context.modelRegistry.deleteThreshold(context, path.model_id, path.metric))),
  checkModelPerformance: async ({ path }, { modelRegistry }) => ok(success(await modelRegistry.check(path.model_id))),
  listModelRecommendations: async ({ path }, { modelRegistry }) =>
    ok(success({ recommendations: await modelRegistry.recommend(path.model_id) })),
  async listOptimizationRules(_, { modelRegistry }) {
    const rules = await modelRegistry.rules()
    return ok(success(rules, { count: rules.length }))
  },
  async putOptimizationRule({ path, body }, context) {
    const { rule, isNew } = await context.modelRegistry.putRule(context, path.name, body)
    return newOrReplaced(rule, isNew)
  },
  deleteOptimizationRule: async ({ path }, context) =>
    ok(success(await context.modelRegistry.deleteRule(context, path.name))),
} satisfies Handlers<Context, RegistryOperation>
