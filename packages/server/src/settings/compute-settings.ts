import type { ComputeSettings } from '../compute/compute.ts'
import type { Config } from '../config/schema.ts'
import type { Environment } from './providers.ts'

export const computeSettingsOf = ({ compute, auth }: Config, environment: Environment): ComputeSettings => ({
  defaultImage: compute.default_image,
  maxInstancesPerUser: compute.max_instances_per_user,
  marginPercent: compute.margin_percent,
  chargeFrom: compute.charge_from,
  keyHeader: auth.api_key_header ?? null,
  createTimeoutMs: 60_000,
  publicUrl: environment.PROXY_API_PUBLIC_URL?.replace(/\/+$/, '') || null,
})
