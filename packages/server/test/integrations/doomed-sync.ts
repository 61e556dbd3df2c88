/**
 * A worker that is killed: it runs what is due over a store in a file or a server, and stops for ever at the n-th write that
 * it is told, `inside` the open transaction or `after` it, saying so. Arguments: URL of the store, port of the service, time in
 * ms, number of the write (0: none), where.
 */
import { createEgress } from '../../src/egress/egress.ts'
import { append } from '../../src/events/append.ts'
import { auditOf } from '../../src/identity/asker.ts'
import { createIntegrations } from '../../src/integrations/create-integrations.ts'
import { openStore, type Store } from '../../src/store/database.ts'
import { actFor } from '../../src/wiring/sync-verbs.ts'

const [url = '', port = '', at = '', count = '', where = ''] = process.argv.slice(2)
const quiet = { debug() {}, info() {}, warn() {}, error() {}, child: () => quiet }
const runtime = {
  clock: { now: () => Number(at), monotonic: () => performance.now(), sleep: () => new Promise<void>(() => {}) },
  random: { float: Math.random, bytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)) },
  log: quiet,
  metrics: { count() {}, observe() {}, gauge() {} },
}

async function stop(): Promise<never> {
  process.stdout.write('stopped\n')
  setInterval(() => {}, 1_000)
  return new Promise(() => {})
}

const real = await openStore({ url, log: quiet })
let writes = 0
const store: Store = {
  ...real,
  async write(work) {
    const isLast = ++writes === Number(count)
    const done = await real.write(async (tx) => {
      const result = await work(tx)
      if (isLast && where === 'inside') await stop()
      return result
    })
    if (isLast) await stop()
    return done
  },
}
const integrations = createIntegrations({
  store,
  runtime,
  cursors: { write: (_, position) => position, read: (_, cursor) => cursor },
  sealer: { seal: (text) => text, open: (text) => text },
  egress: createEgress({ userAgent: 'test', rules: { allow: [{ host: '127.0.0.1', port: Number(port) }] } }),
  audit: auditOf(runtime),
  events: { append: (tx, event) => append(runtime, tx, event), wake() {} },
  destinations: { vectors: () => Promise.reject(new Error()), memory: () => Promise.reject(new Error()) },
  actFor: actFor(store),
  wake() {},
})
const job = integrations.jobs().find(({ name }) => name === 'integrations.syncs')
await job?.run(new AbortController().signal)
await integrations.idle()
process.stdout.write(`ended after ${writes} writes\n`)
process.exit(0)
