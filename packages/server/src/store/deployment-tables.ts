import type { DueColumns } from './due.ts'

/** Tables of deployments, and those in which the rented GPU and the gateway meet. */

export interface GpuDeploymentRow extends DueColumns {
  id: string
  user_id: string
  /** Whose budget bears the replicas too. */
  key_id: string | null
  billing: 'prepaid' | 'unmetered'
  /** Unique among the living ones of a user. */
  name: string
  /** JSON of a DeploymentSpec. */
  spec: string
  /** Sealed JSON `{token, env}`. */
  secrets: string
  status: string
  /** JSON `{code, message}`. */
  error: string | null
  /** JSON of the steering's Memory. */
  memory: string
  created_at: number
  /** When its owner last changed it: failures before that do not count. */
  changed_at: number
  ready_at: number | null
  ended_at: number | null
}

/** What the gateway knows of a deployment; written by those who steer it. */
export interface GatewayRouteRow {
  deployment_id: string
  user_id: string
  name: string
  model: string
  /** JSON of a RouteDoc. */
  doc: string
  /** Sealed: what the replicas ask for. */
  token: string
}

export interface RouteTarget {
  contract_id: string
  /** `http://203.0.113.7:41234/v1` */
  base_url: string
  host: string
  ports: number[]
  private: boolean
  /** USD an hour. */
  price_per_hour: number
}

export interface RouteDoc {
  /** The row of `brands` whose wire the engine speaks. */
  brand: string
  slots: number
  targets: RouteTarget[]
  fallback_model: string | null
  cold_wait_ms: number
  /** How long a replica takes to get ready, as measured. */
  boot_ms: number
}

/** What one gateway process has of it, written once a second while there is something to say. */
export interface GatewayLoadRow {
  deployment_id: string
  node: string
  at: number
  /** When a request last began or ended; null: never in this process. */
  called_at: number | null
  /** Requests that run or wait. */
  open: number
  /** Those that wait for a replica. */
  waiting: number
  /** JSON: contract → requests that it answers. */
  replicas: string
}

export interface DeploymentTables {
  gpu_deployments: GpuDeploymentRow
  gateway_routes: GatewayRouteRow
  gateway_loads: GatewayLoadRow
}
