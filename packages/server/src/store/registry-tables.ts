import type { Generated } from 'kysely'

/** A model that is operated: its own versions and measurements, apart from the catalog. */
export interface RegistryModelTable {
  /** Grows with each registration of a new id. */
  ordinal: Generated<number>
  model_id: string
  model_name: string
  model_type: string
  provider: string
  version: string
  /** JSON. */
  parameters: string
  /** JSON: the newest value of each metric. */
  metrics: string
  is_active: number
  /** JSON: the metrics that were violated at the last verdict. */
  violated: string
  /** Whom its events belong to. */
  owner: string
  /** Of its newest measurement. */
  entry: number
  created_at: number
  updated_at: number
}

export interface RegistryPerformanceTable {
  model_id: string
  /** Counts the measurements of the model. */
  entry: number
  at: number
  /** JSON. */
  metrics: string
}

export interface RegistryThresholdTable {
  model_id: string
  metric: string
  threshold: number
  direction: 'min' | 'max'
}

export interface RegistryRuleTable {
  name: string
  /** JSON. */
  conditions: string
  recommend: string
  model_type: string | null
  provider: string | null
  created_at: number
  updated_at: number
}

export interface RegistryTables {
  registry_models: RegistryModelTable
  registry_performance: RegistryPerformanceTable
  registry_thresholds: RegistryThresholdTable
  registry_rules: RegistryRuleTable
}
