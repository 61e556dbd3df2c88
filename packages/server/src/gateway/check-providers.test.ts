import { beforeEach, describe, expect, test } from 'vitest'
import { facts, provider } from '../../test/gateway/lanes.ts'
import { noMetrics, testClock } from '../../test/runtime.ts'
import type { EgressResponse } from '../egress/answer.ts'
import type { Egress } from '../egress/egress.ts'
import { EgressFailure } from '../egress/failure.ts'
import type { EgressCall } from '../egress/plan.ts'
import { CellBook } from './cell-book.ts'
import { checkProviders } from './check-providers.ts'
import { defaultCheckSettings, ProviderChecks } from './provider-checks.ts'
import type { ProviderSettings } from './provider-settings.ts'

const url = 'http://127.0.0.1:1'
const asked: EgressCall[] = []
/** By host of the provider; null: no answer comes. */
let status: number | null = 200
const egress: Pick<Egress, 'request'> = {
  request(call) {
    asked.push(call)
    if (status === null) return Promise.reject(new EgressFailure({ kind: 'timeout', phase: 'connect', sent: false }))
    return Promise.resolve({ status, cancel() {} } as EgressResponse)
  },
}

const clock = testClock()
let cells: CellBook
let checks: ProviderChecks
beforeEach(() => {
  asked.length = 0
  status = 200
  cells = new CellBook()
  checks = new ProviderChecks()
})

const own = provider('own', 'openai', url, { headers: { 'x-own': 'yes' } })
const check = (providers: ProviderSettings[] = [own], settings = defaultCheckSettings) =>
  checkProviders(providers, settings, { egress, clock, metrics: noMetrics, cells, checks })

test('a list call with the provider’s key and headers, when it is due', async () => {
  await check()
  expect(asked).toEqual([])
  await clock.advance(30_000)
  await check()
  expect(asked).toMatchObject([
    {
      class: 'provider',
      method: 'GET',
      url: `${url}/v1/models`,
      headers: { authorization: 'Bearer sim-key', 'x-own': 'yes' },
      limits: { totalMs: 5_000 },
    },
  ])
})

test('a provider that is off, or has no list, is not asked', async () => {
  const off = provider('off', 'openai', url, { enabled: false })
  const listless = provider('listless', 'openai', url)
  const brand = { ...listless.brand, list: null }
  await check([off, { ...listless, brand }])
  await clock.advance(60_000)
  await check([off, { ...listless, brand }])
  expect(asked).toEqual([])
})

test.each<[string, number | null, boolean]>([
  ['an answer', 200, false],
  ['a refused key: somebody is there', 401, false],
  ['a failure of its own', 503, true],
  ['silence', null, true],
])('three times %s', async (_, answer, degraded) => {
  status = answer
  await check()
  for (let n = 0; n < 3; n++) {
    await clock.advance(30_000)
    await check()
  }
  expect(asked).toHaveLength(3)
  expect(checks.isDegraded('own')).toBe(degraded)
})

describe('an open breaker', () => {
  const lane = { id: 'own/m', provider: own, model: facts('own', 'm') }
  const fail = (times: number) => {
    for (let n = 0; n < times; n++)
      cells.end(lane, { says: 'failed', whole: false, code: 'UPSTREAM_ERROR' }, clock.monotonic())
  }
  const access = () => cells.standing(lane, clock.monotonic()).access

  test('is tried as soon as a free call is answered', async () => {
    await check()
    fail(5)
    await clock.advance(10_000)
    expect(access()).toBe('closed-off')
    await check()
    expect(asked).toHaveLength(1)
    expect(access()).toBe('probe')
  })

  test('waits on where the free call fails', async () => {
    await check()
    fail(5)
    await clock.advance(10_000)
    status = 500
    await check()
    expect(access()).toBe('closed-off')
  })

  test('waits its longer time after a failed probe, whatever the free call says', async () => {
    await check()
    fail(5)
    await clock.advance(10_000)
    await check()
    cells.begin(lane, clock.monotonic())
    fail(1)
    await clock.advance(10_000)
    await check()
    expect(asked).toHaveLength(2)
    expect(access()).toBe('closed-off')
  })
})
