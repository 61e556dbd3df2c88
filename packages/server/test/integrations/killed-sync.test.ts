/** SIGKILL of a real worker in the middle of a sync, on both databases: no item is lost, none is there twice. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openStore } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrate.ts'
import { insertUser } from '../../src/store/users.ts'
import { freshDatabase, postgresUrl } from '../postgres.ts'
import { quietLog } from '../runtime.ts'
import { type Note, pagesOf, taking } from './feed-service.ts'
import { ann, roomOver } from './room.ts'
import { type Say, startService } from './service.ts'

const main = fileURLToPath(new URL('./doomed-sync.ts', import.meta.url))
const childMsMax = 30_000
const notes: Note[] = Array.from({ length: 30 }, (_, n) => ({
  id: `n${String(n).padStart(2, '0')}`,
  text: `text ${n}`,
}))
const missing = 'missing' in postgresUrl()

async function world(name: 'sqlite' | 'postgres') {
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-sync-'))
  const url = name === 'sqlite' ? join(folder, 'sync.db') : await freshDatabase()
  const store = await openStore({ url, log: quietLog })
  const service = await startService()
  onTestFinished(async () => {
    await service.close()
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  })
  await migrate(store)
  await store.write((tx) =>
    insertUser(tx, { id: 'usr_ann', email: null, name: null, role: 'user', billing_mode: 'prepaid', created_at: 0 }),
  )
  const room = roomOver(store, service)
  await room.register('crm', {}, { max_retries: 0 })
  return { room, url, service }
}
type World = Awaited<ReturnType<typeof world>>

/** Starts a worker, and kills it where it stops, or where the service says. */
async function killed({ room, url, service }: World, write: number, where: string, reached?: Promise<void>) {
  const args = [main, url, String(service.port), String(room.now() + 1_000), String(write), where]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], timeout: childMsMax })
  onTestFinished(() => void child.kill('SIGKILL'))
  const ended = once(child, 'exit')
  const stopped = new Promise<void>((resolve) =>
    child.stdout.on('data', (text) => /stopped/.test(String(text)) && resolve()),
  )
  await Promise.race([reached ?? stopped, ended.then(() => expect.fail('it ended before it was killed'))])
  child.kill('SIGKILL')
  await ended
}

/** A page that is asked for and never answered, the n-th one. */
function holding(service: World['service'], answered: number, say: Say): Promise<void> {
  const held = Promise.withResolvers<void>()
  service.otherwise = say
  service.script = [...Array.from({ length: answered }, () => say), () => held.resolve()]
  return held.promise
}

const pull = {
  integration_id: 'crm',
  direction: 'pull' as const,
  endpoint: '/notes',
  items: '/items',
  item_id: '/id',
  cursor: { send: 'since', read: '/next_cursor' },
  page_limit: 1_000,
  destination: 'records' as const,
  schedule_seconds: null,
}
const { cursor: _, ...rest } = pull
const push = { ...rest, direction: 'push' as const, endpoint: '/take', collection: 'notes' }

/** Writes of a pull: the claim, the begin of the run, two for each page (attempts, items with cursor), its end. */
const pullKills: [string, number, string][] = [
  ['inside the transaction of the first page', 4, 'inside'],
  ['inside the transaction of its end', 11, 'inside'],
]
const settled = async ({ room }: World) => {
  room.advance(65_000)
  await room.work()
}

describe.each(['sqlite', 'postgres'] as const)('on %s', (name) => {
  describe.skipIf(name === 'postgres' && missing)('Integration 8: a worker that is killed', () => {
    async function expectPulled(there: World) {
      await settled(there)
      const { items } = await there.room.integrations.syncs.records('usr_ann', 'notes', { limit: 1_000 })
      expect(items.map(({ data }) => data)).toEqual(notes)
      expect(items.every(({ version }) => version === 1)).toBe(true)
      const { last_run, record_count } = await there.room.integrations.syncs.get('usr_ann', 'notes')
      expect([record_count, last_run?.status]).toEqual([30, 'succeeded'])
      const pages = there.service.asked.map(({ path }) => path)
      // Three pages and the one that finds nothing; at most one of them twice.
      expect(pages.length).toBeLessThanOrEqual(5)
      const events = await there.room.store.db.selectFrom('events').select('name').execute()
      expect(events).toEqual([{ name: 'sync.completed' }])
    }

    test.each(pullKills)('%s of a pull loses and doubles nothing', async (_, write, where) => {
      const there = await world(name)
      there.service.otherwise = pagesOf(notes, 10)
      await there.room.integrations.syncs.put(ann, 'notes', pull)
      await there.room.integrations.syncs.run(ann, 'notes', async () => {})
      await killed(there, write, where)
      await expectPulled(there)
    })

    test('while it waits for a page of a pull loses and doubles nothing', async () => {
      const there = await world(name)
      const reached = holding(there.service, 1, pagesOf(notes, 10))
      await there.room.integrations.syncs.put(ann, 'notes', pull)
      await there.room.integrations.syncs.run(ann, 'notes', async () => {})
      await killed(there, 0, '', reached)
      await expectPulled(there)
    })

    test('after the service took an item of a push sends it again under its key, and no item is lost', async () => {
      const there = await world(name)
      there.service.otherwise = pagesOf(notes, 10)
      await there.room.integrations.syncs.put(ann, 'notes', pull)
      await there.room.integrations.syncs.run(ann, 'notes', async () => {})
      await there.room.work()
      await there.room.integrations.syncs.put(ann, 'out', push)
      await there.room.integrations.syncs.run(ann, 'out', async () => {})
      const kept = new Map<string, unknown>()
      there.service.otherwise = taking(kept)
      const before = there.service.asked.length
      // The claim, its begin, two writes for each of four items, and the first one for the fifth: it was taken, and not yet noted.
      await killed(there, 12, 'inside')
      expect(kept.size).toBe(5)
      await settled(there)
      expect([...kept.values()]).toEqual(notes)
      expect([...kept.keys()]).toEqual(notes.map(({ id }) => `out.${id}.1`))
      expect(there.service.asked.length - before).toBe(31)
      const { items } = await there.room.integrations.syncs.records('usr_ann', 'out', { limit: 1_000 })
      expect(items.every(({ state }) => state === 'sent')).toBe(true)
    })
  })
})
