/**
 * A worker that is killed: it refreshes one provider over a store in a file, and stops for ever at the step that it is told,
 * saying its name. Arguments: path of the store, address of the list, step, the time in ms.
 */
import { brands } from '@proxyapi/providers'
import { createDiscovery } from '../../src/discovery/discovery.ts'
import { defaultDiscoverySettings } from '../../src/discovery/settings.ts'
import { createEgress } from '../../src/egress/egress.ts'
import { append } from '../../src/events/append.ts'
import { openStore } from '../../src/store/database.ts'

const [path = '', url = '', step = '', at = ''] = process.argv.slice(2)
const brand = brands.get('openai')
if (brand === undefined) throw new Error('no brand')
const quiet = { debug() {}, info() {}, warn() {}, error() {}, child: () => quiet }
const clock = { now: () => Number(at), monotonic: () => performance.now(), sleep: () => new Promise<void>(() => {}) }
const random = { float: Math.random, bytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)) }

async function stop(here: string): Promise<void> {
  if (here !== step) return
  process.stdout.write(`${here}\n`)
  await new Promise(() => setInterval(() => {}, 1_000))
}

const { hostname, port } = new URL(url)
const store = await openStore({ url: path, log: quiet })
let isOver = false
const discovery = await createDiscovery({
  store,
  clock,
  random,
  log: quiet,
  metrics: { count() {}, observe() {}, gauge() {} },
  egress: createEgress({ userAgent: 'proxyapi-test', rules: { allow: [{ host: hostname, port: Number(port) }] } }),
  events: {
    async append(tx, event) {
      const id = await append({ clock, random }, tx, event)
      if (isOver) await stop('apply')
      return id
    },
    wake() {
      if (!isOver || step !== 'publish') return
      process.stdout.write('publish\n')
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
    },
  },
  cursors: { write: (_, position) => position, read: (_, cursor) => cursor },
  selectionsFile: null,
  isSilent: () => false,
  settings: () => ({
    ...defaultDiscoverySettings,
    providers: [
      {
        name: 'openai',
        brand,
        baseUrl: url,
        key: 'k',
        headers: {},
        models: ['*'],
        deployments: {},
        enabled: true,
        priority: 1,
      },
    ],
  }),
  wake() {},
})
isOver = true
await discovery.refresh({ providers: ['openai'], force: true }, new Set())
process.stdout.write('done\n')
process.exit(0)
