// Generated from openapi/ by `pnpm gen`. Never edited.
import type { OperationMeta } from '../operation-meta.ts'

/** Every operation of the document. */
export const operations = {
  listModels: {"id":"listModels","method":"get","path":"/api/v1/models","tag":"models","family":"models","permission":"models:read","spends":false,"idempotent":false,"relay":false,"rest":[],"query":["q","query","provider","supports_chat","supports_completion","suspect","routable","min_context","min_context_length","min_output_tokens","max_cost","max_input_cost","max_output_cost","cost_unit","capabilities","input_modality","output_modality","status","availability","family","author","released_after","released_before","shutdown_before","updated_since","scope","sort","group","facets","include","limit","cursor"],"accepts":[],"bodyRequired":false,"amounts":[],"timeoutMs":30000},
  searchModels: {"id":"searchModels","method":"get","path":"/api/v1/models/search","tag":"models","family":"models","permission":"models:read","spends":false,"idempotent":false,"relay":false,"rest":[],"query":["q","query","provider","supports_chat","supports_completion","suspect","routable","min_context","min_context_length","min_output_tokens","max_cost","max_input_cost","max_output_cost","cost_unit","capabilities","input_modality","output_modality","status","availability","family","author","released_after","released_before","shutdown_before","updated_since","scope","sort","group","facets","include","limit","cursor"],"accepts":[],"bodyRequired":false,"amounts":[],"timeoutMs":30000},
  getModel: {"id":"getModel","method":"get","path":"/api/v1/models/{model_id}","tag":"models","family":"models","permission":"models:read","spends":false,"idempotent":false,"relay":false,"rest":["model_id"],"query":["provider","cost_unit"],"accepts":[],"bodyRequired":false,"amounts":[],"timeoutMs":30000},
  refreshModels: {"id":"refreshModels","method":"post","path":"/api/v1/models/refresh","tag":"models","family":"models","permission":"models:refresh","spends":false,"idempotent":false,"relay":false,"rest":[],"query":[],"accepts":["application/json"],"bodyRequired":false,"amounts":[],"timeoutMs":60000},
  listModelChanges: {"id":"listModelChanges","method":"get","path":"/api/v1/models/changes","tag":"models","family":"models","permission":"models:read","spends":false,"idempotent":false,"relay":false,"rest":[],"query":["since","kind","provider","uid","severity","limit","cursor"],"accepts":[],"bodyRequired":false,"amounts":[],"timeoutMs":30000},
  getModelSelections: {"id":"getModelSelections","method":"get","path":"/api/v1/models/selections","tag":"models","family":"models","permission":"models:read","spends":false,"idempotent":false,"relay":false,"rest":[],"query":[],"accepts":[],"bodyRequired":false,"amounts":[],"timeoutMs":30000},
  setModelSelections: {"id":"setModelSelections","method":"put","path":"/api/v1/models/selections","tag":"models","family":"models","permission":"models:select","spends":false,"idempotent":false,"relay":false,"rest":[],"query":[],"accepts":["application/json"],"bodyRequired":true,"amounts":[],"timeoutMs":30000},
  listProviders: {"id":"listProviders","method":"get","path":"/api/v1/providers","tag":"models","family":"models","permission":"models:read","spends":false,"idempotent":false,"relay":false,"rest":[],"query":[],"accepts":[],"bodyRequired":false,"amounts":[],"timeoutMs":30000},
  getProvidersStatus: {"id":"getProvidersStatus","method":"get","path":"/api/v1/providers/status","tag":"models","family":"models","permission":"models:read","spends":false,"idempotent":false,"relay":false,"rest":[],"query":[],"accepts":[],"bodyRequired":false,"amounts":[],"timeoutMs":30000},
  graphql: {"id":"graphql","method":"post","path":"/graphql","tag":"models","family":"graphql","permission":"models:read","spends":false,"idempotent":false,"relay":false,"rest":[],"query":[],"accepts":["application/json"],"bodyRequired":true,"amounts":[],"timeoutMs":30000},
  listRegisteredModels: {"id":"listRegisteredModels","method":"get","path":"/api/v1/registry/models","tag":"registry","family":"api","permission":"registry:read","spends":false,"idempotent":false,"relay":false,"rest":[],"query":["model_type","model_name","provider","is_active","limit","cursor"],"accepts":[],"bodyRequired":false,"amounts":[],"timeoutMs":30000},
  registerModel: {"id":"registerModel","method":"post","path":"/api/v1/registry/models","tag":"registry","family":"api","permission":"registry:write","spends":false,"idempotent":true,"relay":false,"rest":[],"query":[],"accepts":["application/json"],"bodyRequired":true,"amounts":[],"timeoutMs":30000},
  getRegisteredModel: {"id":"getRegisteredModel","method":"get","path":"/api/v1/registry/models/{model_id}","tag":"registry","family":"api","permission":"registry:read","spends":false,"idempotent":false,"relay":false,"rest":[],"query":[],"accepts":[],"bodyRequired":false,"amounts":[],"timeoutMs":30000},
  getRegisteredModelByName: {"id":"getRegisteredModelByName","method":"get","path":"/api/v1/registry/models/by-name/{model_name}","tag":"registry","family":"api","permission":"registry:read","spends":false,"idempotent":false,"relay":false,"rest":[],"query":["version"],"accepts":[],"bodyRequired":false,"amounts":[],"timeoutMs":30000},
  activateRegisteredModel: {"id":"activateRegisteredModel","method":"post","path":"/api/v1/registry/models/{model_id}/activate","tag":"registry","family":"api","permission":"registry:write","spends":false,"idempotent":false,"relay":false,"rest":[],"query":[],"accepts":[],"bodyRequired":false,"amounts":[],"timeoutMs":30000},
  deactivateRegisteredModel: {"id":"deactivateRegisteredModel","method":"post","path":"/api/v1/registry/models/{model_id}/deactivate","tag":"registry","family":"api","permission":"registry:write","spends":false,"idempotent":false,"relay":false,"rest":[],"query":[],"accepts":[],"bodyRequired":false,"amounts":[],"timeoutMs":30000},
  listModelPerformance: {"id":"listModelPerformance","method":"get","path":"/api/v1/registry/models/{model_id}/performance","tag":"registry","family":"api","permission":"registry:read","spends":false,"idempotent":false,"relay":false,"rest":[],"query":["metric","since","until","limit","cursor"],"accepts":[],"bodyRequired":false,"amounts":[],"timeoutMs":30000},
  recordModelPerformance: {"id":"recordModelPerformance","method":"post","path":"/api/v1/registry/models/{model_id}/performance","tag":"registry","family":"api","permission":"registry:write","spends":false,"idempotent":true,"relay":false,"rest":[],"query":[],"accepts":["application/json"],"bodyRequired":true,"amounts":[],"timeoutMs":30000},
  setModelThreshold: {"id":"setModelThreshold","method":"put","path":"/api/v1/registry/models/{model_id}/thresholds/{metric}","tag":"registry","family":"api","permission":"registry:write","spends":false,"idempotent":false,"relay":false,"rest":[],"query":[],"accepts":["application/json"],"bodyRequired":true,"amounts":[],"timeoutMs":30000},
  deleteModelThreshold: {"id":"deleteModelThreshold","method":"delete","path":"/api/v1/registry/models/{model_id}/thresholds/{metric}","tag":"registry","family":"api","permission":"registry:write","spends":false,"idempotent":false,"relay":false,"rest":[],"query":[],"accepts":[],"bodyRequired":false,"amounts":[],"timeoutMs":30000},
  checkModelPerformance: {"id":"checkModelPerformance","method":"get","path":"/api/v1/registry/models/{model_id}/check","tag":"registry","family":"api","permission":"registry:read","spends":false,"idempotent":false,"relay":false,"rest":[],"query":[],"accepts":[],"bodyRequired":false,"amounts":[],"timeoutMs":30000},
  listModelRecommendations: {"id":"listModelRecommendations","method":"get","path":"/api/v1/registry/models/{model_id}/recommendations","tag":"registry","family":"api","permission":"registry:read","spends":false,"idempotent":false,"relay":false,"rest":[],"query":[],"accepts":[],"bodyRequired":false,"amounts":[],"timeoutMs":30000},
  listOptimizationRules: {"id":"listOptimizationRules","method":"get","path":"/api/v1/registry/rules","tag":"registry","family":"api","permission":"registry:read","spends":false,"idempotent":false,"relay":false,"rest":[],"query":[],"accepts":[],"bodyRequired":false,"amounts":[],"timeoutMs":30000},
  putOptimizationRule: {"id":"putOptimizationRule","method":"put","path":"/api/v1/registry/rules/{name}","tag":"registry","family":"api","permission":"registry:write","spends":false,"idempotent":false,"relay":false,"rest":[],"query":[],"accepts":["application/json"],"bodyRequired":true,"amounts":[],"timeoutMs":30000},
  deleteOptimizationRule: {"id":"deleteOptimizationRule","method":"delete","path":"/api/v1/registry/rules/{name}","tag":"registry","family":"api","permission":"registry:write","spends":false,"idempotent":false,"relay":false,"rest":[],"query":[],"accepts":[],"bodyRequired":false,"amounts":[],"timeoutMs":30000},
  listGpuOffers: {"id":"listGpuOffers","method":"get","path":"/api/v1/gpu/instances","tag":"gpu","family":"api","permission":"gpu:read","spends":false,"idempotent":false,"relay":false,"rest":[],"query":["provider","gpu_model","gpu_count","min_gpu_count","min_vram","min_vram_total","disk_gb","min_ram_gb","min_cpu_cores","min_cuda","min_compute_capability","interconnect","nvlink","max_price","max_price_per_gpu","pricing","location","min_reliability","verified","secure","min_net_down_mbps","min_direct_ports","max_boot_seconds","available","stale","sort","limit","cursor"],"accepts":[],"bodyRequired":false,"amounts":[],"timeoutMs":30000},
  createGpuInstance: {"id":"createGpuInstance","method":"post","path":"/api/v1/gpu/instances/{provider}/{instance_id}","tag":"gpu","family":"api","permission":"gpu:write","spends":true,"idempotent":true,"relay":false,"rest":[],"query":["wait","wait_timeout_ms"],"accepts":["application/json"],"bodyRequired":false,"amounts":["/max_price_per_hour"],"timeoutMs":30000},
  destroyGpuInstance: {"id":"destroyGpuInstance","method":"delete","path":"/api/v1/gpu/instances/{provider}/{instance_id}","tag":"gpu","family":"api","permission":"gpu:write","spends":false,"idempotent":false,"relay":false,"rest":[],"query":["wait","wait_timeout_ms"],"accepts":[],"bodyRequired":false,"amounts":[],"timeoutMs":75000},
  listGpuContracts: {"id":"listGpuContracts","method":"get","path":"/api/v1/gpu/contracts","tag":"gpu","family":"api","permission":"gpu:read","spends":false,"idempotent":false,"relay":false,"rest":[],"query":["status","limit","cursor"],"accepts":[],"bodyRequired":false,"amounts":[],"timeoutMs":30000},
  getGpuContract: {"id":"getGpuContract","method":"get","path":"/api/v1/gpu/contracts/{contract_id}","tag":"gpu","family":"api","permission":"gpu:read","spends":false,"idempotent":false,"relay":false,"rest":[],"query":["wait","wait_timeout_ms"],"accepts":[],"bodyRequired":false,"amounts":[],"timeoutMs":75000},
  updateGpuContract: {"id":"updateGpuContract","method":"patch","path":"/api/v1/gpu/contracts/{contract_id}","tag":"gpu","family":"api","permission":"gpu:write","spends":false,"idempotent":false,"relay":false,"rest":[],"query":[],"accepts":["application/json"],"bodyRequired":true,"amounts":["/max_price_per_hour"],"timeoutMs":30000},
  startGpuInstance: {"id":"startGpuInstance","method":"post","path":"/api/v1/gpu/contracts/{contract_id}/start","tag":"gpu","family":"api","permission":"gpu:write","spends":true,"idempotent":true,"relay":false,"rest":[],"query":[],"accepts":[],"bodyRequired":false,"amounts":[],"timeoutMs":30000},
  stopGpuInstance: {"id":"stopGpuInstance","method":"post","path":"/api/v1/gpu/contracts/{contract_id}/stop","tag":"gpu","family":"api","permission":"gpu:write","spends":false,"idempotent":false,"relay":false,"rest":[],"query":[],"accepts":[],"bodyRequired":false,"amounts":[],"timeoutMs":30000},
  rebootGpuInstance: {"id":"rebootGpuInstance","method":"post","path":"/api/v1/gpu/contracts/{contract_id}/reboot","tag":"gpu","family":"api","permission":"gpu:write","spends":false,"idempotent":false,"relay":false,"rest":[],"query":[],"accepts":[],"bodyRequired":false,"amounts":[],"timeoutMs":30000},
  getGpuInstanceLogs: {"id":"getGpuInstanceLogs","method":"get","path":"/api/v1/gpu/contracts/{contract_id}/logs","tag":"gpu","family":"api","permission":"gpu:read","spends":false,"idempotent":false,"relay":false,"rest":[],"query":["tail","follow"],"accepts":[],"bodyRequired":false,"amounts":[],"timeoutMs":30000},
  checkInGpuInstance: {"id":"checkInGpuInstance","method":"post","path":"/api/v1/gpu/contracts/{contract_id}/checkin","tag":"gpu","family":"api","permission":"public","spends":false,"idempotent":false,"relay":false,"rest":[],"query":[],"accepts":["application/json"],"bodyRequired":false,"amounts":[],"timeoutMs":30000},
  passToInstanceGet: {"id":"passToInstanceGet","method":"get","path":"/api/v1/gpu/contracts/{contract_id}/proxy/{port}/{path}","tag":"gpu","family":"api","permission":"gpu:proxy","spends":false,"idempotent":false,"relay":true,"rest":["path"],"query":["ticket"],"accepts":[],"bodyRequired":false,"amounts":[],"timeoutMs":30000},
  passToInstancePut: {"id":"passToInstancePut","method":"put","path":"/api/v1/gpu/contracts/{contract_id}/proxy/{port}/{path}","tag":"gpu","family":"api","permission":"gpu:proxy","spends":false,"idempotent":false,"relay":true,"rest":["path"],"query":[],"accepts":["*/*"],"bodyRequired":false,"amounts":[],"timeoutMs":30000},
  passToInstance: {"id":"passToInstance","method":"post","path":"/api/v1/gpu/contracts/{contract_id}/proxy/{port}/{path}","tag":"gpu","family":"api","permission":"gpu:proxy","spends":false,"idempotent":false,"relay":true,"rest":["path"],"query":[],"accepts":["*/*"],"bodyRequired":false,"amounts":[],"timeoutMs":30000},
  passToInstancePatch: {"id":"passToInstancePatch","method":"patch","path":"/api/v1/gpu/contracts/{contract_id}/proxy/{port}/{path}","tag":"gpu","family":"api","permission":"gpu:proxy","spends":false,"idempotent":false,"relay":true,"rest":["path"],"query":[],"accepts":["*/*"],"bodyRequired":false,"amounts":[],"timeoutMs":30000},
  passToInstanceDelete: {"id":"passToInstanceDelete","method":"delete","path":"/api/v1/gpu/contracts/{contract_id}/proxy/{port}/{path}","tag":"gpu","family":"api","permission":"gpu:proxy","spends":false,"idempotent":false,"relay":true,"rest":["path"],"query":[],"accepts":["*/*"],"bodyRequired":false,"amounts":[],"timeoutMs":30000},
  proxyRequest: {"id":"proxyRequest","method":"post","path":"/api/v1/gpu/proxy","tag":"gpu","family":"api","permission":"gpu:proxy","spends":false,"idempotent":false,"relay":false,"rest":[],"query":[],"accepts":["application/json"],"bodyRequired":true,"amounts":[],"timeoutMs":615000},
  listGpuDeployments: {"id":"listGpuDeployments","method":"get","path":"/api/v1/gpu/deployments","tag":"gpu","family":"api","permission":"gpu:read","spends":false,"idempotent":false,"relay":false,"rest":[],"query":["limit","cursor"],"accepts":[],"bodyRequired":false,"amounts":[],"timeoutMs":30000},
  createGpuDeployment: {"id":"createGpuDeployment","method":"post","path":"/api/v1/gpu/deployments","tag":"gpu","family":"api","permission":"gpu:write","spends":true,"idempotent":true,"relay":false,"rest":[],"query":[],"accepts":["application/json"],"bodyRequired":true,"amounts":["/max_price_per_hour"],"timeoutMs":30000},
  getGpuDeployment: {"id":"getGpuDeployment","method":"get","path":"/api/v1/gpu/deployments/{deployment_id}","tag":"gpu","family":"api","permission":"gpu:read","spends":false,"idempotent":false,"relay":false,"rest":[],"query":[],"accepts":[],"bodyRequired":false,"amounts":[],"timeoutMs":30000},
  updateGpuDeployment: {"id":"updateGpuDeployment","method":"patch","path":"/api/v1/gpu/deployments/{deployment_id}","tag":"gpu","family":"api","permission":"gpu:write","spends":false,"idempotent":false,"relay":false,"rest":[],"query":[],"accepts":["application/json"],"bodyRequired":true,"amounts":["/max_price_per_hour"],"timeoutMs":30000},
  deleteGpuDeployment: {"id":"deleteGpuDeployment","method":"delete","path":"/api/v1/gpu/deployments/{deployment_id}","tag":"gpu","family":"api","permission":"gpu:write","spends":false,"idempotent":false,"relay":false,"rest":[],"query":[],"accepts":[],"bodyRequired":false,"amounts":[],"timeoutMs":30000},
  connectRealtime: {"id":"connectRealtime","method":"get","path":"/ws","tag":"realtime","family":"plain","permission":"events:read","spends":false,"idempotent":false,"relay":false,"rest":[],"query":["ticket"],"accepts":[],"bodyRequired":false,"amounts":[],"timeoutMs":30000},
} as const satisfies Record<string, OperationMeta>

/** The statuses that a handler may answer; errors are thrown. */
export interface SuccessStatus {
  listModels: 200 | 304
  searchModels: 200 | 304
  getModel: 200 | 304
  refreshModels: 200
  listModelChanges: 200 | 304
  getModelSelections: 200 | 304
  setModelSelections: 200
  listProviders: 200 | 304
  getProvidersStatus: 200 | 304
  graphql: 200
  listRegisteredModels: 200
  registerModel: 200 | 201
  getRegisteredModel: 200
  getRegisteredModelByName: 200
  activateRegisteredModel: 200
  deactivateRegisteredModel: 200
  listModelPerformance: 200
  recordModelPerformance: 200
  setModelThreshold: 200
  deleteModelThreshold: 204
  checkModelPerformance: 200
  listModelRecommendations: 200
  listOptimizationRules: 200
  putOptimizationRule: 200
  deleteOptimizationRule: 204
  listGpuOffers: 200
  createGpuInstance: 201
  destroyGpuInstance: 200
  listGpuContracts: 200
  getGpuContract: 200
  updateGpuContract: 200
  startGpuInstance: 200
  stopGpuInstance: 200
  rebootGpuInstance: 200
  getGpuInstanceLogs: 200
  checkInGpuInstance: 200
  passToInstanceGet: 200
  passToInstancePut: 200
  passToInstance: 200
  passToInstancePatch: 200
  passToInstanceDelete: 200
  proxyRequest: 200
  listGpuDeployments: 200
  createGpuDeployment: 201
  getGpuDeployment: 200
  updateGpuDeployment: 200
  deleteGpuDeployment: 200
  connectRealtime: 101
}

/** Operations that answer as their target did. */
export type RelayId = "passToInstanceGet" | "passToInstancePut" | "passToInstance" | "passToInstancePatch" | "passToInstanceDelete"
