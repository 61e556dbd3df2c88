import type { components } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import type { StoredRegistration } from '../../store/registry.ts'
import { isoTime } from '../iso-time.ts'
import type { Metrics } from './check.ts'
import { METRICS_MAX, PARAMETERS_BYTES_MAX } from './limits.ts'

type Schemas = components['schemas']

/** A registered model as callers see it. */
export const modelOf = (row: StoredRegistration): Schemas['RegisteredModel'] => ({
  model_id: row.model_id,
  model_name: row.model_name,
  model_type: row.model_type,
  provider: row.provider,
  version: row.version,
  parameters: JSON.parse(row.parameters) as Record<string, unknown>,
  performance_metrics: metricsOf(row),
  is_active: row.is_active === 1,
  created_at: isoTime(row.created_at),
  updated_at: isoTime(row.updated_at),
})

/** The same in short, as events carry it. */
export const eventDataOf = (row: StoredRegistration): Schemas['RegistryEventData'] => ({
  model_id: row.model_id,
  model_name: row.model_name,
  model_type: row.model_type,
  provider: row.provider,
  version: row.version,
  is_active: row.is_active === 1,
})

export const metricsOf = ({ metrics }: Pick<StoredRegistration, 'metrics'>): Metrics => JSON.parse(metrics) as Metrics

/** The row, or NOT_FOUND. */
export function found<T>(row: T | undefined): T {
  if (row === undefined) throw new ApiError('NOT_FOUND')
  return row
}

/** The metrics with newer values over them. Throws LIMIT_REACHED. */
export function merged(before: Metrics, newer: Metrics): Metrics {
  const all = { ...before, ...newer }
  if (Object.keys(all).length > METRICS_MAX)
    throw new ApiError('LIMIT_REACHED', `A model has at most ${METRICS_MAX} metrics.`)
  return all
}

const metricName = /^[a-z][a-z0-9_.]{0,63}$/

/** Throws INVALID_REQUEST for a name that no metric has. `path` is that of the object. */
export function checkMetricNames(metrics: Metrics, path: string): void {
  const wrong = Object.keys(metrics).filter((name) => !metricName.test(name))
  if (wrong.length === 0) return
  const message = `is no name of a metric: lower-case letters, digits, _ and ., at most 64`
  const details = wrong.map((name) => ({
    path: `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    message,
  }))
  throw new ApiError('INVALID_REQUEST', `${details[0]?.path}: ${message}`, { details })
}

/** As it is stored. Throws INVALID_REQUEST above 16 KB. */
export function parametersText(parameters: Readonly<Record<string, unknown>>): string {
  const text = JSON.stringify(parameters)
  if (Buffer.byteLength(text) <= PARAMETERS_BYTES_MAX) return text
  const details = [{ path: '/parameters', message: 'is more than 16 KB of JSON' }]
  throw new ApiError('INVALID_REQUEST', '/parameters: is more than 16 KB of JSON', { details })
}
