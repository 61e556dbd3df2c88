/** A worker is killed at each step of claim → fetch → apply → publish; the next one ends where an undisturbed one does. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { listServer, provider, type Say, sendJson } from '../../test/discovery/parts.ts'
import { openRoom, run } from '../../test/discovery/room.ts'
import { quietLog, testClock, testRandom } from '../../test/runtime.ts'
import { append } from '../events/append.ts'
import type { Events } from '../events/events.ts'
import { openStore, type Store } from '../store/database.ts'
import { migrate } from '../store/migrate.ts'

const script = fileURLToPath(new URL('../../test/discovery/doomed.ts', import.meta.url))
const start = Date.UTC(2026, 10, 20, 10)
const minute = 60_000
const before = ['a', 'b', 'c']
const after = ['a', 'b', 'c', 'd', 'e']
const body = (ids: readonly string[]) => ({ data: ids.map((id) => ({ id, object: 'model' })) })

/** Refreshes as a worker of its own at this time, with events as the server writes them. */
async function work(store: Store, url: string, at: number): Promise<void> {
  const clock = testClock(at)
  const random = testRandom(at)
  const events: Events = { append: (tx, event) => append({ clock, random }, tx, event), wake() {} }
  const room = await openRoom({ store, clock, events, providers: [provider('openai', { baseUrl: url })] })
  await run(room, 'discovery.refresh')
  await room.discovery.close()
}

/** Everything that a worker leaves behind, without what only says when. */
async function result(store: Store) {
  const models = await store.db.selectFrom('models').select(['uid', 'state', 'doc', 'version']).orderBy('uid').execute()
  const changes = await store.db
    .selectFrom('model_changes')
    .select(['seq', 'kind', 'uid', 'snapshot'])
    .orderBy('seq')
    .execute()
  const head = await store.db.selectFrom('catalog_head').select(['seq', 'snapshot']).execute()
  const events = await store.db.selectFrom('events').select(['name', 'data']).orderBy('at').orderBy('id').execute()
  const told = events.map(({ name, data }) => [name, JSON.parse(data).count ?? JSON.parse(data).result])
  return { models, changes, head, told }
}

async function fresh() {
  const folder = await mkdtemp(join(tmpdir(), 'killed-'))
  const path = `sqlite:${join(folder, 'store.db')}`
  let say: Say = (_, response) => sendJson(response, body(before))
  const server = await listServer((asked, response, n) => say(asked, response, n))
  const store = await openStore({ url: path, log: quietLog })
  onTestFinished(async () => {
    await store.close()
    await rm(folder, { recursive: true })
  })
  await migrate(store)
  await work(store, server.url, start)
  const says = (next: Say) => {
    say = next
  }
  return { path, store, server, says }
}

const whole: Say = (_, response) => sendJson(response, body(after))
const steps: readonly [string, Say, string | null][] = [
  ['claim, before a byte of the list came', () => undefined, null],
  ['fetch, in the middle of the list', (_, response) => void response.writeHead(200).write('{"data":[{"id":"a"'), null],
  ['apply, with the transaction open', whole, 'apply'],
  ['publish, after the transaction', whole, 'publish'],
]

describe('killed at', () => {
  it.each(steps)('%s', async (_, say, step) => {
    const undisturbed = await fresh()
    undisturbed.says(whole)
    await work(undisturbed.store, undisturbed.server.url, start + 90 * minute)
    const expected = await result(undisturbed.store)
    expect(expected.changes.filter(({ kind }) => kind === 'added').length).toBeGreaterThan(after.length)

    const { path, store, server, says } = await fresh()
    const reached = Promise.withResolvers<void>()
    says((asked, response, n) => {
      say(asked, response, n)
      if (step === null) reached.resolve()
    })
    const child = spawn(process.execPath, [script, path, server.url, step ?? '', String(start + 60 * minute)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    child.stdout.on('data', (text: Buffer) => {
      if (text.toString().includes(String(step))) reached.resolve()
    })
    const ended = once(child, 'exit')
    await Promise.race([reached.promise, ended.then(() => expect.fail('it ended before it was killed'))])
    child.kill('SIGKILL')
    await ended

    says(whole)
    await work(store, server.url, start + 90 * minute)
    const { told, ...rest } = await result(store)
    const { told: expectedTold, ...expectedRest } = expected
    expect(rest).toEqual(expectedRest)
    expect(told.filter(([name]) => name === 'models.discovered')).toEqual(
      expectedTold.filter(([name]) => name === 'models.discovered'),
    )
  })
})
