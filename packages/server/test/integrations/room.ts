/** The room of integrations over a real store and the real way out; waits take no time and are written down. */
import { onTestFinished } from 'vitest'
import type { EgressRules } from '../../src/egress/target.ts'
import { append } from '../../src/events/append.ts'
import { auditOf } from '../../src/identity/asker.ts'
import { createIntegrations, type Integrations } from '../../src/integrations/create-integrations.ts'
import { RENEW_MS } from '../../src/integrations/syncs/limits.ts'
import type { SyncDestinations } from '../../src/integrations/syncs/sync-parts.ts'
import type { Runtime } from '../../src/runtime.ts'
import { createCursors } from '../../src/store/cursors.ts'
import type { Store } from '../../src/store/database.ts'
import { insertUser } from '../../src/store/users.ts'
import { actFor } from '../../src/wiring/sync-verbs.ts'
import { egressFor, LOOPBACK } from '../egress/loopback.ts'
import { openSealer, someone } from '../events/room.ts'
import { noMetrics, quietLog, testRandom } from '../runtime.ts'
import type { OpenStore } from '../stores.ts'
import { type Service, startService } from './service.ts'

export interface TestRoom {
  integrations: Integrations
  store: Store
  service: Service
  /** Milliseconds that the room has waited, one after another. */
  waits: number[]
  advance(ms: number): void
  now(): number
  /** Runs what is due until nothing is. */
  work(): Promise<void>
  /** Registers the service of the test under a name. */
  register(name: string, more?: Partial<Input>, config?: Partial<Input['config']>): Promise<Input>
}

type Input = Parameters<Integrations['put']>[2]

export const ann = someone('usr_ann')
export const bob = someone('usr_bob')

export async function openRoom(open: OpenStore, rules: EgressRules = {}): Promise<TestRoom> {
  const store = await open()
  onTestFinished(() => store.close())
  for (const id of ['usr_ann', 'usr_bob'])
    await store.write((tx) =>
      insertUser(tx, { id, email: null, name: null, role: 'user', billing_mode: 'prepaid', created_at: 0 }),
    )
  const service = await startService()
  onTestFinished(() => service.close())
  return roomOver(store, service, rules)
}

/** One process more over the same store. */
export function roomOver(
  store: Store,
  service: Service,
  rules: EgressRules = {},
  destinations: SyncDestinations = noDestinations,
): TestRoom {
  let now = Date.UTC(2026, 10, 20, 10, 30)
  // No two things happen at once, so that what is sorted by time has one order.
  let ticks = 0
  const waits: number[] = []
  const runtime: Runtime = {
    clock: {
      now: () => now + ticks++,
      monotonic: () => now,
      async sleep(ms, signal) {
        // Leases are renewed in time that does not pass here.
        if (ms === RENEW_MS) return new Promise((resolve) => signal?.addEventListener('abort', () => resolve()))
        waits.push(ms)
        now += ms
      },
    },
    random: testRandom(),
    log: quietLog,
    metrics: noMetrics,
  }
  const allow = [{ host: LOOPBACK, port: service.port }]
  // No name is known here: it is judged by its addresses, and has none.
  const egress = egressFor([], { rules: { allow, plainWebhooks: true, ...rules }, lookUp: async () => [] })
  const integrations = createIntegrations({
    store,
    runtime,
    cursors: createCursors(Buffer.alloc(32)),
    sealer: openSealer,
    egress,
    audit: auditOf(runtime),
    events: { append: (tx, event) => append(runtime, tx, event), wake() {} },
    destinations,
    actFor: actFor(store),
    wake() {},
  })
  return {
    integrations,
    store,
    service,
    waits,
    advance(ms) {
      now += ms
    },
    now: () => now,
    async work() {
      const { signal } = new AbortController()
      for (let worked = 1; worked > 0; ) {
        worked = 0
        for (const job of integrations.jobs()) worked += await job.run(signal)
        await integrations.idle()
      }
    },
    async register(name, more = {}, config = {}) {
      const input = inputOf({ base_url: service.url, ...config }, more)
      await integrations.put(ann, name, input)
      return input
    },
  }
}

const noDestinations: SyncDestinations = {
  vectors: () => Promise.reject(new Error('no vectors here')),
  memory: () => Promise.reject(new Error('no memories here')),
}

/** With the defaults that the door fills in. */
export const inputOf = (config: Partial<Input['config']>, more: Partial<Input> = {}): Input => ({
  enabled: true,
  ...more,
  config: {
    base_url: 'https://api.example.com',
    timeout: 30,
    max_retries: 3,
    retry_delay: 1,
    auth_header: 'Authorization',
    auth_scheme: 'Bearer',
    retry_unsafe: false,
    ...config,
  },
})
