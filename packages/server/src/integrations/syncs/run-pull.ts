import { ApiError } from '@proxyapi/contract/errors'
import type { Principal } from '../../identity/principal.ts'
import type { Claim } from '../../store/claim.ts'
import type { Tx } from '../../store/database.ts'
import { knownRecords, putRecords, type StoredRecord } from '../../store/sync-records.ts'
import { addToRun, type StoredRun, type StoredSync, updateSync } from '../../store/syncs.ts'
import { askService, type Exchange } from './ask-service.ts'
import { deliver, type Parked } from './deliver.ts'
import { RECORDS_MAX } from './limits.ts'
import { type Item, type Page, readPage } from './read-page.ts'
import type { Definition } from './sync-definition.ts'
import { type SyncParts, whereClaimed } from './sync-parts.ts'

/** Reads page after page; the items of a page and the cursor behind it are one transaction. Throws why it cannot go on. */
export async function runPull(
  parts: SyncParts,
  claim: Claim,
  exchange: Exchange,
  {
    definition,
    position,
    run,
    owner,
  }: { definition: Definition; position: string | null; run: StoredRun; owner: Principal },
): Promise<void> {
  let cursor = position
  for (let pages = run.pages; pages < definition.page_limit; pages++) {
    const query = cursor === null || definition.cursor === null ? {} : { [definition.cursor.send]: cursor }
    const body = await askService(parts, exchange, { method: 'GET', endpoint: definition.endpoint, query })
    const page = readPage(body, definition, cursor)
    const known = await knownRecords(parts.store.db, claim.id, idsOf(page.items))
    const changed = page.items.filter(({ id, digest }) => known.get(id)?.digest !== digest)
    const parked = await deliver(parts, definition, owner, changed, exchange.signal)
    await whereClaimed(parts, claim, (tx, sync) => applyPage(parts, tx, sync, run.id, { definition, page, parked }))
    if (page.next === null) return
    cursor = page.next
  }
}

const idsOf = (items: readonly Item[]) => items.map(({ id }) => id)

interface Applied {
  readonly definition: Definition
  readonly page: Page
  readonly parked: ReadonlyMap<string, Parked>
}

async function applyPage(
  { runtime }: SyncParts,
  tx: Tx,
  sync: StoredSync,
  runId: string,
  { definition, page, parked }: Applied,
): Promise<void> {
  const now = runtime.clock.now()
  const known = await knownRecords(tx, sync.id, idsOf(page.items))
  const changed = page.items.filter(({ id, digest }) => known.get(id)?.digest !== digest)
  const record_count = sync.record_count + page.items.filter(({ id }) => !known.has(id)).length
  if (record_count > RECORDS_MAX) throw new ApiError('LIMIT_REACHED', `A sync keeps at most ${RECORDS_MAX} items.`)
  const rows = changed.map(({ id, value, digest }, n): StoredRecord => {
    const refusal = parked.get(id)
    return {
      sync: sync.id,
      item_id: id,
      user_id: sync.user_id,
      version: (known.get(id)?.version ?? 0) + 1,
      digest,
      state: refusal === undefined ? 'stored' : 'parked',
      data: definition.destination === 'records' ? JSON.stringify(value) : null,
      error_code: refusal?.code ?? null,
      error_message: refusal?.message ?? null,
      seq: sync.seq + n + 1,
      updated_at: now,
    }
  })
  await putRecords(tx, rows)
  const position = page.next ?? sync.position
  await updateSync(tx, sync.id, { position, position_at: now, seq: sync.seq + rows.length, record_count })
  await addToRun(tx, runId, {
    pages: 1,
    items: page.items.length - parked.size,
    parked: parked.size + page.unnamed,
  })
}
