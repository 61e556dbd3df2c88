import { request } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { CloudSimulator } from '@proxyapi/simulators'
import { afterEach, describe, expect, test } from 'vitest'
import type { Cloud, CloudReply, CloudRequest, LaunchSpec, Offer, Plan } from '../src/cloud.ts'
import { testWhere } from './test-where.ts'

export const startMs = Date.UTC(2026, 10, 20, 10, 30)
export const tag = 'gp7f3a-01jd8z0000000000000000000-00'
export const spec: LaunchSpec = {
  image: 'vllm/vllm-openai:v0.11.0',
  args: ['--model', 'Qwen/Qwen3-8B'],
  env: { PROXY_API_INSTANCE_TOKEN: 'secret' },
  ports: [{ port: 8000, protocol: 'http' }],
  diskGb: 50,
  sshPublicKeys: [],
}

export interface Simulating {
  now: () => number
  paces?: boolean
  credit?: number
  keys?: string[]
}

export interface SimulatorCases {
  cloud: Cloud
  simulate(options: Simulating): Promise<CloudSimulator>
  /** What `<image>` makes of a create, and whether the tag is found afterwards. */
  creates: [image: string, outcome: object, isThere: boolean][]
  /** What `<image>` is seen as, two seconds later. */
  sights: [image: string, instance: object][]
}

/** A cloud and its simulator, and how to speak over the wire. */
export interface Bench {
  sim: CloudSimulator
  send(one: CloudRequest): Promise<CloudReply>
  /** Drives a plan over the wire, as `compute/` does, but for its pace. */
  run<T>(plan: Plan<T> | undefined): Promise<T>
  offers(): Promise<Offer[]>
  /** Rents the first offer of a kind that is available. */
  rent(more?: Partial<LaunchSpec>, pricing?: Offer['pricing']): Promise<{ offer: Offer; outcome: Outcome }>
  /** The instance that bears the tag, in the list. */
  find(): Promise<Listed | undefined>
}

type Outcome = ReturnType<Cloud['created']>
type Listed = Awaited<ReturnType<typeof listed>>[number]
const listed = async (bench: Bench, cloud: Cloud) => (await bench.run(cloud.list())).instances

/** Opens simulators of one cloud, and closes them after each test. */
export function benches(cloud: Cloud, simulate: SimulatorCases['simulate']) {
  let running: CloudSimulator[] = []
  afterEach(async () => {
    await Promise.all(running.map((sim) => sim.close()))
    running = []
  })
  return async (options: Partial<Simulating> = {}): Promise<Bench> => {
    const sim = await simulate({ now: () => startMs, paces: false, ...options })
    running.push(sim)
    return benchOf(cloud, sim)
  }
}

function benchOf(cloud: Cloud, sim: CloudSimulator): Bench {
  const send = (one: CloudRequest) => sendTo(sim.url, one.url === undefined ? cloud.auth('test') : {}, one)
  const take = async (one: CloudRequest) => {
    if (one.afterMs) await wait(one.afterMs)
    return send(one)
  }
  async function run<T>(plan: Plan<T> | undefined): Promise<T> {
    if (!plan) throw new Error(`${cloud.id} can do that`)
    let step = plan.next()
    while (!step.done) {
      const { value } = step
      step = plan.next(Array.isArray(value) ? await Promise.all(value.map(take)) : await take(value))
    }
    return step.value
  }
  const offers = async () => (await run(cloud.offers({ diskGb: 50 }))).offers
  const bench: Bench = {
    sim,
    send,
    run,
    offers,
    async rent(more = {}, pricing) {
      const offer = (await offers()).find((one) => one.available && (pricing ?? one.pricing) === one.pricing)
      if (!offer) throw new Error('the market is empty')
      return { offer, outcome: cloud.created(await send(cloud.create(offer, { ...spec, ...more }, tag))) }
    },
    find: async () => (await listed(bench, cloud)).find((instance) => instance.tag === tag),
  }
  return bench
}

function sendTo(base: string, auth: Record<string, string>, one: CloudRequest): Promise<CloudReply> {
  const payload = one.body === undefined ? undefined : JSON.stringify(one.body)
  return new Promise((resolve, reject) => {
    const headers = {
      ...auth,
      ...one.headers,
      ...(payload === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
    }
    const outgoing = request(
      one.url ?? `${base}${one.path}`,
      { method: one.method, headers, agent: false },
      (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk
        })
        response.on('error', reject)
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: new Headers(response.headers as Record<string, string>),
            body: text,
          }),
        )
      },
    )
    outgoing.on('error', reject)
    outgoing.end(payload)
  })
}

const hourMs = 3_600_000

/** The walk that every adapter takes with the simulator of its cloud. */
export function simulatorConformance({ cloud, simulate, creates, sights }: SimulatorCases): void {
  const open = benches(cloud, simulate)
  describe(`${cloud.id} against its simulator`, () => {
    test('from offer to instance, request and end, for the price that was shown', async () => {
      const { sim, run, rent, find } = await open()
      sim.foreign(30)
      const { offer, outcome } = await rent()
      if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome))
      const { providerId } = outcome
      expect(await find()).toMatchObject({ id: providerId, state: 'creating' })
      await sim.advance(2_000)
      const instance = await run(cloud.get(providerId))
      expect(instance).toMatchObject({ id: providerId, state: 'running', billed: 'full' })
      expect([tag, null]).toContain(instance?.tag)
      for (const [seen, sold] of [
        [instance?.gpu_model, offer.gpu_model],
        [instance?.gpu_count, offer.gpu_count],
        [instance?.price_per_hour, offer.price_per_hour],
      ]) {
        expect([sold, null]).toContain(seen)
      }
      const url = `${addressOf(instance)}/v1/models`
      expect((await fetch(url)).status).toBe(401)
      expect((await fetch(url, { headers: { authorization: 'Bearer secret' } })).status).toBe(200)
      if (cloud.extend) await run(cloud.extend(providerId, new Date(startMs + 2 * hourMs)))
      await sim.advance(hourMs)
      expect(await run(cloud.destroy(providerId))).toBe('done')
      await sim.advance(2_000)
      expect([await run(cloud.destroy(providerId)), (await run(cloud.list())).instances.length]).toEqual(['gone', 30])
      expect([null, 'terminated']).toContain((await run(cloud.get(providerId)))?.state ?? null)
      const spent = sim.bill().find(({ instance_id }) => instance_id === providerId)
      expect(Math.abs((spent?.micro_usd ?? 0) - (offer.price_per_hour ?? 0) * 1e6)).toBeLessThan(billSlack(offer))
    })

    test('what one create made is one machine, whoever else rents', async () => {
      const { sim, rent, run } = await open()
      const foreign = sim.foreign(7)
      await rent()
      const { instances, total } = await run(cloud.list())
      expect([instances.length, total === null || total === instances.length]).toEqual([8, true])
      expect(instances.filter((instance) => instance.tag === tag)).toHaveLength(1)
      expect(instances.map(({ id }) => id)).toEqual(expect.arrayContaining(foreign))
    })

    testWhere(cloud.caps.logs)('the log of a machine can be read', async () => {
      const { sim, rent, run } = await open()
      const { outcome } = await rent()
      await sim.advance(2_000)
      const id = outcome.kind === 'accepted' ? outcome.providerId : ''
      expect((await run(cloud.logs?.(id, 1))).map(({ text }) => text)).toEqual(['ready'])
    })

    testWhere(cloud.caps.stop)('a machine stops, and starts again', async () => {
      const { sim, rent, run, find } = await open()
      const { outcome } = await rent()
      await sim.advance(2_000)
      const id = outcome.kind === 'accepted' ? outcome.providerId : ''
      await run(cloud.act?.(id, 'stop'))
      expect(await find()).toMatchObject({ state: 'stopped' })
      await run(cloud.act?.(id, 'start'))
      await sim.advance(2_000)
      expect(await find()).toMatchObject({ state: 'running' })
    })

    test.each(creates)('%s is %j, there: %s', async (image, expected, isThere) => {
      const { rent, find } = await open()
      const { outcome } = await rent({ image })
      expect(outcome).toMatchObject(expected)
      expect((await find()) !== undefined).toBe(isThere)
    })

    test.each(sights)('%s is seen as %j', async (image, expected) => {
      const { sim, rent, find } = await open()
      await rent({ image })
      await sim.advance(2_000)
      expect(await find()).toMatchObject(expected)
    })

    test('a key that the cloud does not know is refused, and nothing is rented', async () => {
      const { sim, offers, send, run } = await open({ keys: ['test'] })
      const [offer] = await offers()
      if (!offer) throw new Error('the market is empty')
      const headers = Object.fromEntries(Object.keys(cloud.auth('')).map((name) => [name, 'Bearer wrong']))
      const refused = cloud.created(await send({ ...cloud.create(offer, spec, tag), headers }))
      expect(refused).toMatchObject({ kind: 'refused', code: 'auth' })
      expect([sim.instances(), (await run(cloud.list())).instances]).toEqual([[], []])
    })
  })
}

/** Where the first port of an instance is reached. */
export function addressOf(instance: Listed | null | undefined): string {
  const ports = instance?.ports
  if (ports === 'as_asked') return `http://${instance?.ip}:8000`
  const [first] = ports ?? []
  return `http://${first?.host}:${first?.public_port}`
}

/** Two seconds of boot, and what is left of the last unit of time. */
const billSlack = ({ price_per_hour, charges }: Offer): number =>
  ((price_per_hour ?? 0) * 1e6 * (4 + charges.granularity_seconds)) / 3_600
