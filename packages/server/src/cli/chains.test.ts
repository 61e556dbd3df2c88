import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { idAt, sealEverything, someEntries, someTransfers, tamper } from '../../test/chains.ts'
import { postgresUrl } from '../../test/postgres.ts'
import { quietLog, testRuntime } from '../../test/runtime.ts'
import { run } from '../../test/shell.ts'
import { createAudit } from '../audit/create-audit.ts'
import { createSecrets } from '../identity/secrets.ts'
import { chainHead } from '../store/chains.ts'
import { createCursors } from '../store/cursors.ts'
import { openStore, type Store } from '../store/database.ts'
import { migrate } from '../store/migrate.ts'
import { createLog } from '../telemetry/log.ts'

const encryptionKey = Buffer.alloc(32, 7).toString('base64url')
const environment = { ENCRYPTION_KEY: encryptionKey }

/** A folder, and a database in it or at a server, with six rows in each chain. */
async function world(isPostgres: boolean) {
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-chains-'))
  const url = isPostgres ? await (await import('../../test/postgres.ts')).freshDatabase() : join(folder, 'some.db')
  const store = await openStore({ url, log: quietLog })
  await migrate(store)
  await someEntries(store, testRuntime(), 6)
  await someTransfers(store, 6)
  await sealEverything(store)
  onTestFinished(async () => {
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return { folder, store, on: ['--database', url], url }
}

/** What the server's log says of the chains at this moment, at the level of production. */
async function logOf(store: Store): Promise<string> {
  const lines: string[] = []
  const write = (line: string) => void lines.push(line)
  const log = createLog({ level: 'warning', format: 'json', now: () => 0, write, fields: {} })
  const { chainKeys, cursorKey } = createSecrets(encryptionKey)
  const cursors = createCursors(cursorKey)
  const jobs = createAudit({ store, runtime: { ...testRuntime(), log }, cursors, chainKey: chainKeys[0] }).jobs()
  await jobs.find(({ name }) => name === 'audit.checkpoint')?.run(new AbortController().signal)
  return lines.join('')
}

const postgres = postgresUrl()
const places = [
  { name: 'a file', isPostgres: false },
  ...('url' in postgres ? [{ name: 'a server', isPostgres: true }] : []),
]

describe.each(places)('on $name', ({ isPostgres }) => {
  test('audit verify says that all is well, and names a row that was changed', async () => {
    const { folder, store, on } = await world(isPostgres)
    const well = await run(folder, ['audit', 'verify', ...on], environment)
    expect(well).toMatchObject({ code: 0, error: '' })
    expect(well.out).toMatch(/^audit log: 6 rows are as they were written, head 6:[0-9a-f]{64}, 0 checkpoints met\n$/)
    const id = await idAt(store, 'audit', 3)
    await tamper(store, `UPDATE audit_entries SET actor_id = 'usr_other' WHERE id = '${id}'`)
    expect(await run(folder, ['audit', 'verify', ...on], environment)).toEqual({
      code: 1,
      out: '',
      error: `audit log: ${id} (seq 3) was changed, moved or put in\n`,
    })
  })

  test('ledger check is red after a changed, a deleted and an inserted transfer, and after a changed balance', async () => {
    const { folder, store, on } = await world(isPostgres)
    expect(await run(folder, ['ledger', 'check', ...on])).toMatchObject({ code: 0, error: '' })
    const id = await idAt(store, 'transfers', 2)
    await tamper(store, `UPDATE ledger_transfers SET amount = amount + 5 WHERE id = '${id}'`)
    const changed = await run(folder, ['ledger', 'check', ...on])
    expect(changed.code).toBe(1)
    expect(changed.error).toContain(`ledger: ${id} (seq 2) was changed`)
    expect(changed.error).toContain('stored totals = sum of transfers: grants: expected')
    await tamper(store, `UPDATE ledger_transfers SET amount = amount - 5 WHERE id = '${id}'`)
    expect((await run(folder, ['ledger', 'check', ...on])).code).toBe(0)

    await tamper(store, "UPDATE ledger_accounts SET credits_posted = credits_posted + 5 WHERE id LIKE 'user:%'")
    expect((await run(folder, ['ledger', 'check', ...on])).code).toBe(1)
    await tamper(store, "UPDATE ledger_accounts SET credits_posted = credits_posted - 5 WHERE id LIKE 'user:%'")

    const balanced = `INSERT INTO ledger_transfers (id, posting_key, type, debit_account, credit_account, amount, created_at)
      SELECT 'txn_x', 'x', type, debit_account, credit_account, 1, created_at FROM ledger_transfers WHERE id = '${id}'`
    await tamper(
      store,
      balanced,
      "UPDATE ledger_accounts SET debits_posted = debits_posted + 1 WHERE id = 'grants'",
      "UPDATE ledger_accounts SET credits_posted = credits_posted + 1 WHERE id LIKE 'user:%'",
    )
    expect(await run(folder, ['ledger', 'check', ...on])).toMatchObject({
      code: 1,
      error: 'ledger: txn_x was put in: it has no seal and waits for none\n',
    })
    await tamper(
      store,
      "DELETE FROM ledger_transfers WHERE id IN ('txn_x', (SELECT row_id FROM chain_seals WHERE chain = 'transfers' AND seq = 5))",
    )
    expect((await run(folder, ['ledger', 'check', ...on])).error).toMatch(/\(seq 5\) was deleted/)
  })

  test('a tail that was cut shows against the log and against a noted head', async () => {
    const { folder, store, on } = await world(isPostgres)
    writeFileSync(join(folder, 'server.log'), await logOf(store))
    const head = await chainHead(store.db, 'audit')
    const noted = ['--head', `${head?.seq}:${head?.hash}`, '--checkpoints', 'server.log']
    const met = await run(folder, ['audit', 'verify', ...on, ...noted], environment)
    expect(met.out).toContain('2 checkpoints met')
    await tamper(
      store,
      `DELETE FROM audit_entries WHERE id = '${await idAt(store, 'audit', 6)}'`,
      "DELETE FROM chain_seals WHERE chain = 'audit' AND seq = 6",
    )
    expect((await run(folder, ['audit', 'verify', ...on], environment)).code).toBe(0)
    expect(await run(folder, ['audit', 'verify', ...on, '--checkpoints', 'server.log'], environment)).toMatchObject({
      code: 1,
      error: 'audit log: the end is missing: seq 6 was noted, the last is 5\n',
    })
    expect((await run(folder, ['audit', 'verify', ...on, '--head', noted[1] ?? ''], environment)).code).toBe(1)
  })
})

test('what cannot be checked is said so: no database, one of an older version, a head that is none', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-chains-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const file = join(folder, 'old.db')
  expect(await run(folder, ['audit', 'verify', '--database', file])).toMatchObject({
    code: 1,
    error: `There is no database ${file}.\n`,
  })
  await (await openStore({ url: file, log: quietLog })).close()
  writeFileSync(file, '', { flag: 'a' })
  const old = await openStore({ url: file, log: quietLog })
  await migrate(old, [])
  await old.close()
  expect((await run(folder, ['audit', 'verify', '--database', file])).error).toMatch(
    /has no 001-accounts, .*start this version/,
  )
  expect((await run(folder, ['audit'])).code).toBe(2)
})
