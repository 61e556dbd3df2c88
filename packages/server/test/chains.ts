/** Chains over a store, and what somebody with all rights on its tables may do to them. */
import { sql } from 'kysely'
import { sealAll } from '../src/audit/seal.ts'
import { type Evidence, verifyChain } from '../src/audit/verify.ts'
import type { Runtime } from '../src/runtime.ts'
import { appendAudit } from '../src/store/audit.ts'
import type { ChainName } from '../src/store/chain-tables.ts'
import type { Store } from '../src/store/database.ts'
import { aUser, grant } from './ledger.ts'

export const chainKey = new Uint8Array(32).fill(5)

export const noEvidence: Evidence = { keys: [chainKey], checkpoints: [], heads: [] }

export const tables: Record<ChainName, string> = { audit: 'audit_entries', transfers: 'ledger_transfers' }

/** So many audit entries, as rooms write them. */
export async function someEntries(store: Store, runtime: Runtime, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    await store.write((tx) =>
      appendAudit(tx, runtime, {
        actor: { type: 'key', id: 'usr_ann', keyId: 'key_1', ip: '203.0.113.9' },
        userId: 'usr_ann',
        action: n % 2 === 0 ? 'key.created' : 'key.revoked',
        target: { type: 'key', id: `key_${n}` },
        requestId: n % 3 === 0 ? null : `req_${n}`,
        details: { n, name: 'Café \u{1f600} "quoted"' },
      }),
    )
  }
}

/** So many transfers of one user. */
export async function someTransfers(store: Store, count: number): Promise<void> {
  const userId = await aUser(store)
  for (let n = 0; n < count; n++) await grant(store, userId, n + 1)
}

export async function sealEverything(store: Store): Promise<void> {
  while ((await sealAll(store)) > 0);
}

/** What is wrong, or null. */
export async function faultIn(store: Store, chain: ChainName, evidence = noEvidence): Promise<string | null> {
  return (await verifyChain(store, chain, evidence)).fault
}

/** Statements of an attacker, whom no trigger and no constraint of rows stops. */
export async function tamper(store: Store, ...statements: string[]): Promise<void> {
  const watched = ['audit_entries', 'ledger_transfers', 'chain_seals', 'chain_cuts', 'gpu_segments']
  if (store.dialect === 'sqlite') {
    const { rows } = await sql<{ name: string }>`SELECT name FROM sqlite_master WHERE type = 'trigger'`.execute(
      store.db,
    )
    for (const { name } of rows) await sql.raw(`DROP TRIGGER ${name}`).execute(store.db)
    await sql`PRAGMA foreign_keys = OFF`.execute(store.db)
  } else {
    for (const table of watched) await sql.raw(`ALTER TABLE ${table} DISABLE TRIGGER ALL`).execute(store.db)
  }
  for (const statement of statements) await sql.raw(statement).execute(store.db)
}

export async function idAt(store: Store, chain: ChainName, seq: number): Promise<string> {
  const row = await store.db
    .selectFrom('chain_seals')
    .select('row_id')
    .where('chain', '=', chain)
    .where('seq', '=', seq)
    .executeTakeFirstOrThrow()
  return row.row_id
}
