/** The whole app in process over a database that outlives it, upstreams behind a gate, and accounts with funds. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { simulateAll } from '@proxyapi/simulators'
import { type App, createApp } from '../../src/app.ts'
import { loadConfig } from '../../src/config/load.ts'
import { noTemplates } from '../../src/gateway/template/templates.ts'
import { rolePermissions } from '../../src/identity/permissions.ts'
import { openStore, type Store } from '../../src/store/database.ts'
import { createRegistry } from '../../src/telemetry/metrics.ts'
import { aUser, expectSound, realRuntime, type UserTerms } from '../ledger.ts'
import { quietLog } from '../runtime.ts'
import { type Gate, startGate } from './gate.ts'
import { slowLine } from './slow-line.ts'
import type { Spend } from './spends.ts'

export interface Account {
  userId: string
  /** Of an API key that may do everything. */
  secret: string
}

export interface Office {
  gate: Gate
  store: Store
  apps: readonly App[]
  account(terms: UserTerms): Promise<Account>
  /** Through the app; the n-th where there are more. */
  post(account: Account, spend: Spend, key?: string, n?: number): Promise<Response>
  /** A machine that the market has. */
  aMachine(account: Account): Promise<Spend>
  close(): Promise<void>
}

export type Databases = 'sqlite' | 'postgres'

/** As many apps as asked, over one database: what one has in memory the other does not see. `delayMs`: how far away it is. */
export async function openOffice(name: Databases, processes = 1, delayMs = 0): Promise<Office> {
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-money-'))
  const url =
    name === 'sqlite' ? join(folder, 'money.db') : await import('../postgres.ts').then((own) => own.freshDatabase())
  const simulators = await simulateAll({ seed: 'money' })
  const gate = await startGate(simulators.urls)
  const apps: App[] = []
  const line = delayMs > 0 ? await slowLine(url, delayMs) : undefined
  for (let n = 0; n < processes; n++) apps.push(await anApp(line?.url ?? url, gate, simulators.env))
  const store = await openStore({ url, log: quietLog })
  for (const app of apps) await readMarket(app)
  const asker = (userId: string) => ({
    principal: {
      kind: 'key' as const,
      userId,
      keyId: null,
      role: 'admin' as const,
      permissions: new Set(rolePermissions.admin),
      billing: 'prepaid' as const,
      modelsAllow: null,
    },
    requestId: 'req_test',
    clientIp: '127.0.0.1',
  })
  return {
    gate,
    store,
    apps,
    async account(terms) {
      const userId = await aUser(store, terms)
      await store.write((tx) => tx.updateTable('users').set({ role: 'admin' }).where('id', '=', userId).execute())
      const request = { name: 'all', scopes: [...rolePermissions.admin] as never, overlap_hours: 24 }
      const { secret } = await apps[0]!.rooms.accounts.createKey(asker(userId), request)
      return { userId, secret }
    },
    async post({ secret }, { path, body }, key, n = 0) {
      const headers = {
        'x-api-key': secret,
        'content-type': 'application/json',
        'anthropic-version': '2023-06-01',
        ...(key !== undefined && { 'idempotency-key': key }),
      }
      const asked = new Request(`http://127.0.0.1:8000${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
      return apps[n % apps.length]!.fetch(asked)
    },
    async aMachine({ secret }) {
      await readMarket(apps[0]!)
      const asked = new Request('http://127.0.0.1:8000/api/v1/gpu/instances?limit=1', {
        headers: { 'x-api-key': secret },
      })
      const { data } = (await (await apps[0]!.fetch(asked)).json()) as { data: { id: string; provider: string }[] }
      const [offer] = data
      if (!offer) throw new Error('The market is empty')
      return { path: `/api/v1/gpu/instances/${offer.provider}/${offer.id}`, body: { failover: 'none' } }
    },
    async close() {
      gate.open()
      for (const app of apps) await app.close()
      await expectSound(store.db)
      await store.close()
      await line?.close()
      await gate.close()
      await simulators.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function anApp(url: string, gate: Gate, environment: Record<string, string>): Promise<App> {
  // Money refuses here, never traffic.
  const text = `
rate_limit: { enabled: false }
providers:
  - { name: openai, type: openai, base_url: '${gate.urlOf('openai')}/v1', models: ['*'] }
  - { name: anthropic, type: anthropic, base_url: '${gate.urlOf('anthropic')}/v1', models: ['*'] }
  - { name: cohere, type: cohere, base_url: '${gate.urlOf('cohere')}', models: ['*'] }
clouds:
  vast.ai: { base_url: '${gate.urlOf('vast.ai')}', private_endpoints: true }
`
  const own = { ...environment, DATABASE_URL: url }
  const loaded = loadConfig({ files: [{ name: 'money.yaml', text }], environment: own })
  const reading = { ...loaded, templates: noTemplates, environment: own }
  const keys = { encryption_key: Buffer.alloc(32, 7).toString('base64url'), api_key: null }
  const { clock, random } = realRuntime()
  return createApp({
    reading,
    reread: () => reading,
    keys: { read: () => keys, saveApiKey: () => {} },
    clock,
    random,
    log: quietLog,
    registry: createRegistry(),
  })
}

/** Offers of clouds are read where they are due; what is rented is left as it is, for no other job runs. */
async function readMarket({ rooms }: App): Promise<void> {
  const job = rooms.compute.jobs().find(({ name }) => name === 'gpu.refresh')
  await job?.run(new AbortController().signal)
}
