import type { Handlers } from '@proxyapi/contract'
import type { Context } from '../context.ts'
import { notImplemented } from './not-implemented.ts'

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

export const registry = {
  registerModel: notImplemented,
  listRegisteredModels: notImplemented,
  getRegisteredModel: notImplemented,
  getRegisteredModelByName: notImplemented,
  activateRegisteredModel: notImplemented,
  deactivateRegisteredModel: notImplemented,
  recordModelPerformance: notImplemented,
  listModelPerformance: notImplemented,
  setModelThreshold: notImplemented,
  deleteModelThreshold: notImplemented,
  checkModelPerformance: notImplemented,
  listModelRecommendations: notImplemented,
  listOptimizationRules: notImplemented,
  putOptimizationRule: notImplemented,
  deleteOptimizationRule: notImplemented,
} satisfies Handlers<Context, RegistryOperation>
