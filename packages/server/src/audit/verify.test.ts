import fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  chainKey,
  faultIn,
  idAt,
  noEvidence,
  sealEverything,
  someEntries,
  someTransfers,
  tables,
  tamper,
} from '../../test/chains.ts'
import { testClock, testRuntime } from '../../test/runtime.ts'
import { eachStore, type OpenStore } from '../../test/stores.ts'
import type { ChainName } from '../store/chain-tables.ts'
import { chainHead, chainNames } from '../store/chains.ts'
import type { Store } from '../store/database.ts'
import { checkpointText, readCheckpoints } from './checkpoint.ts'
import { linkHash } from './link-hash.ts'
import { retain } from './retain.ts'
import { sealAll } from './seal.ts'
import { verifyChain } from './verify.ts'

/** Twelve sealed rows in each chain. */
async function sealed(open: OpenStore): Promise<Store> {
  const store = await open()
  onTestFinished(() => store.close())
  await someEntries(store, testRuntime(), 12)
  await someTransfers(store, 12)
  await sealEverything(store)
  return store
}

const headOf = async (store: Store, chain: ChainName) => (await chainHead(store.db, chain)) ?? { seq: 0, hash: '' }

const columnsOf: Record<ChainName, string[]> = {
  audit: ['created_at', 'actor_type', 'actor_id', 'actor_ip', 'user_id', 'action', 'target_id', 'result', 'details'],
  transfers: ['posting_key', 'type', 'debit_account', 'amount', 'reference', 'user_id', 'created_at'],
}
const numeric = new Set(['created_at', 'amount'])

/** Each by what it does to row or seal 7, and what is then said. */
const attacks: Record<string, { statements: (table: string, chain: string, id: string) => string[]; said: RegExp }> = {
  'a deleted row': {
    statements: (table, _, id) => [`DELETE FROM ${table} WHERE id = '${id}'`],
    said: /\(seq 7\) was deleted/,
  },
  'a row deleted with its seal': {
    statements: (table, chain, id) => [
      `DELETE FROM ${table} WHERE id = '${id}'`,
      `DELETE FROM chain_seals WHERE chain = '${chain}' AND seq = 7`,
    ],
    said: /seal 7 is missing/,
  },
  'a row deleted with its seal, the others moved up': {
    statements: (table, chain, id) => [
      `DELETE FROM ${table} WHERE id = '${id}'`,
      `DELETE FROM chain_seals WHERE chain = '${chain}' AND seq = 7`,
      ...[8, 9, 10, 11, 12].map(
        (seq) => `UPDATE chain_seals SET seq = ${seq - 1} WHERE chain = '${chain}' AND seq = ${seq}`,
      ),
    ],
    said: /\(seq 7\) was changed, moved or put in/,
  },
  'two rows that changed places': {
    statements: (_, chain) => [
      `UPDATE chain_seals SET seq = 700 WHERE chain = '${chain}' AND seq = 7`,
      `UPDATE chain_seals SET seq = 7 WHERE chain = '${chain}' AND seq = 8`,
      `UPDATE chain_seals SET seq = 8 WHERE chain = '${chain}' AND seq = 700`,
    ],
    said: /\(seq 7\) was changed, moved or put in/,
  },
  'seals of two rows that changed places': {
    statements: (_, chain, id) => [
      `UPDATE chain_seals SET row_id = 'x' WHERE chain = '${chain}' AND seq = 7`,
      `UPDATE chain_seals SET row_id = '${id}' WHERE chain = '${chain}' AND seq = 8`,
    ],
    said: /x \(seq 7\) was deleted/,
  },
  'a hash of a seal': {
    statements: (_, chain) => [`UPDATE chain_seals SET hash = 'ff' WHERE chain = '${chain}' AND seq = 7`],
    said: /\(seq 7\) was changed/,
  },
  'the first rows gone without a cut': {
    statements: (_, chain) => [`DELETE FROM chain_seals WHERE chain = '${chain}' AND seq <= 3`],
    said: /seal 1 is missing: the next one is 4/,
  },
  'the first rows gone behind a cut of somebody else': {
    statements: (_, chain) => [
      `INSERT INTO chain_cuts (chain, seq, hash, at, mac)
       SELECT chain, seq, hash, 0, '${'ab'.repeat(32)}' FROM chain_seals WHERE chain = '${chain}' AND seq = 3`,
      `DELETE FROM chain_seals WHERE chain = '${chain}' AND seq <= 3`,
    ],
    said: /the cut at seq 3 was not made by this server/,
  },
  'a row that came past the triggers': {
    statements: (table, chain) => [
      chain === 'audit'
        ? `INSERT INTO ${table} (id, created_at, actor_type, action, result, details) VALUES ('aud_x', 0, 'key', 'a', 'success', '{}')`
        : `INSERT INTO ${table} (id, posting_key, type, debit_account, credit_account, amount, created_at) VALUES ('txn_x', 'x', 'grant', 'grants', 'user:usr_operator', 1, 0)`,
    ],
    said: /(aud|txn)_x was put in: it has no seal/,
  },
}

eachStore((_, open) => {
  test('random histories, sealed at random moments by two at once, are sound', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('audit' as const), count: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ kind: fc.constant('transfers' as const), count: fc.integer({ min: 1, max: 4 }) }),
      fc.record({ kind: fc.constant('seal' as const), count: fc.integer({ min: 1, max: 3 }) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
        const store = await open()
        try {
          const runtime = testRuntime()
          for (const { kind, count } of steps) {
            if (kind === 'audit') await someEntries(store, runtime, count)
            else if (kind === 'transfers') await someTransfers(store, count)
            else await Promise.all(Array.from({ length: count }, () => sealAll(store)))
            for (const chain of chainNames) expect(await faultIn(store, chain)).toBeNull()
          }
          await Promise.all([sealEverything(store), sealEverything(store)])
          await sealEverything(store)
          for (const chain of chainNames) {
            const { links, fault } = await verifyChain(store, chain, noEvidence)
            const { rows } = await sql<{ n: number }>`SELECT COUNT(*) AS n FROM ${sql.table(tables[chain])}`.execute(
              store.db,
            )
            expect({ links, fault }).toEqual({ links: Number(rows[0]?.n), fault: null })
          }
        } finally {
          await store.close()
        }
      }),
      { numRuns: 6, seed: 20_261_121 },
    )
  })

  describe.each(chainNames)('the chain of %s is red after', (chain) => {
    test.each(Object.entries(attacks))('%s', async (_title, { statements, said }) => {
      const store = await sealed(open)
      expect(await faultIn(store, chain)).toBeNull()
      await tamper(store, ...statements(tables[chain], chain, await idAt(store, chain, 7)))
      expect(await faultIn(store, chain)).toMatch(said)
    })

    test('any changed column of any row, which is named', async () => {
      const store = await sealed(open)
      await tamper(store)
      for (const [at, column] of columnsOf[chain].entries()) {
        const id = await idAt(store, chain, at + 1)
        const where = `WHERE id = '${id}'`
        const table = tables[chain]
        const { rows } = await sql
          .raw<{ was: string | number | null }>(`SELECT ${column} AS was FROM ${table} ${where}`)
          .execute(store.db)
        const was = rows[0]?.was ?? null
        await tamper(
          store,
          `UPDATE ${table} SET ${column} = ${numeric.has(column) ? `${column} + 1` : "'other'"} ${where}`,
        )
        expect(await faultIn(store, chain)).toBe(`${id} (seq ${at + 1}) was changed, moved or put in`)
        await sql`UPDATE ${sql.table(table)} SET ${sql.ref(column)} = ${was} WHERE id = ${id}`.execute(store.db)
        expect(await faultIn(store, chain)).toBeNull()
      }
    })

    test('its end was cut off, against a checkpoint or a noted head', async () => {
      const store = await sealed(open)
      const head = await headOf(store, chain)
      const checkpoints = readCheckpoints(
        `some line {"checkpoint":"${checkpointText(chainKey, { chain, ...head, at: 7 })}"}`,
      )
      expect(checkpoints).toHaveLength(1)
      expect(await verifyChain(store, chain, { ...noEvidence, checkpoints })).toMatchObject({ met: 1, fault: null })
      const ids = [await idAt(store, chain, 11), await idAt(store, chain, 12)]
      await tamper(
        store,
        ...ids.map((id) => `DELETE FROM ${tables[chain]} WHERE id = '${id}'`),
        `DELETE FROM chain_seals WHERE chain = '${chain}' AND seq > 10`,
      )
      expect(await faultIn(store, chain)).toBeNull()
      const said = 'the end is missing: seq 12 was noted, the last is 10'
      expect(await faultIn(store, chain, { ...noEvidence, checkpoints })).toBe(said)
      expect(await faultIn(store, chain, { ...noEvidence, heads: [head] })).toBe(said)
    })

    test('it was written anew, against a checkpoint', async () => {
      const store = await sealed(open)
      const head = await headOf(store, chain)
      const id = await idAt(store, chain, 4)
      await tamper(
        store,
        `UPDATE ${tables[chain]} SET user_id = NULL WHERE id = '${id}'`,
        `DELETE FROM chain_seals WHERE chain = '${chain}'`,
        `INSERT INTO chain_unsealed (chain, row_id) SELECT '${chain}', id FROM ${tables[chain]} ORDER BY id`,
      )
      await sealEverything(store)
      expect(await faultIn(store, chain)).toBeNull()
      expect(await faultIn(store, chain, { ...noEvidence, heads: [head] })).toMatch(/written anew: \w+ \(seq 12\)/)
    })
  })

  test('a row that went before it was sealed is named', async () => {
    const store = await open()
    onTestFinished(() => store.close())
    await someEntries(store, testRuntime(), 2)
    const { id } = await store.db.selectFrom('audit_entries').select('id').orderBy('id').executeTakeFirstOrThrow()
    await tamper(store, `DELETE FROM audit_entries WHERE id = '${id}'`)
    await sealEverything(store)
    expect(await faultIn(store, 'audit')).toBe(`${id} was deleted before it was sealed`)
  })

  test('a checkpoint that another key signed is no evidence, and without the key none is', async () => {
    const store = await sealed(open)
    const head = await headOf(store, 'audit')
    const forged = readCheckpoints(checkpointText(new Uint8Array(32), { chain: 'audit', ...head, at: 7 }))
    expect(await faultIn(store, 'audit', { ...noEvidence, checkpoints: forged })).toMatch(
      /was not signed by this server/,
    )
    expect(await faultIn(store, 'audit', { keys: [], checkpoints: forged, heads: [] })).toMatch(
      /without ENCRYPTION_KEY/,
    )
    expect(await faultIn(store, 'transfers', { ...noEvidence, checkpoints: forged })).toBeNull()
  })

  test('the tables refuse change and deletion, and retention alone cuts, at the beginning', async () => {
    const store = await open()
    onTestFinished(() => store.close())
    const clock = testClock()
    const runtime = testRuntime(clock)
    await someEntries(store, runtime, 5)
    await sealEverything(store)
    for (const statement of [
      "UPDATE audit_entries SET action = 'x'",
      'DELETE FROM audit_entries',
      "UPDATE chain_seals SET hash = 'x'",
      'DELETE FROM chain_seals',
      ...(store.dialect === 'postgres'
        ? ['TRUNCATE audit_entries', 'TRUNCATE ledger_transfers', 'TRUNCATE chain_seals']
        : []),
    ])
      await expect(sql.raw(statement).execute(store.db)).rejects.toThrow('append-only')
    expect(await retain(store, runtime, chainKey)).toBe(0)
    await clock.advance(400 * 86_400_000 - 1)
    await someEntries(store, runtime, 2)
    await sealEverything(store)
    expect(await retain(store, runtime, chainKey)).toBe(0)
    await clock.advance(2)
    expect(await retain(store, runtime, chainKey)).toBe(5)
    await sealEverything(store)
    expect(await verifyChain(store, 'audit', noEvidence)).toMatchObject({ links: 3, head: { seq: 8 }, fault: null })
    expect(await faultIn(store, 'audit', { ...noEvidence, keys: [] })).toMatch(/without ENCRYPTION_KEY/)
    await expect(sql`DELETE FROM chain_cuts`.execute(store.db)).rejects.toThrow('append-only')
    const kept = await store.db
      .selectFrom('audit_entries')
      .select(['action', 'details'])
      .orderBy('id', 'desc')
      .execute()
    expect(kept.map(({ action }) => action)).toContain('audit.cut')
    await tamper(store, 'DELETE FROM chain_cuts')
    expect(await faultIn(store, 'audit')).toBe(
      `seal 1 is missing: the next one is 6, of ${await idAt(store, 'audit', 6)}`,
    )
  })
})

test('a link is SHA-256 over the hash before and the canonical row', () => {
  const row = { id: 'aud_1', b: 2, a: null, text: 'é' }
  expect(linkHash('', row)).toBe('00072aca34762ace3bd810f52dec287d5c178bfb859276aa815fbc56cc470411')
})
