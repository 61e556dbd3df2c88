import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { quietLog, testRandom } from '../../test/runtime.ts'
import { gpusIn } from './gpus.ts'
import { machineFiles } from './machine-files.ts'
import type { Gpu } from './offers.ts'
import type { StartOrder } from './processes.ts'
import { createRunner, type RunnerSettings } from './runner.ts'

const hourMs = 3_600_000
const tag = 'gp7f3a-01jd8z0000000000000000000-00'
const other = 'gp7f3a-01jd8z0000000000000000000-01'
const gpu = (index: number): Gpu => ({ index, name: 'RTX 4090', ramMb: 24564, computeCapability: 8.9 })

/** A host whose processes are numbers: those that were started live until they are killed, or end by themselves. */
function host({ gpus = [] as Gpu[], settings = {} as Partial<RunnerSettings> } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'proxyapi-machines-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const alive = new Map<string, number[]>()
  const started: StartOrder[] = []
  let now = Date.UTC(2026, 10, 20, 10, 30)
  let isKilledBeforeStart = false
  const runner = () =>
    createRunner({
      files: machineFiles(folder),
      processes: {
        start(order) {
          if (isKilledBeforeStart) throw new Error('killed')
          started.push(order)
          alive.set(order.tag, [started.length])
          return started.length
        },
        of: (name) => alive.get(name) ?? [],
        kill: (name) => void alive.delete(name),
      },
      clock: { now: () => now },
      random: testRandom(1),
      log: quietLog,
      sealer: { seal: (text) => text, open: (text) => text },
      gpus: async () => gpus,
      host: { cpuCores: 2, ramGb: 8 },
      settings: () => ({
        pricePerGpuHour: 0.5,
        programs: new Map([
          ['proxyapi/echo', null],
          ['mine', ['/bin/mine']],
        ]),
        ...settings,
      }),
    })
  let current = runner()
  const ask = async (method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown) => {
    const reply = await current({ method, path, body, class: 'read' })
    return { status: reply.status, body: JSON.parse(reply.body) }
  }
  return {
    ask,
    create: (more: object = {}) =>
      ask('POST', '/machines', {
        tag,
        offer: 'cpu',
        image: 'proxyapi/echo',
        args: [],
        env: {},
        ports: [8000],
        until: null,
        ...more,
      }),
    list: async () => (await ask('GET', '/machines')).body.machines as { id: string; status: string }[],
    statuses: async () =>
      ((await ask('GET', '/machines')).body.machines as { status: string }[]).map(({ status }) => status),
    started,
    alive,
    folder,
    pass(ms: number) {
      now += ms
    },
    /** Another process takes over: nothing but the files is left. */
    restart() {
      current = runner()
    },
    killBeforeStart() {
      isKilledBeforeStart = true
    },
  }
}

describe('a machine of this host', () => {
  test('is started once, however often its create arrives, and is what its order says', async () => {
    const { create, started, list } = host()
    const first = await create({ image: 'mine', args: ['a b'], env: { SECRET: 's' } })
    expect(first).toMatchObject({
      status: 201,
      body: { machine: { id: tag, status: 'running', ip: '127.0.0.1', price_per_hour: 0.5 } },
    })
    expect(first.body.machine.ports).toEqual([{ port: 8000, public_port: expect.any(Number) }])
    expect((await create({ image: 'mine' })).status).toBe(200)
    expect(started.map(({ order }) => order)).toEqual([
      { program: 'mine', command: ['/bin/mine', 'a b'], environment: { SECRET: 's', CUDA_VISIBLE_DEVICES: '' } },
    ])
    expect(await list()).toHaveLength(1)
  })

  test('is known to who takes over, and ends once', async () => {
    const { create, restart, statuses, ask, alive } = host()
    await create()
    restart()
    expect(await statuses()).toEqual(['running'])
    expect((await ask('DELETE', `/machines/${tag}`)).body.machine.status).toBe('destroyed')
    expect(alive.size).toBe(0)
    expect((await ask('DELETE', `/machines/${tag}`)).body.error).toBe('not_found')
  })

  test('whose starter was killed before it ran is listed as ended, and can be started', async () => {
    const { create, killBeforeStart, restart, statuses } = host()
    killBeforeStart()
    await expect(create()).rejects.toThrow('killed')
    restart()
    expect(await statuses()).toEqual(['exited'])
  })

  test('whose keeper was killed takes with it what it had started', async () => {
    const { create, statuses, alive } = host()
    await create()
    // The keeper is gone, a child of it lives on.
    alive.set(tag, [77])
    expect(await statuses()).toEqual(['exited'])
    expect(alive.size).toBe(0)
  })

  test('ends when its time is over, unless it is told a later one', async () => {
    const { create, pass, ask, statuses } = host()
    await create({ until: new Date(Date.UTC(2026, 10, 20, 11, 30)).toISOString() })
    pass(hourMs / 2)
    await ask('POST', `/machines/${tag}/until`, { until: new Date(Date.UTC(2026, 10, 20, 12, 30)).toISOString() })
    pass(hourMs)
    expect(await statuses()).toEqual(['running'])
    pass(hourMs)
    expect(await statuses()).toEqual(['exited'])
    expect((await ask('POST', `/machines/${tag}/until`, { until: 'soon' })).status).toBe(400)
  })

  test('costs what it ran, stopped nothing, and is forgotten a day after its end', async () => {
    const { create, pass, ask, folder } = host()
    await create()
    pass(hourMs)
    expect((await ask('POST', `/machines/${tag}/stop`)).body.machine.status).toBe('stopped')
    pass(hourMs)
    expect((await ask('POST', `/machines/${tag}/start`)).body.machine.status).toBe('running')
    pass(hourMs / 2)
    await ask('POST', `/machines/${tag}/reboot`)
    pass(hourMs / 2)
    await ask('DELETE', `/machines/${tag}`)
    const { charges } = (await ask('GET', '/charges')).body
    expect(charges.map(({ usd }: { usd: number }) => usd)).toEqual([0.5, 0.25, 0.25])
    pass(25 * hourMs)
    await ask('GET', '/machines')
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('what may run', () => {
  test('is what the operator has named: no command line comes from a caller', async () => {
    const { create, started } = host()
    expect(await create({ image: '/bin/sh' })).toMatchObject({ status: 403, body: { error: 'image_not_allowed' } })
    expect(await create({ image: 'toString' })).toMatchObject({ status: 403 })
    expect(started).toEqual([])
  })

  test.each([
    [{ tag: '../../etc/passwd' }],
    [{ tag: '' }],
    [{ args: 'rm -rf /' }],
    [{ ports: [0] }],
    [{ env: { A: 1 } }],
    [{ until: 'soon' }],
    [{ offer: 7 }],
  ])('%j is refused', async (more) => {
    expect((await host().create(more)).status).toBe(400)
  })

  test('a name that is no tag reads no file', async () => {
    const { ask } = host()
    expect((await ask('GET', '/machines/..%2f..%2fsecret')).body.error).toBe('not_found')
    expect((await ask('GET', '/nowhere')).body.error).toBe('no_route')
  })
})

describe('what is offered', () => {
  const offers = async (at: ReturnType<typeof host>) =>
    ((await at.ask('GET', '/offers')).body.offers as { id: string; free: boolean; price_per_hour: number }[]).map(
      ({ id, free, price_per_hour }) => [id, free, price_per_hour],
    )

  test('is the processor of a host without a GPU, as often as it has cores', async () => {
    const at = host()
    expect(await offers(at)).toEqual([['cpu', true, 0.5]])
    await at.create()
    await at.create({ tag: other })
    expect(await offers(at)).toEqual([['cpu', false, 0.5]])
  })

  test('is each GPU, and all of them while all are free', async () => {
    const at = host({ gpus: [gpu(0), gpu(1)] })
    expect(await offers(at)).toEqual([
      ['gpu-0', true, 0.5],
      ['gpu-1', true, 0.5],
      ['gpu-all', true, 1],
    ])
    await at.create({ offer: 'gpu-1' })
    expect(at.started[0]?.order.environment).toEqual({ CUDA_VISIBLE_DEVICES: '1' })
    expect((await offers(at)).map(([, free]) => free)).toEqual([true, false, false])
    expect((await at.create({ tag: other, offer: 'gpu-all' })).body.error).toBe('taken')
  })

  test('is read from the report of the driver', () => {
    expect(gpusIn('0, NVIDIA GeForce RTX 4090, 24564, 8.9\n1, Tesla P4, 7680, [N/A]\nnonsense\n\n')).toEqual([
      { index: 0, name: 'NVIDIA GeForce RTX 4090', ramMb: 24564, computeCapability: 8.9 },
      { index: 1, name: 'Tesla P4', ramMb: 7680, computeCapability: null },
    ])
  })
})
