import type { Runtime } from '../runtime.ts'
import type { ChainName } from '../store/chain-tables.ts'
import {
  chainHead,
  chainNames,
  lockChain,
  oldestUnsealed,
  type Seal,
  unsealedRows,
  writeSeals,
} from '../store/chains.ts'
import type { Store } from '../store/database.ts'
import { linkHash } from './link-hash.ts'

const rowsAtOnce = 500

/** Appends what waits to the chains, at most so many rows each; returns how many. What another process seals now is left to it. */
export async function sealAll(store: Store): Promise<number> {
  let sealed = 0
  for (const chain of chainNames) sealed += await seal(store, chain)
  return sealed
}

async function seal(store: Store, chain: ChainName): Promise<number> {
  if ((await oldestUnsealed(store.db, chain)) === null) return 0
  return store.write(async (tx) => {
    if (!(await lockChain(tx, store, chain))) return 0
    const rows = await unsealedRows(tx, chain, rowsAtOnce)
    if (rows.length === 0) return 0
    const head = await chainHead(tx, chain)
    let before = head?.hash ?? ''
    const seals = rows.map(({ row }, at): Seal => {
      before = linkHash(before, row)
      return { seq: (head?.seq ?? 0) + at + 1, row_id: row.id, hash: before }
    })
    const ordinals = rows.map(({ ordinal }) => ordinal)
    await writeSeals(tx, store, chain, seals, ordinals)
    return rows.length
  })
}

/** What the gauges of the chains show. */
export async function measureSeals(store: Store, { clock, metrics }: Runtime): Promise<void> {
  for (const chain of chainNames) {
    const oldestAt = await oldestUnsealed(store.db, chain)
    const lagMs = oldestAt === null ? 0 : Math.max(0, clock.now() - oldestAt)
    metrics.gauge('proxyapi_seal_lag_seconds', lagMs / 1_000, { chain })
  }
}
