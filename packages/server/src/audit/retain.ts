import type { Runtime } from '../runtime.ts'
import { appendAudit } from '../store/audit.ts'
import { cutChain, lastCut, lockChain, readLinks } from '../store/chains.ts'
import type { Store } from '../store/database.ts'
import { macOf } from './checkpoint.ts'

const keptMs = 400 * 24 * 3_600_000
const rowsAtOnce = 500

/**
 * Takes away audit entries older than 400 days, from the beginning of the chain only, and leaves a signed cut in their
 * place; returns how many.
 */
export function retain(store: Store, runtime: Runtime, key: Uint8Array): Promise<number> {
  const nowMs = runtime.clock.now()
  return store.write(async (tx) => {
    if (!(await lockChain(tx, store, 'audit'))) return 0
    const after = (await lastCut(tx, 'audit'))?.seq ?? 0
    const links = await readLinks(tx, 'audit', { after, until: after + rowsAtOnce, limit: rowsAtOnce })
    const young = links.findIndex(({ row }) => row === null || Number(row.created_at) >= nowMs - keptMs)
    const old = young < 0 ? links : links.slice(0, young)
    const last = old.at(-1)
    if (!last) return 0
    const cut = { chain: 'audit' as const, seq: last.seq, hash: last.hash, at: nowMs }
    const rowIds = old.map(({ row_id }) => row_id)
    await cutChain(tx, store, { ...cut, mac: macOf(key, 'cut', cut) }, rowIds)
    await appendAudit(tx, runtime, {
      actor: { type: 'service', id: 'audit', keyId: null, ip: null },
      userId: null,
      action: 'audit.cut',
      target: null,
      requestId: null,
      details: { entries: old.length, until_seq: last.seq },
    })
    return old.length
  })
}
