import { existsSync, readFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { open, type Reply, send } from '../test/raw-client.ts'
import { uncovered } from '../test/shape.ts'
import { faultOfImage } from './cloud-server.ts'
import { type VastFaultName, vastFaultNames } from './vast/faults.ts'
import { simulateVast, type VastOptions, type VastSimulator } from './vast.ts'

const startMs = Date.UTC(2026, 10, 20, 10, 30)
const key = { authorization: 'Bearer test' }
const exampleAsk = 20_114_453

let running: VastSimulator[] = []
afterEach(async () => {
  await Promise.all(running.map((sim) => sim.close()))
  running = []
})

/** A cloud whose clock stands still, without pace unless a test is about pace. */
async function cloud(options: VastOptions = {}): Promise<VastSimulator> {
  const sim = await simulateVast({ now: () => startMs, paces: false, ...options })
  running.push(sim)
  return sim
}

const order = {
  image: 'vllm/vllm-openai:v0.11.0',
  disk: 60,
  label: 'gp7f3a-x-00',
  runtype: 'args',
  env: { '-p 8000:8000': '1' },
}
const search = (sim: VastSimulator, filter: unknown) => send(`${sim.url}/api/v0/bundles/`, { body: filter })
const put = (sim: VastSimulator, path: string, body: unknown) =>
  send(`${sim.url}/api/v0/${path}`, { method: 'PUT', headers: key, body })
const create = (sim: VastSimulator, more: object = {}, ask = exampleAsk) =>
  put(sim, `asks/${ask}/`, { ...order, ...more })
const list = (sim: VastSimulator, query = '') => send(`${sim.url}/api/v1/instances/?${query}`, { headers: key })
const show = async (sim: VastSimulator, id: number) =>
  (await send(`${sim.url}/api/v0/instances/${id}/`, { headers: key })).json.instances
const destroy = (sim: VastSimulator, id: number, headers: Record<string, string> = key) =>
  send(`${sim.url}/api/v0/instances/${id}/`, { method: 'DELETE', headers, body: {} })
/** Rents the example ask, and lets it boot. */
async function rented(sim: VastSimulator, more: object = {}): Promise<number> {
  const { new_contract } = (await create(sim, more)).json
  await sim.advance(2_000)
  return new_contract
}
function portOf(row: { ports: Record<string, [{ HostPort: string }]> }, port = 8000): string {
  return `http://127.0.0.1:${row.ports[`${port}/tcp`]?.[0].HostPort}`
}

const reference = new URL('../../../../shared/reference/gpu-clouds.md', import.meta.url)
/** The JSON example of the reference that holds this member. */
function documented(member: string): unknown {
  const blocks = [...readFileSync(reference, 'utf8').matchAll(/```json\n([\s\S]*?)```/g)].map(([, json = '']) => json)
  return JSON.parse(blocks.find((json) => json.includes(`"${member}"`)) ?? 'null')
}

describe.skipIf(!existsSync(reference))('shapes of the reference beside the checkout', () => {
  test('an offer', async () => {
    const { offers } = (await search(await cloud(), { limit: 100 })).json
    expect(uncovered(documented('ask_contract_id'), offers[0])).toEqual([])
  })

  test('an instance', async () => {
    const sim = await cloud()
    const row = await show(sim, await rented(sim))
    // The example is of an instance that still loads, with ports of another one, among them SSH; this one runs.
    const except = ['$.ports.22/tcp', '$.gpu_util', '$.gpu_temp']
    expect(uncovered(documented('actual_status'), row, except)).toEqual([])
  })
})

describe('search', () => {
  test('shows the documented example, priced for the disk that was asked for', async () => {
    const { offers } = (await search(await cloud(), { allocated_storage: 50, limit: 100 })).json
    expect(offers).toHaveLength(60)
    expect(new Set(offers.map(({ id }: { id: number }) => id)).size).toBe(60)
    expect(offers[0]).toMatchObject({
      id: exampleAsk,
      gpu_name: 'RTX 4090',
      num_gpus: 2,
      dph_base: 0.72,
      dph_total: 0.730417,
    })
  })

  test('is the same for the same seed', async () => {
    const ids = async (seed: string) => (await search(await cloud({ seed }), { limit: 100 })).text
    expect(await ids('a')).toBe(await ids('a'))
    expect(await ids('a')).not.toBe(await ids('b'))
  })

  test('filters, orders and clamps', async () => {
    const sim = await cloud({ machines: 100 })
    const rows = async (filter: object) => (await search(sim, filter)).json.offers as Record<string, number | string>[]
    expect(await rows({})).toHaveLength(64)
    expect(await rows({ limit: 3 })).toHaveLength(3)
    const some = await rows({
      gpu_ram: { gte: 24_000, lt: 50_000 },
      verified: { eq: true },
      limit: 100,
      order: [['dph_total', 'desc']],
    })
    expect(some.length).toBeGreaterThan(3)
    expect(some.every((row) => Number(row.gpu_ram) >= 24_000 && row.verification === 'verified')).toBe(true)
    const prices = some.map((row) => Number(row.dph_total))
    expect(prices).toEqual([...prices].sort((a, b) => b - a))
    const named = await rows({ gpu_name: { in: ['H100 SXM'] }, num_gpus: { notin: [99] } })
    expect(new Set(named.map((row) => row.gpu_name))).toEqual(new Set(['H100 SXM']))
    expect((await rows({ type: 'bid', limit: 1 }))[0]).toMatchObject({ is_bid: true, dph_base: 0.31 })
  })

  test.each([
    [{ q: { gpu_name: { eq: 'RTX 4090' } } }, 'unknown operator'],
    [{ gpu_nam: { eq: 'RTX 4090' } }, 'unknown field'],
    [{ num_gpus: 1 }, 'expected {operator: value}'],
    [{ type: 'free' }, 'unknown type'],
    [{ limit: 'many' }, 'limit'],
  ])('refuses %j', async (filter, text) => {
    const { status, json } = await search(await cloud(), filter)
    expect([status, json.error]).toEqual([400, 'invalid_request'])
    expect(json.msg).toContain(text)
  })

  test('answers its two other forms alike', async () => {
    const sim = await cloud()
    const filter = { num_gpus: { eq: 2 }, limit: 5 }
    const { text } = await search(sim, filter)
    expect((await send(`${sim.url}/api/v0/bundles/?q=${encodeURIComponent(JSON.stringify(filter))}`)).text).toBe(text)
    expect((await put(sim, 'search/asks/', { select_cols: ['*'], q: filter })).text).toBe(text)
  })
})

describe('an instance', () => {
  test('boots from no status over loading to running, and then has ports', async () => {
    const sim = await cloud()
    const { json } = await create(sim)
    expect(json).toEqual({ success: true, new_contract: 27_561_234, instance_api_key: expect.any(String) })
    const seen: unknown[] = []
    for (const ms of [0, 1_000, 1_000]) {
      await sim.advance(ms)
      const row = await show(sim, json.new_contract)
      seen.push([row.actual_status, 'ports' in row, row.label])
    }
    expect(seen).toEqual([
      [null, false, 'gp7f3a-x-00'],
      ['loading', false, 'gp7f3a-x-00'],
      ['running', true, 'gp7f3a-x-00'],
    ])
  })

  test('answers on its mapped port: health, echo, a tiny model', async () => {
    const sim = await cloud()
    const id = await rented(sim, { args: ['--model', 'Qwen/Qwen3-8B'] })
    const row = await show(sim, id)
    const url = portOf(row)
    expect(row.public_ipaddr.trim()).toBe('127.0.0.1')
    expect((await send(`${url}/health`)).status).toBe(200)
    expect((await send(`${url}/inference`, { body: { inputs: [1, 2] } })).json).toEqual({ inputs: [1, 2] })
    expect((await send(`${url}/v1/models`)).json.data[0]).toMatchObject({
      id: 'Qwen/Qwen3-8B',
      owned_by: 'vllm',
      max_model_len: 8192,
    })
    const chat = { model: 'Qwen/Qwen3-8B', messages: [{ role: 'user', content: 'echo: hello' }] }
    expect((await send(`${url}/v1/chat/completions`, { body: chat })).json.choices[0].message.content).toBe('hello')
  })

  test('asks for its token everywhere, for --api-key on /v1 only', async () => {
    const sim = await cloud()
    const guarded = await show(sim, await rented(sim, { env: { ...order.env, PROXY_API_INSTANCE_TOKEN: 'secret' } }))
    const status = async (url: string, token?: string) =>
      (await send(url, token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } })).status
    for (const path of ['/health', '/inference', '/v1/models']) {
      const url = portOf(guarded) + path
      expect([await status(url), await status(url, 'wrong'), await status(url, 'secret')]).toEqual([401, 401, 200])
    }
    const other = (await search(sim, { limit: 1 })).json.offers[0].id
    const { new_contract } = (await create(sim, { args: ['--api-key', 'k'] }, other)).json
    await sim.advance(2_000)
    const url = portOf(await show(sim, new_contract))
    expect([
      await status(`${url}/health`),
      await status(`${url}/v1/models`),
      await status(`${url}/v1/models`, 'k'),
    ]).toEqual([200, 401, 200])
  })

  test('stops, starts, reboots and ends, and its port follows', async () => {
    const sim = await cloud()
    const id = await rented(sim)
    const url = `${portOf(await show(sim, id))}/health`
    expect((await put(sim, `instances/reboot/${id}/`, {})).json).toEqual({ success: true })
    expect((await show(sim, id)).actual_status).toBe('rebooting')
    await sim.advance(1_000)
    expect((await show(sim, id)).actual_status).toBe('running')
    await put(sim, `instances/${id}/`, { state: 'stopped' })
    expect(await show(sim, id)).toMatchObject({ actual_status: 'stopped', intended_status: 'stopped' })
    expect((await send(url)).status).toBe(0)
    await put(sim, `instances/${id}/`, { state: 'running', label: 'renamed' })
    await sim.advance(2_000)
    expect((await send(`${portOf(await show(sim, id))}/health`)).status).toBe(200)
    expect((await list(sim)).json.instances[0].label).toBe('renamed')
    expect((await destroy(sim, id)).json).toEqual({ success: true })
    expect(await show(sim, id)).toBeNull()
    expect((await destroy(sim, id)).json).toMatchObject({ success: false, error: 'no_such_instance' })
    expect(sim.instances()[0]).toMatchObject({ state: 'destroyed', ports: {} })
  })

  test("is one buyer's: its ask is gone, and the machine comes back under another id", async () => {
    const sim = await cloud()
    const [first, second] = await Promise.all([create(sim), create(sim)])
    expect([first, second].filter(({ json }) => json.success)).toHaveLength(1)
    expect([first, second].find(({ json }) => !json.success)?.json.error).toBe('no_such_ask')
    const machines = async () =>
      (await search(sim, { limit: 100 })).json.offers.map((row: { machine_id: number }) => row.machine_id)
    expect(await machines()).not.toContain(31_877)
    await destroy(sim, sim.instances().map(({ id }) => Number(id))[0] ?? 0)
    expect(await machines()).toContain(31_877)
    expect((await create(sim)).json.error).toBe('no_such_ask')
  })

  test('writes logs that can be fetched where the reply says', async () => {
    const sim = await cloud()
    const { result_url } = (await put(sim, `instances/request_logs/${await rented(sim)}/`, { tail: '100' })).json
    expect((await send(result_url)).text).toContain('ready')
  })

  test.each([
    [{ image: '' }, 'invalid_args'],
    [{ disk: 4 }, 'invalid_args'],
    [{ disk: 5000 }, 'invalid_args'],
    [{ label: 'x'.repeat(1025) }, 'invalid_args'],
    [{ runtype: 'magic' }, 'invalid_args'],
    [{ env: { BIG: 'x'.repeat(33_000) } }, 'invalid_args'],
    [{ price: 500 }, 'invalid_args'],
  ])('is not created from %j', async (more, error) => {
    const sim = await cloud()
    const { status, json } = await create(sim, more)
    expect([status, json.error, json.ask_id]).toEqual([400, error, exampleAsk])
    expect(sim.instances()).toEqual([])
  })

  test('exists, stopped, when its bid was too low', async () => {
    const sim = await cloud()
    const { status, json } = await create(sim, { price: 0.1 })
    expect([status, json.success, json.new_contract]).toEqual([400, false, 27_561_234])
    await put(sim, `instances/bid_price/${json.new_contract}/`, { client_id: 'me', price: 0.35 })
    await sim.advance(2_000)
    expect((await show(sim, json.new_contract)).actual_status).toBe('running')
  })
})

describe('the account', () => {
  test('lists 25 a page by cursor, filters by label, counts labels', async () => {
    const sim = await cloud()
    await rented(sim)
    sim.foreign(60)
    const ids: number[] = []
    let token = ''
    for (let pages = 0; pages < 5; pages++) {
      const { json } = await list(sim, `limit=100&after_token=${token}`)
      expect(json.total_instances).toBe(61)
      ids.push(...json.instances.map(({ id }: { id: number }) => id))
      if (json.next_token === null) break
      expect(json.instances).toHaveLength(25)
      token = json.next_token
    }
    expect(new Set(ids).size).toBe(61)
    const filter = encodeURIComponent(JSON.stringify({ label: { eq: 'gp7f3a-x-00' } }))
    const { json } = await list(sim, `select_filters=${filter}`)
    expect([json.instances_found, json.label_counts]).toEqual([1, { 'gp7f3a-x-00': 1 }])
    expect((await list(sim, 'after_token=nonsense')).status).toBe(400)
    expect(sim.instances().filter(({ foreign }) => foreign)).toHaveLength(60)
  })

  test('bills GPU while it runs and disk while it exists, to the micro-dollar', async () => {
    const sim = await cloud()
    const id = await rented(sim)
    await sim.advance(3_600_000)
    await put(sim, `instances/${id}/`, { state: 'stopped' })
    await sim.advance(1_800_000)
    await destroy(sim, id)
    await sim.advance(1_000_000)
    // 60 GB at $0.15 a month are 12,500 micro-USD an hour, for 2 s of boot, an hour of work, half an hour of standing still.
    const disk = { kind: 'disk', from: startMs, to: startMs + 5_402_000, microUsdPerHour: 12_500 }
    const gpu = { kind: 'gpu', from: startMs + 2_000, to: startMs + 3_602_000, microUsdPerHour: 720_000 }
    expect(sim.bill()).toEqual([
      { instance_id: `${id}`, label: 'gp7f3a-x-00', foreign: false, micro_usd: 738_757, segments: [gpu, disk] },
    ])
    expect(sim.balance()).toBeCloseTo(100_000 - 0.738757, 6)
    expect((await send(`${sim.url}/api/v0/users/current/`, { headers: key })).json.balance).toBe(sim.balance())
  })

  test('tells charges in whole seconds and thousandths', async () => {
    const sim = await cloud()
    await rented(sim)
    await sim.advance(3_600_500)
    const day = encodeURIComponent(JSON.stringify({ day: { gte: startMs / 1000, lte: startMs / 1000 + 86_400 } }))
    const charges = (query: string) => send(`${sim.url}/api/v0/charges/?${query}`, { headers: key })
    const [charge] = (await charges(`select_filters=${day}`)).json.results
    expect(charge).toMatchObject({
      source: 'instance-27561234',
      type: 'instance',
      amount: 0.733,
      metadata: { label: 'gp7f3a-x-00' },
    })
    expect(charge.items[0]).toMatchObject({
      type: 'gpu',
      start: startMs / 1000 + 2,
      end: startMs / 1000 + 3_602,
      amount: 0.72,
    })
    expect((await charges('')).status).toBe(400)
  })

  test('without credit nothing starts, and what runs is stopped', async () => {
    const sim = await cloud({ credit: 0.5 })
    const id = await rented(sim)
    await sim.advance(3_600_000)
    expect((await show(sim, id)).actual_status).toBe('stopped')
    expect(sim.balance()).toBeLessThan(0)
    const other = (await search(sim, { limit: 1 })).json.offers[0].id
    expect((await create(sim, {}, other)).json.error).toBe('insufficient_credit')
  })

  test('keys: none, an unknown one, and the key of an instance', async () => {
    const sim = await cloud({ keys: ['right', 'test'] })
    const status = async (headers: Record<string, string>) => {
      const { status, json } = await send(`${sim.url}/api/v1/instances/`, { headers })
      return [status, json.error]
    }
    expect(await status({})).toEqual([403, 'auth_error'])
    expect(await status({ authorization: 'Bearer wrong' })).toEqual([404, 'auth_error'])
    expect((await send(`${sim.url}/api/v1/instances/?api_key=right`)).status).toBe(200)
    const { new_contract, instance_api_key } = (await create(sim)).json
    const own = { authorization: `Bearer ${instance_api_key}` }
    expect(await status(own)).toEqual([403, 'auth_error'])
    expect((await destroy(sim, new_contract + 1, own)).status).toBe(403)
    expect((await destroy(sim, new_contract, own)).json).toEqual({ success: true })
  })

  test('calls that come too soon are refused in plain text', async () => {
    const sim = await cloud({ paces: true })
    const searches: Reply[] = []
    for (let n = 0; n < 11; n++) searches.push(await search(sim, {}))
    expect(searches.map(({ status }) => status)).toEqual([...Array(10).fill(200), 429])
    const refused = [await create(sim), await create(sim)][1] as Reply
    expect([refused.status, refused.json, refused.headers['retry-after']]).toEqual([429, null, undefined])
    expect(refused.text).toBe('API requests too frequent: endpoint threshold=4.5')
    const other = (await put(sim, 'asks/1/', order)).status
    await sim.advance(11_999)
    expect([other, (await put(sim, 'asks/1/', order)).status]).toEqual([429, 429])
    await sim.advance(12_000)
    expect((await put(sim, 'asks/1/', order)).status).toBe(410)
    expect((await search(sim, {})).status).toBe(429)
    await sim.advance(60_000)
    expect((await search(sim, {})).status).toBe(200)
  })

  test('paths end with a slash', async () => {
    const sim = await cloud()
    expect((await send(`${sim.url}/api/v0/bundles`, { body: {} })).status).toBe(404)
  })
})

describe('faults', () => {
  const liveIds = (sim: VastSimulator) =>
    sim
      .instances()
      .filter(({ state }) => state !== 'destroyed')
      .map(({ id }) => Number(id))

  // What a create with the image sim/<fault> gets, and how many instances there are afterwards.
  test.each<[VastFaultName, unknown, number]>([
    ['vanish', [410, 'complete'], 0],
    ['offer-gone', [410, 'complete'], 0],
    ['no-balance', [400, 'complete'], 0],
    ['balance-zero', [200, 'complete'], 1],
    ['create-then-500', [500, 'complete'], 1],
    ['create-then-reset', [0, 'reset'], 1],
    ['refuse-then-appear', [410, 'complete'], 1],
    ['empty-body', [200, 'complete'], 1],
    ['create-empty-body', [200, 'complete'], 1],
    ['bad-json', [200, 'complete'], 1],
    ['html-502', [502, 'complete'], 1],
    ['error-with-id', [400, 'complete'], 1],
    ['error-500', [500, 'complete'], 0],
    ['reset', [0, 'reset'], 0],
    ['429-text', [429, 'complete'], 0],
    ['429-retry-after', [429, 'complete'], 0],
  ])('%s answers %j and leaves %i', async (fault, outcome, count) => {
    const sim = await cloud()
    const { status, ending } = await create(sim, { image: `sim/${fault}` })
    expect([status, ending]).toEqual(outcome)
    expect(liveIds(sim)).toHaveLength(count)
    expect(sim.requests().at(-1)?.fault).toBe(fault)
  })

  test.each<[VastFaultName, number]>([
    ['hang', 0],
    ['create-then-hang', 1],
    ['create-timeout', 1],
  ])('%s never answers and leaves %i', async (fault, count) => {
    const sim = await cloud()
    const exchange = open(`${sim.url}/api/v0/asks/${exampleAsk}/`, {
      method: 'PUT',
      headers: key,
      body: { ...order, image: `sim/${fault}` },
    })
    await sim.until(([seen]) => seen?.fault === fault)
    exchange.leave()
    await sim.until(([seen]) => seen?.end === 'aborted')
    expect(liveIds(sim)).toHaveLength(count)
  })

  test('a body with an id in an error, and one that is empty', async () => {
    const sim = await cloud()
    expect((await create(sim, { image: 'sim/error-with-id' })).json.new_contract).toBe(liveIds(sim)[0])
    const other = (await search(sim, { limit: 1 })).json.offers[0].id
    expect((await create(sim, { image: 'sim/empty-body' }, other)).text).toBe('')
  })

  test.each<[VastFaultName, object]>([
    ['stuck', { actual_status: 'loading', status_msg: 'Pulling from sim/stuck' }],
    ['stuck-pull', { actual_status: 'loading' }],
    ['unknown-status', { actual_status: 'hibernating' }],
    ['oci-error', { actual_status: 'created', status_msg: expect.stringContaining('OCI runtime create failed') }],
    ['wrong-gpu', { actual_status: 'running', gpu_name: 'GTX 1050 Ti' }],
    ['price-mismatch', { actual_status: 'running', dph_base: 1.44 }],
    ['outbid', { actual_status: 'stopped', intended_status: 'stopped', cur_state: 'stopped', next_state: 'stopped' }],
  ])('%s shows in the row', async (fault, row) => {
    const sim = await cloud()
    const id = await rented(sim, { image: `sim/${fault}` })
    await sim.advance(60_000)
    expect(await show(sim, id)).toMatchObject(row)
  })

  test('slow-pull moves while it pulls, running-no-port has none', async () => {
    const sim = await cloud()
    const slow = await rented(sim, { image: 'sim/slow-pull' })
    const messages: unknown[] = []
    for (let n = 0; n < 5; n++) {
      messages.push((await show(sim, slow)).status_msg)
      await sim.advance(2_000)
    }
    expect(new Set(messages).size).toBe(5)
    expect((await show(sim, slow)).actual_status).toBe('running')
    const other = (await search(sim, { limit: 1 })).json.offers[0].id
    const { new_contract } = (await create(sim, { image: 'sim/running-no-port' }, other)).json
    await sim.advance(2_000)
    const row = await show(sim, new_contract)
    expect([row.actual_status, row.ports]).toEqual(['running', undefined])
  })

  test('accept-twice sells one ask twice; the second cannot bind its port', async () => {
    const sim = await cloud()
    const ids = [
      await create(sim, { image: 'sim/accept-twice' }),
      await create(sim, { image: 'sim/accept-twice' }),
    ].map(({ json }) => json.new_contract)
    await sim.advance(2_000)
    expect([(await show(sim, ids[0])).actual_status, (await show(sim, ids[1])).actual_status]).toEqual([
      'running',
      'created',
    ])
  })

  test('list-lag and refuse-then-appear appear late, console-delete goes by itself', async () => {
    const sim = await cloud()
    const total = async () => (await list(sim)).json.total_instances
    await create(sim, { image: 'sim/list-lag' })
    expect(await total()).toBe(0)
    await sim.advance(60_000)
    expect(await total()).toBe(1)
    const next = async (image: string) => create(sim, { image }, (await search(sim, { limit: 1 })).json.offers[0].id)
    await next('sim/refuse-then-appear')
    expect(await total()).toBe(1)
    await sim.advance(30_000)
    expect(await total()).toBe(2)
    const { new_contract } = (await next('sim/console-delete')).json
    await sim.advance(10_000)
    expect(await show(sim, new_contract)).toBeNull()
    expect(sim.bill().at(-1)?.segments.at(-1)).toMatchObject({ kind: 'disk', to: startMs + 100_000 })
  })

  test('destroy-refused refuses for an hour, 404-then-alive lies for a minute; both go on billing', async () => {
    const sim = await cloud()
    const refused = await rented(sim, { image: 'sim/destroy-refused' })
    expect((await destroy(sim, refused)).status).toBe(500)
    await sim.advance(3_599_000)
    expect((await destroy(sim, refused)).status).toBe(500)
    await sim.advance(1_000)
    expect((await destroy(sim, refused)).status).toBe(200)
    const other = (await search(sim, { limit: 1 })).json.offers[0].id
    const { new_contract: denied } = (await create(sim, { image: 'sim/404-then-alive' }, other)).json
    expect((await destroy(sim, denied)).status).toBe(404)
    expect(await show(sim, denied)).toBeNull()
    expect((await list(sim)).json.instances[0].id).toBe(denied)
    await sim.advance(60_000)
    expect((await destroy(sim, denied)).status).toBe(200)
    expect(
      sim
        .bill()
        .map(({ segments }) => segments.at(-1))
        .map((disk) => (disk ? disk.to - disk.from : 0)),
    ).toEqual([3_602_000, 60_000])
  })

  test('price-up asks for more: accepted it is dearer from the end of the contract on, else it ends', async () => {
    const sim = await cloud()
    const pending = async () =>
      (await send(`${sim.url}/api/v0/instances/pending-price-increases/`, { headers: key })).json
        .pending_price_increases
    const answer = (verb: string, id: number, more = {}) =>
      put(sim, `instances/${verb}-price-increase/`, { pending_price_increase_id: id, ...more })
    const dearer = await rented(sim, { image: 'sim/price-up' })
    const other = (await search(sim, { limit: 1 })).json.offers[0].id
    const { new_contract: ended } = (await create(sim, { image: 'sim/price-up' }, other)).json
    expect(await pending()).toEqual([])
    await sim.advance(10_000)
    const [first, second] = await pending()
    expect(first).toMatchObject({ contract_id: dearer, new_disk_ram_costpersec: null })
    expect(first.new_gpu_costpersec / first.old_gpu_costpersec).toBeCloseTo(1.5, 9)
    expect((await answer('accept', first.pending_price_increase_id, { note: 'x' })).status).toBe(422)
    expect((await answer('accept', first.pending_price_increase_id)).json.contract_id).toBe(dearer)
    expect((await answer('accept', first.pending_price_increase_id)).json.error).toBe('no_pending_price_increase')
    expect((await answer('reject', second.pending_price_increase_id)).status).toBe(200)
    await sim.advance(3_600_000)
    expect((await show(sim, dearer)).dph_base).toBe(1.08)
    expect(await show(sim, ended)).toBeNull()
    const rates = sim.bill()[0]?.segments.map(({ from, to, microUsdPerHour }) => [to - from, microUsdPerHour])
    expect(rates).toEqual([
      [3_598_000, 720_000],
      [12_000, 1_080_000],
      [3_612_000, 12_500],
    ])
  })

  test('lists fail on plan: 500, empty, a page without its rows', async () => {
    const sim = await cloud()
    sim.foreign(30)
    const path = '/api/v1/instances/'
    for (const fault of ['list-500', 'list-empty-200', 'page-drop'] as const)
      sim.fault({ match: { method: 'GET', path }, do: fault })
    const { status } = await list(sim)
    const empty = (await list(sim)).json
    const dropped = (await list(sim)).json
    expect([status, empty.total_instances, dropped.total_instances, dropped.instances.length]).toEqual([500, 0, 30, 0])
    expect((await list(sim)).json.instances).toHaveLength(25)
  })

  test('every name is provoked by a test of this file', () => {
    const text = readFileSync(new URL(import.meta.url), 'utf8')
    expect(vastFaultNames.filter((name) => !text.includes(`'${name}'`) && !text.includes(`sim/${name}'`))).toEqual([])
    expect(
      ['delete-500', 'delete-404-then-alive'].map((name) => faultOfImage(`sim/${name}:1`, vastFaultNames)),
    ).toEqual(['delete-500', 'delete-404-then-alive'])
    expect(faultOfImage('sim/unheard-of', vastFaultNames)).toBeNull()
  })
})

test('everything can be driven over HTTP', async () => {
  const sim = await cloud()
  const control = (name: string, body?: unknown) => send(`${sim.url}/__sim/${name}`, body === undefined ? {} : { body })
  expect((await control('foreign', { n: 2 })).json).toHaveLength(2)
  expect((await control('fault', { match: { path: '/api/v0/asks/*' }, do: 'create-then-500' })).status).toBe(200)
  expect((await create(sim)).status).toBe(500)
  expect((await control('advance', { ms: 2_000 })).status).toBe(200)
  expect((await control('instances')).json.map(({ state }: { state: string }) => state)).toEqual(
    Array(3).fill('running'),
  )
  expect((await control('bill')).json).toEqual(sim.bill())
  expect((await control('balance')).json.usd).toBe(sim.balance())
  expect((await control('requests')).json).toHaveLength(1)
  expect((await control('advance', {})).status).toBe(400)
})

test('equal seeds and equal calls give equal traces', async () => {
  const trace = async () => {
    const sim = await cloud()
    const texts = [(await create(sim)).text, (await search(sim, { limit: 3 })).text, (await list(sim)).text]
    await sim.advance(5_000)
    return [...texts, JSON.stringify(sim.bill())]
  }
  expect(await trace()).toEqual(await trace())
})
