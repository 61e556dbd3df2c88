import { CloudFailure, type CloudReply, type CloudRequest, type Plan } from '@proxyapi/clouds'
import { expect, test } from 'vitest'
import { anAccount } from '../../test/gpu/offers.ts'
import { noMetrics, testClock } from '../../test/runtime.ts'
import type { EgressResponse } from '../egress/answer.ts'
import type { Egress } from '../egress/egress.ts'
import { EgressFailure } from '../egress/failure.ts'
import type { EgressCall } from '../egress/plan.ts'
import { cloudErrorOf, createDriver } from './drive.ts'

const read = (path: string, over: Partial<CloudRequest> = {}): CloudRequest => ({
  method: 'GET',
  path,
  class: 'read',
  ...over,
})
const reset = new EgressFailure({ phase: 'headers', kind: 'reset', sent: true })

/** A driver whose way out answers with what it was asked for, or fails. */
function aDriver(
  answer: (call: EgressCall) => { status: number; headers?: Record<string, string> } | Error = () => ({ status: 200 }),
) {
  const calls: EgressCall[] = []
  const egress = {
    async request(call: EgressCall) {
      calls.push(call)
      const found = answer(call)
      if (found instanceof Error) throw found
      const { status, headers } = found
      return { status, headers: new Headers(headers), text: async () => call.url } as unknown as EgressResponse
    },
  } as unknown as Egress
  const clock = testClock()
  return { driver: createDriver({ egress, clock, metrics: noMetrics }), calls, clock }
}

const free = anAccount({ limits: [] })

test('a plan gets the reply to each request, and to several at once in their order', async () => {
  const { driver, calls } = aDriver()
  function* plan(): Plan<string[]> {
    const one = (yield read('/one')) as CloudReply
    const both = (yield [read('/two'), read('/three')]) as CloudReply[]
    return [one, ...both].map(({ body }) => body)
  }
  const base = 'https://cloud.example'
  expect(await driver.run(free, 'test', plan())).toEqual([`${base}/one`, `${base}/two`, `${base}/three`])
  expect(calls.every(({ class: kind }) => kind === 'cloud')).toBe(true)
  expect(calls[0]?.headers).toMatchObject({ authorization: 'Bearer a-key' })
})

test('an address that the cloud named is fetched without its key, after the pause that it wants', async () => {
  const { driver, calls, clock } = aDriver()
  function* plan(): Plan<void> {
    yield read('', { url: 'https://elsewhere.example/log', afterMs: 300 })
  }
  const run = driver.run(free, 'test', plan())
  await clock.advance(299)
  expect(calls).toEqual([])
  await clock.advance(1)
  await run
  expect(calls[0]).toMatchObject({ class: 'fetch', url: 'https://elsewhere.example/log' })
  expect(calls[0]?.headers).not.toHaveProperty('authorization')
})

test('a reply that never came is thrown into the plan, which may know what to do', async () => {
  const { driver } = aDriver(({ url }) => (url.endsWith('/lost') ? reset : { status: 200 }))
  function* plan(): Plan<string> {
    try {
      yield read('/lost')
      return 'came'
    } catch {
      yield read('/other')
      return 'recovered'
    }
  }
  expect(await driver.run(free, 'test', plan())).toBe('recovered')
})

test('what a plan throws, and what nobody answers, is the cloud’s failure', async () => {
  const { driver } = aDriver(() => reset)
  function* plan(): Plan<void> {
    yield read('/lost')
  }
  const error: unknown = await driver.run(free, 'test', plan()).catch((thrown: unknown) => thrown)
  expect(cloudErrorOf(error)).toMatchObject({ code: 'transient', mayExist: true })
  const told = new CloudFailure({ code: 'auth', message: 'no', retrySafe: false, mayExist: false })
  expect(cloudErrorOf(told)?.code).toBe('auth')
  expect(cloudErrorOf(new TypeError('a bug'))).toBeNull()
})

test('nothing is sent twice, whatever comes back', async () => {
  for (const answer of [() => reset, () => ({ status: 500 }), () => ({ status: 429 })]) {
    const { driver, calls } = aDriver(answer)
    await driver.send(free, { method: 'PUT', path: '/create', class: 'create', body: {} }).catch(() => undefined)
    expect(calls).toHaveLength(1)
  }
})

test('requests wait for their turn, and after a 429 for as long as the cloud says', async () => {
  const paced = anAccount({ limits: [{ class: 'read', requests: 1, windowMs: 2_000 }] })
  const { driver, calls, clock } = aDriver(() => ({ status: 429, headers: { 'retry-after': '10' } }))
  function* plan(): Plan<void> {
    yield read('/one')
    yield read('/two')
  }
  const run = driver.run(paced, 'test', plan())
  await clock.advance(1)
  expect(calls).toHaveLength(1)
  await clock.advance(9_900)
  expect(calls).toHaveLength(1)
  for (let step = 0; step < 5; step++) await clock.advance(100)
  await run
  expect(calls).toHaveLength(2)
})
