/** A sync as its owner writes it, as it is stored, and as it is shown. */
import type { ErrorCode } from '@proxyapi/contract/errors'
import type { StoredRun, StoredSync } from '../../store/syncs.ts'
import { wrongField } from '../../wrong-field.ts'
import type { Schemas } from '../integration-parts.ts'
import { FAILING_RUNS } from './limits.ts'

export type SyncInput = Schemas['SyncInput']

export interface Definition {
  readonly direction: 'pull' | 'push'
  readonly endpoint: string
  readonly items: string
  readonly item_id: string
  readonly cursor: { readonly send: string; readonly read: string } | null
  readonly page_limit: number
  readonly destination: 'records' | 'vectors' | 'memory'
  readonly collection: string | null
}

export const definitionOf = ({ definition }: Pick<StoredSync, 'definition'>): Definition =>
  JSON.parse(definition) as Definition

export const definitionIn = (input: SyncInput): Definition => ({
  direction: input.direction,
  endpoint: input.endpoint,
  items: input.items,
  item_id: input.item_id,
  cursor: input.cursor ?? null,
  page_limit: input.page_limit,
  destination: input.destination,
  collection: input.collection ?? null,
})

/** What a schema cannot say. Throws INVALID_REQUEST. */
export function judgeDefinition({ direction, destination, collection }: Definition, syncId: string): void {
  if (direction === 'push' && destination !== 'records')
    throw wrongField('/destination', 'a push sends the records of a pull: vectors and memory cannot be sent yet')
  if (collection === null && (direction === 'push' || destination !== 'records'))
    throw wrongField('/collection', 'names what is stored, or the pull whose records are sent')
  if (direction === 'push' && collection === syncId) throw wrongField('/collection', 'is this sync itself')
}

/** Where another one of these stands, a position means nothing any more. */
export const startsAnew = (before: Definition, after: Definition): boolean =>
  (['direction', 'endpoint', 'destination', 'collection', 'items', 'item_id'] as const).some(
    (name) => before[name] !== after[name],
  ) || JSON.stringify(before.cursor) !== JSON.stringify(after.cursor)

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString())

export const runView = (run: StoredRun): Schemas['SyncRun'] => ({
  run_id: run.id,
  trigger: run.trigger,
  status: run.status,
  pages: run.pages,
  items: run.items,
  parked: run.parked,
  error: errorOf(run),
  started_at: iso(run.started_at),
  finished_at: iso(run.finished_at),
})

export const errorOf = ({ error_code, error_message }: { error_code: string | null; error_message: string | null }) =>
  error_code === null ? null : { code: error_code as ErrorCode, message: error_message ?? '' }

/** `disabled` while its service is. */
export function stateOf(
  { failures }: StoredSync,
  run: StoredRun | undefined,
  isEnabled: boolean,
): Schemas['SyncState'] {
  if (!isEnabled) return 'disabled'
  if (run?.status === 'running' || run?.status === 'queued') return run.status
  return failures >= FAILING_RUNS ? 'failing' : 'idle'
}

export const cursorAge = ({ position_at }: StoredSync, now: number): number | null =>
  position_at === null ? null : Math.max(0, Math.floor((now - position_at) / 1_000))

export const syncView = (
  sync: StoredSync,
  run: StoredRun | undefined,
  isEnabled: boolean,
  now: number,
): Schemas['Sync'] => ({
  sync_id: sync.sync_id,
  integration_id: sync.integration_id,
  schedule_seconds: sync.schedule_seconds,
  ...definitionOf(sync),
  state: stateOf(sync, run, isEnabled),
  record_count: sync.record_count,
  cursor_age_seconds: cursorAge(sync, now),
  next_run_at: sync.schedule_seconds === null ? null : iso(sync.due_at),
  last_run: run === undefined ? null : runView(run),
  created_at: iso(sync.created_at) ?? '',
  updated_at: iso(sync.updated_at) ?? '',
})
