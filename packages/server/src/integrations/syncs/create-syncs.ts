import { ApiError } from '@proxyapi/contract/errors'
import type { Asker } from '../../identity/asker.ts'
import { ownerOf } from '../../identity/principal.ts'
import type { Tx } from '../../store/database.ts'
import type { Keep } from '../../store/idempotency.ts'
import { newId } from '../../store/ids.ts'
import { integrationAt, lockIntegrations } from '../../store/integrations.ts'
import {
  countSyncs,
  deleteSyncRow,
  insertRun,
  insertSync,
  runById,
  runsById,
  type StoredRun,
  type StoredSync,
  syncOf,
  syncsOf,
  updateRun,
  updateSync,
} from '../../store/syncs.ts'
import type { Job } from '../../worker.ts'
import { integrationNotFound } from '../call-integration.ts'
import { endpointOf } from '../endpoint.ts'
import { type PageOf, type PageQuery, pageOf, type Schemas } from '../integration-parts.ts'
import { secondMs } from '../limits.ts'
import { SYNCS_A_USER_MAX } from './limits.ts'
import { listRecords, type RecordQuery } from './list-records.ts'
import { definitionIn, definitionOf, judgeDefinition, type SyncInput, startsAnew, syncView } from './sync-definition.ts'
import type { SyncParts } from './sync-parts.ts'
import { createSyncWorker, newRun, syncJob } from './sync-worker.ts'

/** Repeated exchanges of items with registered services. What is another's is as if it never was. */
export interface Syncs {
  /** Throws INVALID_REQUEST, INVALID_RESOURCE_ID, NOT_FOUND for its service, LIMIT_REACHED. */
  put(asker: Asker, syncId: string, input: SyncInput): Promise<{ sync: Schemas['Sync']; isNew: boolean }>
  get(userId: string, syncId: string): Promise<Schemas['Sync']>
  /** By name. Throws INVALID_CURSOR. */
  list(userId: string, page: PageQuery & { integration_id?: string | undefined }): Promise<PageOf<Schemas['Sync']>>
  delete(asker: Asker, syncId: string): Promise<Schemas['SyncDeleted']>
  /** By id. Throws NOT_FOUND, INVALID_CURSOR. */
  records(userId: string, syncId: string, query: RecordQuery): Promise<PageOf<Schemas['SyncRecord']>>
  /** The run that is queued or under way, else a new one. Throws NOT_FOUND, INVALID_STATE. */
  run(asker: Asker, syncId: string, keep: Keep<Schemas['SyncStarted']>): Promise<Schemas['SyncStarted']>
  jobs(): Job[]
  idle(): Promise<void>
}

export function createSyncs(parts: SyncParts): Syncs {
  const { store, cursors, runtime } = parts
  const { clock } = runtime
  const worker = createSyncWorker(parts)

  /** Rows with their last runs, and whether their services take part. */
  async function viewsOf(rows: readonly StoredSync[]): Promise<(row: StoredSync) => Schemas['Sync']> {
    const runs = await runsById(
      store.db,
      rows.flatMap(({ run_id }) => run_id ?? []),
    )
    const services = await Promise.all(rows.map((row) => integrationAt(store.db, row)))
    const byId = new Map(runs.map((run) => [run.id, run]))
    const enabled = new Map(rows.map((row, n) => [row.id, services[n]?.enabled === 1]))
    return (row) => syncView(row, byId.get(row.run_id ?? ''), enabled.get(row.id) ?? false, clock.now())
  }

  return {
    async put(asker, syncId, input) {
      const userId = ownerOf(asker.principal)
      const { row, isNew } = await store.write(async (tx) => {
        await lockIntegrations(tx, store, userId)
        const service = await integrationAt(tx, { user_id: userId, integration_id: input.integration_id })
        if (service === undefined) throw integrationNotFound()
        endpointOf(service.base_url, input.endpoint)
        const known = await syncOf(tx, userId, syncId)
        if (known === undefined && (await countSyncs(tx, userId)) >= SYNCS_A_USER_MAX)
          throw new ApiError('LIMIT_REACHED')
        return putRow(parts, tx, { userId, syncId, input, known })
      })
      return { sync: (await viewsOf([row]))(row), isNew }
    },

    async get(userId, syncId) {
      const row = found(await syncOf(store.db, userId, syncId))
      return (await viewsOf([row]))(row)
    },

    async list(userId, { limit, cursor, integration_id: integrationId = null }) {
      const scope = `syncs ${JSON.stringify([userId, integrationId])}`
      const after = cursor === undefined ? '' : cursors.read(scope, cursor)
      const rows = await syncsOf(store.db, userId, { integrationId, after, limit: limit + 1 })
      const view = await viewsOf(rows.slice(0, limit))
      return pageOf(rows, limit, ({ sync_id }) => cursors.write(scope, sync_id), view)
    },

    async delete(asker, syncId) {
      const userId = ownerOf(asker.principal)
      await store.write(async (tx) => {
        await lockIntegrations(tx, store, userId)
        await deleteSyncRow(tx, found(await syncOf(tx, userId, syncId)).id)
      })
      return { sync_id: syncId, deleted: true }
    },

    records: (userId, syncId, query) => listRecords(parts, userId, syncId, query),

    async run(asker, syncId, keep) {
      const userId = ownerOf(asker.principal)
      const started = await store.write(async (tx) => {
        await lockIntegrations(tx, store, userId)
        const row = found(await syncOf(tx, userId, syncId))
        const service = await integrationAt(tx, row)
        if (service?.enabled !== 1) throw new ApiError('INVALID_STATE', 'The integration of this sync is disabled.')
        const started = { run_id: (await runningOf(tx, row))?.id ?? (await queueRun(parts, tx, row)) }
        await keep(tx, started)
        return started
      })
      parts.wake(syncJob)
      return started
    },
    jobs: () => [worker.job],
    idle: worker.idle,
  }
}

/** Throws NOT_FOUND. */
function found(row: StoredSync | undefined): StoredSync {
  if (row === undefined) throw new ApiError('NOT_FOUND')
  return row
}

async function runningOf(tx: Tx, { run_id }: StoredSync): Promise<StoredRun | undefined> {
  const run = run_id === null ? undefined : await runById(tx, run_id)
  return run?.status === 'queued' || run?.status === 'running' ? run : undefined
}

async function queueRun(parts: SyncParts, tx: Tx, row: StoredSync): Promise<string> {
  const run = newRun(parts, row, 'request', 'queued')
  await insertRun(tx, run)
  await updateSync(tx, row.id, { run_id: run.id, due_at: parts.runtime.clock.now() })
  return run.id
}

interface Put {
  readonly userId: string
  readonly syncId: string
  readonly input: SyncInput
  readonly known: StoredSync | undefined
}

/** A run of another definition ends here: who holds its claim changes nothing any more. */
async function putRow(
  { runtime }: SyncParts,
  tx: Tx,
  { userId, syncId, input, known }: Put,
): Promise<{ row: StoredSync; isNew: boolean }> {
  const now = runtime.clock.now()
  const definition = definitionIn(input)
  judgeDefinition(definition, syncId)
  const { integration_id, schedule_seconds = null } = input
  const due_at = schedule_seconds === null ? null : now + schedule_seconds * secondMs
  const given = { integration_id, schedule_seconds, definition: JSON.stringify(definition), updated_at: now }
  if (known === undefined) {
    const row: StoredSync = {
      ...{ id: newId('job', runtime), user_id: userId, sync_id: syncId, created_at: now, ...given },
      ...{ position: null, position_at: null, seq: 0, record_count: 0, failures: 0, run_id: null },
      ...{ due_at, lease_until: null, fence: 0 },
    }
    await insertSync(tx, row)
    return { row, isNew: true }
  }
  const run = await runningOf(tx, known)
  const isAnew = startsAnew(definitionOf(known), definition) || known.integration_id !== integration_id
  if (isAnew && run !== undefined)
    await updateRun(tx, run.id, {
      ...{ status: 'failed', error_code: 'INVALID_STATE', error_message: 'The sync was replaced.', finished_at: now },
    })
  const anew = isAnew ? { position: null, position_at: null, fence: known.fence + 1, lease_until: null } : {}
  // What is queued or under way stays due; its end sets the next time.
  const row = { ...known, ...given, failures: 0, ...anew, due_at: run !== undefined && !isAnew ? known.due_at : due_at }
  await updateSync(tx, known.id, row)
  return { row, isNew: false }
}
