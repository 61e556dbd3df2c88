import { createHash } from 'node:crypto'
import { ApiError } from '@proxyapi/contract/errors'
import type { Claim } from '../../store/claim.ts'
import { changesAfter, putRecords, type StoredRecord } from '../../store/sync-records.ts'
import { addToRun, syncOf, updateSync } from '../../store/syncs.ts'
import { type Exchange, sendToService } from './ask-service.ts'
import { CHANGES_A_RUN_MAX, CHANGES_AT_ONCE } from './limits.ts'
import type { Definition } from './sync-definition.ts'
import { type SyncParts, whereClaimed } from './sync-parts.ts'

interface Pushed {
  readonly definition: Definition
  readonly position: string | null
  readonly runId: string
  readonly syncId: string
}

/**
 * Sends changes in their order, one request an item; the position moves behind an item that was taken or refused. Throws
 * why it cannot go on.
 */
export async function runPush(
  parts: SyncParts,
  claim: Claim,
  exchange: Exchange,
  { definition, position, runId, syncId }: Pushed,
): Promise<void> {
  const { db } = parts.store
  const source = await syncOf(db, exchange.service.user_id, definition.collection ?? '')
  if (source === undefined) throw new ApiError('NOT_FOUND', 'The sync whose records are to be sent is not there.')
  let at = Number(position ?? 0)
  for (let sent = 0; sent < CHANGES_A_RUN_MAX; ) {
    const changes = await changesAfter(db, source.id, at, CHANGES_AT_ONCE)
    for (const change of changes) {
      const refusal = await push(parts, exchange, definition, change, keyOf(syncId, change))
      await settle(parts, claim, change, refusal, runId)
      at = change.seq
    }
    sent += changes.length
    if (changes.length < CHANGES_AT_ONCE) break
  }
  await whereClaimed(parts, claim, (tx, { id }) => updateSync(tx, id, { position_at: parts.runtime.clock.now() }))
}

/** The same in every attempt of every run, and of this version alone. */
function keyOf(syncId: string, { item_id, version }: StoredRecord): string {
  const key = `${syncId}.${item_id}.${version}`
  if (key.length <= 200 && /^[\x21-\x7e]+$/.test(key)) return key
  return `${syncId}.${createHash('sha256').update(item_id).digest('base64url')}.${version}`
}

/** Why the service does not take an item; null where it did. Throws what says nothing of the item. */
async function push(
  parts: SyncParts,
  exchange: Exchange,
  { endpoint }: Definition,
  { data }: StoredRecord,
  key: string,
): Promise<ApiError | null> {
  const item = data === null ? null : (JSON.parse(data) as unknown)
  try {
    const { outcome, attempts } = await sendToService(parts, exchange, { method: 'POST', endpoint, data: item, key })
    const last = attempts.at(-1)
    const status = last?.kind === 'answered' ? last.answer.status : null
    if (outcome.kind === 'answered' && (status ?? 0) < 300) return null
    const error = outcome.kind === 'answered' ? new ApiError('TARGET_HTTP_ERROR', `HTTP ${status}`) : outcome.error
    if (outcome.kind !== 'unknown' && status !== null && isRefusal(status)) return error
    throw error
  } catch (error) {
    // The security policy refuses this item and not the next one.
    if (error instanceof ApiError && error.code === 'INVALID_REQUEST') return error
    throw error
  }
}

/** These speak of the key, the address or the moment, and so of every item. */
const notOfTheItem: ReadonlySet<number> = new Set([401, 403, 404, 405, 407, 408, 429])

const isRefusal = (status: number): boolean => status >= 400 && status < 500 && !notOfTheItem.has(status)

async function settle(
  parts: SyncParts,
  claim: Claim,
  { item_id, user_id, version, digest, seq }: StoredRecord,
  refusal: ApiError | null,
  runId: string,
): Promise<void> {
  await whereClaimed(parts, claim, async (tx, sync) => {
    const now = parts.runtime.clock.now()
    const error = { error_code: refusal?.code ?? null, error_message: refusal?.message ?? null }
    const own = { sync: claim.id, item_id, user_id, version, digest, data: null, seq, updated_at: now, ...error }
    await putRecords(tx, [{ ...own, state: refusal === null ? 'sent' : 'parked' }])
    await updateSync(tx, sync.id, { position: String(seq), position_at: now })
    await addToRun(tx, runId, refusal === null ? { items: 1 } : { parked: 1 })
  })
}
