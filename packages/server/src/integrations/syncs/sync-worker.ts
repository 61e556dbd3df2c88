/** Runs syncs that are due, each by one worker at a time: a lease that lapses is taken over, and its holder then changes nothing. */
import { ApiError } from '@proxyapi/contract/errors'
import type { Principal } from '../../identity/principal.ts'
import { type Claim, claimDue } from '../../store/claim.ts'
import { newId } from '../../store/ids.ts'
import { integrationAt, type StoredIntegration } from '../../store/integrations.ts'
import {
  forgetRuns,
  insertRun,
  oldestDueSync,
  runById,
  type StoredRun,
  type StoredSync,
  syncById,
  updateRun,
  updateSync,
} from '../../store/syncs.ts'
import type { Job } from '../../worker.ts'
import { secondMs } from '../limits.ts'
import { auditAction } from '../note-call.ts'
import { FAILING_GAP_MS, FAILING_RUNS, LEASE_MS, RENEW_MS, RUNS_AT_ONCE_MAX, RUNS_KEPT_MS } from './limits.ts'
import { runPull } from './run-pull.ts'
import { runPush } from './run-push.ts'
import { definitionOf, runView } from './sync-definition.ts'
import { LeaseLost, type SyncParts, whereClaimed } from './sync-parts.ts'

export interface SyncWorker {
  job: Job
  /** Resolves when no run is under way. */
  idle(): Promise<void>
}

export const syncJob = 'integrations.syncs'

export function createSyncWorker(parts: SyncParts): SyncWorker {
  const { store, runtime } = parts
  const { clock, metrics } = runtime
  const running = new Set<Promise<void>>()

  function start(claim: Claim, signal: AbortSignal): void {
    const work = runClaimed(parts, claim, signal)
      .catch((error: unknown) => {
        // Its lease lapses, and whoever takes it over goes on where it stood.
        if (!signal.aborted && !(error instanceof LeaseLost))
          runtime.log.error('A sync broke', { sync: claim.id, error })
      })
      .finally(() => {
        running.delete(work)
        parts.wake(syncJob)
      })
    running.add(work)
  }

  return {
    job: {
      name: syncJob,
      everyMs: secondMs,
      async run(signal) {
        const limit = RUNS_AT_ONCE_MAX - running.size
        if (signal.aborted || limit <= 0) return 0
        const nowMs = clock.now()
        const claims = await claimDue(store, 'syncs', { nowMs, leaseMs: LEASE_MS, limit })
        for (const claim of claims) start(claim, signal)
        if (claims.length === 0) {
          const oldest = await oldestDueSync(store.db, nowMs)
          metrics.gauge('proxyapi_sync_lag_seconds', oldest === null ? 0 : (nowMs - oldest) / secondMs)
        }
        return claims.length
      },
    },
    async idle() {
      while (running.size > 0) await Promise.all(running)
    },
  }
}

async function runClaimed(parts: SyncParts, claim: Claim, stopping: AbortSignal): Promise<void> {
  const sync = await syncById(parts.store.db, claim.id)
  if (sync === undefined || sync.fence !== claim.fence) return
  const service = await integrationAt(parts.store.db, sync)
  const owner = await parts.actFor(sync.user_id)
  const run = await whereClaimed(parts, claim, async (tx, now) => {
    const known = now.run_id === null ? undefined : await runById(tx, now.run_id)
    if (known?.status === 'queued' || known?.status === 'running') {
      const started_at = known.started_at ?? parts.runtime.clock.now()
      await updateRun(tx, known.id, { status: 'running', started_at })
      return { ...known, status: 'running' as const, started_at }
    }
    if (service?.enabled !== 1 || owner === null) {
      await updateSync(tx, now.id, { due_at: nextDue(now, parts.runtime.clock.now()), lease_until: null })
      return null
    }
    const made = newRun(parts, now, 'schedule', 'running')
    await insertRun(tx, made)
    await updateSync(tx, now.id, { run_id: made.id })
    return made
  })
  if (run === null) return
  const over = new AbortController()
  const signal = AbortSignal.any([stopping, over.signal])
  void keepLease(parts, claim, over)
  try {
    const error = await exchange(parts, claim, sync, { run, service, owner, signal })
    if (stopping.aborted) await release(parts, claim)
    else await end(parts, claim, run.id, owner, error)
  } finally {
    over.abort()
  }
}

/** Where a lease cannot be renewed any more, its holder stops. */
async function keepLease(parts: SyncParts, claim: Claim, over: AbortController): Promise<void> {
  for (;;) {
    await parts.runtime.clock.sleep(RENEW_MS, over.signal)
    if (over.signal.aborted) return
    await whereClaimed(parts, claim, async () => {}).catch((error: unknown) => {
      if (error instanceof LeaseLost) over.abort()
    })
  }
}

interface Begun {
  readonly run: StoredRun
  readonly service: StoredIntegration | undefined
  readonly owner: Principal | null
  readonly signal: AbortSignal
}

/** Why the run ended badly; null where it ended well. Throws LeaseLost, and what is a bug. */
async function exchange(parts: SyncParts, claim: Claim, sync: StoredSync, begun: Begun): Promise<ApiError | null> {
  const { run, service, owner, signal } = begun
  const definition = definitionOf(sync)
  const { position } = sync
  try {
    if (service === undefined || owner === null) throw new ApiError('INVALID_STATE', 'The account is not active.')
    if (definition.direction === 'pull')
      await runPull(parts, claim, { service, signal }, { definition, position, run, owner })
    else {
      const pushed = { definition, position, runId: run.id, syncId: sync.sync_id }
      await runPush(parts, claim, { service, signal }, pushed)
    }
    return null
  } catch (error) {
    if (error instanceof ApiError) return error
    if (signal.aborted) return new ApiError('SHUTTING_DOWN')
    throw error
  }
}

/** The run goes on at the next start. */
const release = (parts: SyncParts, claim: Claim): Promise<void> =>
  whereClaimed(parts, claim, async (tx, { id }) => {
    await updateSync(tx, id, { lease_until: null })
  })

async function end(
  parts: SyncParts,
  claim: Claim,
  runId: string,
  owner: Principal | null,
  error: ApiError | null,
): Promise<void> {
  const { clock } = parts.runtime
  await whereClaimed(parts, claim, async (tx, sync) => {
    const now = clock.now()
    const ended = {
      status: error === null ? ('succeeded' as const) : ('failed' as const),
      error_code: error?.code ?? null,
      error_message: error?.message ?? null,
      finished_at: now,
    }
    await updateRun(tx, runId, ended)
    const failures = error === null ? 0 : sync.failures + 1
    const due_at = nextDue({ ...sync, failures }, now)
    await updateSync(tx, sync.id, { failures, due_at, lease_until: null })
    await forgetRuns(tx, sync.id, now - RUNS_KEPT_MS)
    const run = await runById(tx, runId)
    if (run === undefined) return
    const { user_id, sync_id, integration_id } = sync
    const { run_id: _, error: __, started_at: ___, finished_at: ____, ...outcome } = runView(run)
    const result = error === null ? ('success' as const) : ('failed' as const)
    const asker = { principal: owner ?? serviceOf(user_id), requestId: null, clientIp: null }
    const details = { sync_id, ...outcome, code: error?.code ?? null, result }
    await auditAction(parts, tx, asker, { integration_id }, 'sync', details)
    const data = { ...runView(run), user_id, sync_id, integration_id }
    await parts.events.append(tx, { name: error === null ? 'sync.completed' : 'sync.failed', userId: user_id, data })
  })
  parts.events.wake()
}

/** Of an account that does nothing any more. */
const serviceOf = (userId: string): Principal => ({
  kind: 'service',
  userId,
  keyId: null,
  role: null,
  permissions: new Set(),
  billing: 'unmetered',
  modelsAllow: null,
})

/** A missed time is made up for once; a sync that only fails comes every few hours. */
function nextDue({ schedule_seconds, failures }: StoredSync, now: number): number | null {
  if (schedule_seconds === null) return null
  const gapMs = schedule_seconds * secondMs
  return now + (failures >= FAILING_RUNS ? Math.max(gapMs, FAILING_GAP_MS) : gapMs)
}

export const newRun = (
  { runtime }: Pick<SyncParts, 'runtime'>,
  { id, user_id }: StoredSync,
  trigger: StoredRun['trigger'],
  status: 'queued' | 'running',
): StoredRun => ({
  id: newId('job', runtime),
  sync: id,
  user_id,
  trigger,
  status,
  pages: 0,
  items: 0,
  parked: 0,
  error_code: null,
  error_message: null,
  created_at: runtime.clock.now(),
  started_at: status === 'running' ? runtime.clock.now() : null,
  finished_at: null,
})
