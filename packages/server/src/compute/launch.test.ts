import { expect, test } from 'vitest'
import { launchSpec, readLaunch } from './launch.ts'

const read = (body: object) => readLaunch({ failover: 'same_cloud', ...body }, 'default/image:1')

test('an empty body is a launch with the defaults of the document', () => {
  expect(read({})).toEqual({
    launch: {
      image: 'default/image:1',
      args: [],
      command: [],
      onstart: null,
      env: {},
      ports: [{ port: 8000, protocol: 'http' }],
      diskGb: 50,
      sshPublicKeys: [],
      ready: { type: 'provider' },
      failover: 'same_cloud',
      bid: null,
      onInterruption: 'keep',
    },
    secrets: null,
    name: null,
    priceMax: null,
    maxSpend: null,
    ttlMs: null,
    idleTtlMs: null,
  })
})

test.each([
  ['ports alone: their first one, by tcp', { ports: [80, 81] }, { type: 'tcp', port: 80 }],
  ['no ports: the word of the cloud', { ports: [] }, { type: 'provider' }],
  ['http without more', { ready: { type: 'http' } }, { type: 'http', port: 8000, path: '/' }],
  [
    'http at a path',
    { ports: [80, 81], ready: { type: 'http', port: 81, path: '/health' } },
    { type: 'http', port: 81, path: '/health' },
  ],
])('readiness of %s', (_, body, ready) => {
  expect(read(body).launch.ready).toEqual(ready)
})

test.each([
  ['a name with a space', { env: { 'A B': '1' } }, '/env/A B'],
  ['a docker flag', { env: { '-p 80:80': '1' } }, '/env/-p 80:80'],
  ['a name of ours', { secret_env: { PROXY_API_X: '1' } }, '/secret_env/PROXY_API_X'],
  ['a name of the cloud', { env: { CONTAINER_API_KEY: '1' } }, '/env/CONTAINER_API_KEY'],
  ['a name twice', { env: { A: '1' }, secret_env: { A: '2' } }, '/secret_env/A'],
  ['too much together', { env: { A: 'x'.repeat(70_000) }, secret_env: { B: 'x'.repeat(70_000) } }, '/env'],
  ['a port twice', { ports: [80, { port: 80, protocol: 'tcp' }] }, '/ports/1'],
  ['a probe of a port that is not published', { ready: { type: 'tcp', port: 9 } }, '/ready/port'],
  ['a probe without any port', { ports: [], ready: { type: 'tcp' } }, '/ready/port'],
])('refuses %s', (_, body, path) => {
  expect(() => read(body)).toThrow(
    expect.objectContaining({ code: 'INVALID_REQUEST', options: { details: [{ path, message: expect.any(String) }] } }),
  )
})

test('an idle limit that nobody can see is refused', () => {
  expect(() => read({ idle_ttl_seconds: 300 })).toThrow(expect.objectContaining({ code: 'UNSUPPORTED_PARAMETER' }))
  expect(read({ idle_ttl_seconds: 300, idle_by: 'proxy' }).idleTtlMs).toBe(300_000)
})

test('money is exact, and what is none is refused', () => {
  expect(read({ max_price_per_hour: 0.730417, max_spend: 100, bid_per_hour: 0.31 })).toMatchObject({
    priceMax: 730_417,
    maxSpend: 100_000_000,
    launch: { bid: 310_000 },
  })
  expect(() => read({ max_spend: 1e-7 })).toThrow(expect.objectContaining({ code: 'INVALID_AMOUNT' }))
})

test('secrets are apart, and come together for the adapter only', () => {
  const registry = { username: 'u', password: 'p' }
  const { launch, secrets } = read({ env: { A: '1' }, secret_env: { B: 's3cret' }, registry, args: ['x'] })
  expect(JSON.stringify(launch)).not.toContain('s3cret')
  expect(launchSpec(launch, secrets)).toEqual({
    image: 'default/image:1',
    registry,
    args: ['x'],
    env: { A: '1', B: 's3cret' },
    ports: [{ port: 8000, protocol: 'http' }],
    diskGb: 50,
    sshPublicKeys: [],
  })
})
