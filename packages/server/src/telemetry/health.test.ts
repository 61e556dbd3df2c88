import { expect, test } from 'vitest'
import { testClock, testRuntime } from '../../test/runtime.ts'
import { createHealth, type Probes } from './health.ts'

type State = ReturnType<Probes['redis']>

function someHealth(over: {
  provider?: State
  cloud?: State
  redis?: State
  models?: number
  database?: Probes['database']
  sharedCache?: Probes['sharedCache']
}) {
  const { provider = 'healthy', cloud = 'healthy', redis = 'disabled', models = 1 } = over
  const { database = async () => {}, sharedCache = async () => {} } = over
  const clock = testClock()
  const health = createHealth(
    {
      database,
      catalogSize: () => models,
      providers: () => ({ openai: { status: provider, lastCheckedAt: clock.now() } }),
      clouds: () => ({ vast_ai: cloud, io_net: 'disabled' }),
      redis: () => redis,
      sharedCache,
      cache: () => ({ size: 1, hits: 19, misses: 1 }),
    },
    testRuntime(clock),
    { version: '2.0.0', dataDirectory: '.' },
  )
  return health
}

const probed = async (health: ReturnType<typeof someHealth>) => {
  for (const job of health.jobs()) await job.run(new AbortController().signal)
  return health
}

test('a server that starts is not ready, and says why', () => {
  const health = someHealth({})
  expect(health.readiness()).toEqual({
    status: 503,
    body: { status: 'not_ready', detail: 'Service not ready', reasons: ['starting'] },
  })
  expect(health.report()).toMatchObject({ status: 503, body: { status: 'unhealthy' } })
  health.clear('starting')
  expect(health.readiness()).toEqual({ status: 200, body: { status: 'ready' } })
  health.block('draining')
  expect(health.readiness().status).toBe(503)
})

test.each([
  ['provider', { provider: 'unhealthy' }],
  ['cloud', { cloud: 'unhealthy' }],
  ['Redis', { redis: 'unhealthy' }],
] as const)('a dead %s takes no replica out: it is ready, and degraded', async (_, over) => {
  const health = await probed(someHealth(over))
  health.clear('starting')
  expect(health.readiness().status).toBe(200)
  expect(health.report()).toMatchObject({ status: 200, body: { status: 'degraded' } })
})

test('the four checks of older clients have their names and say what they said', async () => {
  const health = await probed(someHealth({}))
  health.clear('starting')
  expect(health.report().body.checks).toEqual({ discovery: true, cache: true, providers: true, database: true })
  const dead = await probed(
    someHealth({ provider: 'unhealthy', models: 0, database: () => Promise.reject(new Error('gone')) }),
  )
  dead.clear('starting')
  expect(dead.report().body.checks).toEqual({ discovery: false, cache: true, providers: false, database: false })
  expect(dead.report().body.services.database).toBe('unhealthy')
})

const gone = () => Promise.reject(new Error('gone'))

test.each([
  ['discovery', { models: 0 }],
  ['cache', { redis: 'unhealthy' }],
  ['cache', { redis: 'healthy', sharedCache: gone }],
  ['providers', { provider: 'unhealthy' }],
  ['providers', { provider: 'degraded' }],
  ['database', { database: gone }],
] as const)('of the four checks %s fails alone: %j', async (name, over) => {
  const health = await probed(someHealth(over))
  health.clear('starting')
  const { checks, services, unhealthy_components } = health.report().body
  expect(checks).toEqual({ discovery: true, cache: true, providers: true, database: true, [name]: false })
  expect(services.database).toBe(name === 'database' ? 'unhealthy' : 'healthy')
  expect(unhealthy_components.includes('cache')).toBe(name === 'cache')
})

test('a check that failed passes as soon as what it asks answers again', async () => {
  let isDown = true
  const answer = () => (isDown ? gone() : Promise.resolve())
  const health = await probed(someHealth({ database: answer, sharedCache: answer }))
  health.clear('starting')
  expect(health.report().body).toMatchObject({ status: 'degraded', checks: { cache: false, database: false } })
  isDown = false
  await probed(health)
  expect(health.report().body).toMatchObject({ status: 'healthy', checks: { cache: true, database: true } })
})

test('a server without providers is not one whose providers are dead', () => {
  const nobody = createHealth(
    {
      database: async () => {},
      catalogSize: () => 1,
      providers: () => ({}),
      clouds: () => ({ vast_ai: 'disabled', io_net: 'disabled' }),
      redis: () => 'disabled',
      sharedCache: async () => {},
      cache: () => ({ size: 0, hits: 0, misses: 0 }),
    },
    testRuntime(testClock()),
    { version: '2.0.0', dataDirectory: '.' },
  )
  expect(nobody.report().body.checks.providers).toBe(true)
})

test('a report holds what all older shapes held, and no address or error', async () => {
  const health = await probed(someHealth({ database: () => Promise.reject(new Error('postgres://u:p@db.internal/x')) }))
  health.clear('starting')
  const { body } = health.report()
  expect(body).toMatchObject({
    version: '2.0.0',
    services: { vast_ai: 'healthy', io_net: 'disabled', redis: 'disabled' },
    components: { providers: { openai: { status: 'healthy' } }, cache: { hit_rate: 0.95 } },
  })
  expect(JSON.stringify(body)).not.toContain('db.internal')
})
