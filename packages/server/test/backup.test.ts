/** Backups of a server that works: whole, sound, and of use; and what is wrong with one that is not. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { freshDatabase, postgresUrl } from './postgres.ts'
import { type Running, startServer } from './running.ts'
import { run } from './shell.ts'

const key = Buffer.alloc(32, 9).toString('base64url')
const limitMs = 90_000

const folderOf = (name: string): string => {
  const folder = mkdtempSync(join(tmpdir(), `proxyapi-${name}-`))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Calls that are charged, eight at a time, until told to stop; resolves with how many were. */
function load({ url, key }: Running): () => Promise<number> {
  let isOver = false
  const caller = async () => {
    let charged = 0
    while (!isOver) {
      const response = await fetch(`${url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': key },
        body: JSON.stringify({ model: 'openai/gpt-4o-mini', messages: [{ role: 'user', content: 'echo: hi' }] }),
      })
      await response.text()
      if (response.status === 200) charged++
    }
    return charged
  }
  const callers = Promise.all(Array.from({ length: 8 }, caller))
  return async () => {
    isOver = true
    return (await callers).reduce((a, b) => a + b)
  }
}

describe.each(['SQLite', 'PostgreSQL'])('of a server under load on %s', (dialect) => {
  const isMissing = dialect === 'PostgreSQL' && 'missing' in postgresUrl()

  test.skipIf(isMissing)(
    'a backup passes verify-backup, and what is restored from it is as sound',
    async () => {
      const folder = folderOf('backup')
      const database = dialect === 'SQLite' ? join(folder, 'gpuproxy.db') : await freshDatabase()
      const server = await startServer({ folder, environment: { DATABASE_URL: database } })
      onTestFinished(() => void server.process.kill('SIGKILL'))
      const stopped = load(server)
      writeFileSync(join(folder, 'backup.key'), key)
      writeFileSync(join(folder, '.env'), 'SOME_SECRET=s3cret\n')
      const environment = { DATABASE_URL: database, BACKUP_KEY_FILE: 'backup.key', PATH: process.env.PATH ?? '' }
      const backup = await run(folder, ['db', 'backup'], environment)
      expect(backup).toMatchObject({ code: 0, error: '' })
      const path = backup.out.trim()
      expect(await stopped()).toBeGreaterThan(0)
      expect(await run(folder, ['db', 'verify-backup', path], environment)).toMatchObject({ code: 0, error: '' })
      const text = readdirSync(join(folder, path)).map((name) => readFileSync(join(folder, path, name), 'latin1'))
      expect(text.join()).not.toContain('s3cret')

      const fresh = folderOf('restored')
      const target = dialect === 'SQLite' ? join(fresh, 'gpuproxy.db') : await freshDatabase()
      writeFileSync(join(fresh, 'backup.key'), key)
      const there = { ...environment, DATABASE_URL: target }
      const restore = ['db', 'restore', join(folder, path)]
      expect((await run(fresh, restore, there)).error).toContain('--yes')
      expect(await run(fresh, [...restore, '--yes'], there)).toMatchObject({ code: 0, error: '' })
      expect(readFileSync(join(fresh, '.env'), 'utf8')).toBe('SOME_SECRET=s3cret\n')
      expect(await run(fresh, ['ledger', 'check'], there)).toMatchObject({ code: 0, error: '' })
      expect(await run(fresh, ['db', 'status'], there)).toMatchObject({ code: 0 })
    },
    limitMs,
  )
})

describe('a backup', () => {
  let folder: string
  let path: string
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'proxyapi-backups-'))
    await run(folder, ['db', 'migrate', '--database', join(folder, 'gpuproxy.db')])
    writeFileSync(join(folder, 'config.yaml'), "database: { url: './gpuproxy.db' }\n")
    writeFileSync(join(folder, '.env'), 'A=b\n')
    path = join(folder, (await run(folder, ['db', 'backup'])).out.trim())
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const copied = (): string => {
    const copy = folderOf('copy')
    for (const name of readdirSync(path)) copyFileSync(join(path, name), join(copy, name))
    return copy
  }
  const verified = (copy: string) => run(folder, ['db', 'verify-backup', copy])

  test('leaves secrets out, aloud, where there is no key to seal them with', async () => {
    const ran = await run(folder, ['db', 'backup', '--dir', 'elsewhere'])
    expect(ran).toMatchObject({ code: 0, error: expect.stringContaining('.env is not in the backup') })
    expect(readdirSync(path).sort()).toEqual(['config.yaml', 'database.sqlite', 'manifest.json'])
  })

  test.each(['database.sqlite', 'config.yaml'])('of which %s was changed or is gone is named', async (name) => {
    const changed = copied()
    const bytes = readFileSync(join(changed, name))
    bytes[bytes.length >> 1]! ^= 1
    writeFileSync(join(changed, name), bytes)
    expect(await verified(changed)).toMatchObject({ code: 1, error: expect.stringContaining(`${name} is not what`) })
    rmSync(join(changed, name))
    expect((await verified(changed)).code).toBe(1)
  })

  test('whose books are not sound is named, however well its bytes fit', async () => {
    const cooked = copied()
    const { DatabaseSync } = await import('node:sqlite')
    const database = new DatabaseSync(join(cooked, 'database.sqlite'))
    database.exec("UPDATE ledger_accounts SET debits_posted = debits_posted + 1 WHERE id = 'grants'")
    database.exec("INSERT INTO ledger_accounts (id, debits_posted) SELECT 'cooked', 1 WHERE changes() = 0")
    database.close()
    const { fileRow, manifestName, readManifest } = await import('../src/cli/backup-manifest.ts')
    const manifest = readManifest(cooked)
    const files = manifest.files.map(({ name }) => fileRow(cooked, name))
    writeFileSync(join(cooked, manifestName), JSON.stringify({ ...manifest, files }))
    expect(await verified(cooked)).toMatchObject({ code: 1, error: expect.stringContaining('ledger: ') })
  })

  test('that broke off is none', async () => {
    const broken = copied()
    rmSync(join(broken, 'manifest.json'))
    expect(await verified(broken)).toMatchObject({ code: 1, error: expect.stringContaining('no whole backup') })
    const failed = await run(folder, ['db', 'backup', '--dir', 'failed', '--database', join(folder, 'nothing.db')])
    expect(failed.code).toBe(1)
    expect(readdirSync(join(folder, 'failed'))).toEqual([])
  })

  test('is deleted once it is older than asked, and nothing else is', async () => {
    const kept = join(folder, 'kept')
    for (const name of ['proxyapi-20200101T020000Z', 'proxyapi-of-mine'])
      mkdirSync(join(kept, name), { recursive: true })
    await run(folder, ['db', 'backup', '--dir', 'kept'])
    const names = readdirSync(kept)
    expect(names).toHaveLength(2)
    expect(names).toContain('proxyapi-of-mine')
  })

  test('takes the place of a database, which is put aside', async () => {
    const home = folderOf('home')
    writeFileSync(join(home, 'gpuproxy.db'), 'what was there')
    const restored = await run(home, ['db', 'restore', path, '--yes', '--database', join(home, 'gpuproxy.db')])
    expect(restored).toMatchObject({ code: 0, error: '' })
    const aside = readdirSync(home).find((name) => name.startsWith('gpuproxy.db.before-')) ?? ''
    expect(readFileSync(join(home, aside), 'utf8')).toBe('what was there')
    expect(existsSync(join(home, 'gpuproxy.db'))).toBe(true)
  })
})
