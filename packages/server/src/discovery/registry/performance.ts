import type { components, RequestOf } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import type { Asker } from '../../identity/asker.ts'
import type { Keep } from '../../store/idempotency.ts'
import {
  appendEntry,
  deleteThreshold,
  entriesOf,
  lockRegistration,
  putThreshold,
  registrationOf,
  type StoredEntry,
  thresholdsOf,
  updateRegistration,
} from '../../store/registry.ts'
import { isoTime } from '../iso-time.ts'
import { checkOf, type Metrics, newestOf } from './check.ts'
import { judge } from './judge.ts'
import { ENTRIES_KEPT_MS, ENTRIES_MAX, THRESHOLDS_MAX } from './limits.ts'
import { checkMetricNames, found, merged, metricsOf, modelOf } from './registered-model.ts'
import { modelTarget, type PageOf, pageOf, type RegistryParts } from './registry-parts.ts'

type Schemas = components['schemas']

/** How the models that are operated do. Unknown ids are NOT_FOUND. */
export interface Performance {
  /** Throws INVALID_REQUEST for names that no metric has, LIMIT_REACHED above 50 metrics. */
  record(
    asker: Asker,
    modelId: string,
    metrics: Metrics,
    keep?: Keep<Schemas['RegisteredModel']>,
  ): Promise<Schemas['RegisteredModel']>
  /** Newest first. */
  history(
    modelId: string,
    query: RequestOf<'listModelPerformance'>['query'],
  ): Promise<PageOf<Schemas['PerformanceEntry']>>
  /** Throws LIMIT_REACHED above 50 thresholds. */
  setThreshold(
    asker: Asker,
    modelId: string,
    metric: string,
    input: Schemas['ThresholdInput'],
  ): Promise<Schemas['Threshold']>
  deleteThreshold(asker: Asker, modelId: string, metric: string): Promise<Schemas['ThresholdDeleted']>
  check(modelId: string): Promise<Schemas['PerformanceCheck']>
}

export function createPerformance({ store, clock, events, cursors, audit }: RegistryParts): Performance {
  return {
    async record(asker, modelId, metrics, keep) {
      checkMetricNames(metrics, '/metrics')
      const model = await store.write(async (tx) => {
        const row = found(await lockRegistration(tx, store, modelId))
        const now = clock.now()
        const change = {
          metrics: JSON.stringify(merged(metricsOf(row), metrics)),
          entry: row.entry + 1,
          updated_at: now,
        }
        await updateRegistration(tx, modelId, change)
        const entry = { model_id: modelId, entry: change.entry, at: now, metrics: JSON.stringify(metrics) }
        await appendEntry(tx, entry, ENTRIES_MAX, now - ENTRIES_KEPT_MS)
        const changed = { ...row, ...change }
        await judge(tx, events, changed)
        await audit(tx, asker, {
          action: 'registry.measured',
          target: modelTarget(modelId),
          details: { metrics: Object.keys(metrics) },
        })
        const model = modelOf(changed)
        await keep?.(tx, model)
        return model
      })
      events.wake()
      return model
    },

    async history(modelId, { metric, since, until, limit, cursor }) {
      found(await registrationOf(store.db, modelId))
      const scope = `registry performance ${JSON.stringify([modelId, metric, since, until])}`
      const rows = await entriesOf(store.db, modelId, {
        metric: metric ?? null,
        since: Math.max(clock.now() - ENTRIES_KEPT_MS, since === undefined ? 0 : Date.parse(since)),
        until: until === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(until),
        before: cursor === undefined ? null : Number(cursors.read(scope, cursor)),
        limit: limit + 1,
      })
      const view = (row: StoredEntry) => entryView(row, metric)
      return pageOf(rows, limit, view, ({ entry }) => cursors.write(scope, String(entry)))
    },

    async setThreshold(asker, modelId, metric, { threshold, direction = 'min' }) {
      await store.write(async (tx) => {
        const row = found(await lockRegistration(tx, store, modelId))
        const others = (await thresholdsOf(tx, modelId)).filter((known) => known.metric !== metric)
        if (others.length >= THRESHOLDS_MAX)
          throw new ApiError('LIMIT_REACHED', `A model has at most ${THRESHOLDS_MAX} thresholds.`)
        await putThreshold(tx, { model_id: modelId, metric, threshold, direction })
        await judge(tx, events, row)
        const target = modelTarget(modelId)
        await audit(tx, asker, { action: 'registry.threshold_set', target, details: { metric } })
      })
      events.wake()
      return { metric, threshold, direction }
    },

    async deleteThreshold(asker, modelId, metric) {
      await store.write(async (tx) => {
        const row = found(await lockRegistration(tx, store, modelId))
        if (!(await deleteThreshold(tx, modelId, metric))) throw new ApiError('NOT_FOUND')
        await judge(tx, events, row)
        const target = modelTarget(modelId)
        await audit(tx, asker, { action: 'registry.threshold_deleted', target, details: { metric } })
      })
      events.wake()
      return { model_id: modelId, metric, deleted: true }
    },

    async check(modelId) {
      const row = found(await registrationOf(store.db, modelId))
      return checkOf(modelId, metricsOf(row), await thresholdsOf(store.db, modelId))
    },
  }
}

function entryView({ at, metrics }: StoredEntry, metric: string | undefined): Schemas['PerformanceEntry'] {
  const all = JSON.parse(metrics) as Metrics
  const value = metric === undefined ? undefined : newestOf(all, metric)
  return { timestamp: isoTime(at), metrics: metric === undefined || value === undefined ? all : { [metric]: value } }
}
