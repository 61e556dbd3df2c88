/** This host as a cloud: real processes, which outlive who started them, and are ended by whoever comes after. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cloudByName } from '@proxyapi/clouds'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Contract } from '../src/compute/compute.ts'
import { machineFiles } from '../src/runner/machine-files.ts'
import { localProcesses } from '../src/runner/processes.ts'
import { createRunner } from '../src/runner/runner.ts'
import type { Store } from '../src/store/database.ts'
import { putGatewayLoad } from '../src/store/gateway-routes.ts'
import { type GpuWorld, gpuWorld, type JumpingClock, jumpingClock } from './gpu/world.ts'
import { quietLog, testRandom } from './runtime.ts'
import { openSqlite } from './stores.ts'

const main = join(import.meta.dirname, '../src/main.ts')
const startMs = 20_000
const asDefault = { method: 'POST' as const, timeout_ms: 60_000, stream: false }

describe('local', () => {
  let store: Store
  let world: GpuWorld
  let folder: string
  const processes = localProcesses([process.execPath, main, 'keep-machine'], process.env.PATH ?? '')

  /** The runner of a server that has just started: of the one before, only the files and the processes are left. */
  const door = (clock: JumpingClock) =>
    createRunner({
      files: machineFiles(folder),
      processes,
      clock,
      random: testRandom(),
      log: quietLog,
      sealer: { seal: (text) => text, open: (text) => text },
      gpus: async () => [],
      host: { cpuCores: 4, ramGb: 8 },
      settings: () => ({
        pricePerGpuHour: 3.6,
        programs: new Map([
          ['proxyapi/echo', null],
          ['proxyapi/tiny-llm', null],
          ['mine', ['/bin/sleep', '600']],
        ]),
      }),
    })

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'proxyapi-local-'))
    store = await openSqlite()
    const cloud = cloudByName('local')
    if (!cloud) throw new Error('there is no such cloud')
    // Keepers live by the clock of the system.
    const clock = jumpingClock(Math.ceil(Date.now() / 1_000) * 1_000)
    world = await gpuWorld(store, {
      clock,
      accounts: (at) => [
        { cloud, key: '', baseUrl: cloud.baseUrl, privateEndpoints: true, door: (request) => door(at)(request) },
      ],
    })
    await world.work()
  })
  afterEach(async () => {
    for (const { tag, pid } of machineFiles(folder).all()) processes.kill(tag, pid)
    await world.close()
    await store.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const isReady = ({ status }: Contract) => status === 'ready'
  const isOver = ({ ended_at }: Contract) => ended_at !== null
  const machines = () => machineFiles(folder).all()
  const alive = () => machines().flatMap(({ tag, pid }) => processes.of(tag, pid))

  async function rented(body: object = {}): Promise<string> {
    const request = { provider: 'local', offerId: 'local-cpu', idempotencyKey: null }
    const all = { failover: 'none' as const, image: 'proxyapi/echo', ports: [8000], ...body }
    return (await world.compute.create(world.owner, { ...request, body: all }, null)).contract_id
  }

  /** The program has begun to listen: from then on our clock may run. */
  async function listening(): Promise<string> {
    await world.work()
    const [port] = machines().find(({ wish }) => wish === 'running')?.ports ?? []
    const url = `http://127.0.0.1:${port?.public_port}`
    await vi.waitFor(async () => expect((await fetch(`${url}/health`)).status).toBeLessThan(500), {
      timeout: startMs,
      interval: 100,
    })
    return url
  }

  async function ended(id: string): Promise<Contract> {
    await world.compute.destroy(world.owner.userId, 'local', id, null)
    const over = await world.until(id, isOver)
    expect(alive()).toEqual([])
    return over
  }

  test('rents, serves, proxies, bills and destroys a real process', async () => {
    const id = await rented()
    await listening()
    const ready = await world.until(id, isReady)
    expect(ready).toMatchObject({ provider: 'local', ready_evidence: 'port', price_per_hour: 3.6 })
    const { signal } = new AbortController()
    const answer = await world.compute.proxy({
      userId: world.owner.userId,
      body: {
        protocol: 'http',
        contract_id: id,
        port: 8000,
        path: '/inference',
        body: { hello: 'there' },
        ...asDefault,
      },
      headers: new Headers(),
      signal,
    })
    expect(JSON.stringify(answer)).toContain('hello')
    await world.pass(600_000)
    const over = await ended(id)
    expect(over.status).toBe('terminated')
    // Ten minutes and the moments around them, at 3.6 USD an hour.
    expect(over.cost).toBeGreaterThanOrEqual(0.6)
    expect(over.cost).toBeLessThan(0.7)
    await world.books.check()
    expect(await world.books.openHolds()).toBe(0)
  }, 60_000)

  test('a server that dies leaves a process that the next one knows, serves and ends', async () => {
    const id = await rented()
    await listening()
    world.restart()
    await world.until(id, isReady)
    await ended(id)
  }, 60_000)

  test('kill -9 of the keeper: what it had started is ended, and the contract with it', async () => {
    const id = await rented({ image: 'mine', ready: { type: 'provider' } })
    await world.until(id, isReady)
    const [machine] = machines()
    await vi.waitFor(() => expect(alive().length).toBeGreaterThan(1), { timeout: startMs, interval: 100 })
    process.kill(machine?.pid ?? 0, 'SIGKILL')
    const over = await world.until(id, isOver)
    expect([over.status, alive()]).toEqual(['terminated', []])
  }, 60_000)

  test('kill -9 of the program ends its machine', async () => {
    const id = await rented({ image: 'mine', ready: { type: 'provider' } })
    await world.until(id, isReady)
    const [machine] = machines()
    await vi.waitFor(() => expect(alive().length).toBeGreaterThan(1), { timeout: startMs, interval: 100 })
    const child = alive().find((pid) => pid !== machine?.pid)
    process.kill(child ?? 0, 'SIGKILL')
    await vi.waitFor(() => expect(alive()).toEqual([]), { timeout: startMs, interval: 100 })
    expect((await world.until(id, isOver)).status).toBe('terminated')
  }, 60_000)

  test('a model that it serves scales to zero and back', async () => {
    const asked = { owner: world.owner, hosted: () => undefined }
    const tiny = {
      ...{ name: 'tiny', model: 'tiny/llm', engine: 'custom' as const, image: 'proxyapi/tiny-llm', port: 8000 },
      ...{ health_path: '/health', gpu: { models: ['CPU'], count: 0 }, pricing: 'on_demand' as const },
      ...{ max_price_per_hour: 5, min_replicas: 0, max_replicas: 1, idle_ttl_seconds: 120 },
      ...{ target_in_flight: 16, cold_wait_ms: 0 },
    }
    const { deployment_id } = await world.compute.deployments.create(asked, tiny, async () => {})
    const here = () => world.compute.deployments.get(asked, deployment_id)
    async function until(status: string): Promise<void> {
      for (let seconds = 0; (await here()).status !== status; seconds++) {
        if (seconds > 1_800) throw new Error(`it is still ${(await here()).status}`)
        await world.pass(1_000)
      }
    }
    expect([(await here()).status, alive()]).toEqual(['idle', []])
    for (const _ of ['first', 'second']) {
      const at = world.clock.now()
      const call = { deployment_id, node: 'one', at, called_at: at, open: 1, waiting: 0, replicas: '{}' }
      await store.write((tx) => putGatewayLoad(tx, call))
      await vi.waitFor(
        async () => {
          await world.pass(1_000)
          expect(alive().length).toBeGreaterThan(0)
        },
        { timeout: startMs, interval: 50 },
      )
      await listening()
      await until('ready')
      expect((await here()).replicas).toMatchObject([{ status: 'ready' }])
      await until('idle')
      expect(alive()).toEqual([])
    }
    const { cost } = await here()
    expect(cost.spent).toBeGreaterThan(0)
  }, 60_000)

  test('a program that nobody has named is not rented', async () => {
    await expect(rented({ image: '/bin/sh' })).rejects.toMatchObject({ code: 'IMAGE_NOT_ALLOWED' })
    expect(readdirSync(folder)).toEqual([])
  })
})
