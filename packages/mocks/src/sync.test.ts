import { DiscoveryClient, NotFoundError, ProxyAPI } from '@proxyapi/sdk/sync'
import { afterAll, expect, test } from 'vitest'

const options = { apiKey: 'k', workerSetup: new URL('./worker-fetch.ts', import.meta.url) }
const client = new ProxyAPI(options)
afterAll(() => client.close())

test('a call gives its value, without a promise', () => {
  const models = client.models.list({ provider: ['openai'] })
  expect(Array.isArray(models)).toBe(true)
  expect(models[0]?.id).toBeTypeOf('string')
  expect(client.user.credits()).toMatchObject({ currency: 'USD' })
})

test('an error has its class, its fields and both stacks', () => {
  try {
    client.models.list({ limit: 0 })
    expect.unreachable('it throws')
  } catch (error) {
    expect(error).toMatchObject({
      name: 'BadRequestError',
      status: 400,
      code: 'INVALID_REQUEST',
      details: [{ path: 'query.limit' }],
    })
    expect((error as Error).stack).toContain('at the blocking call')
    expect(error).not.toBeInstanceOf(NotFoundError)
  }
})

test('a stream is a plain iterable', () => {
  const events = client.chat.completions.create({
    model: 'm',
    messages: [{ role: 'user', content: 'hi' }],
    stream: true,
  })
  const chunks = [...(events as unknown as Iterable<{ object: string }>)]
  expect(chunks.length).toBeGreaterThan(1)
  expect(chunks.every(({ object }) => object === 'chat.completion.chunk')).toBe(true)
})

test('what a worker cannot take is refused by name', () => {
  expect(() => new ProxyAPI({ token: (() => 'x') as never })).toThrow('token cannot be handed to the worker')
  expect(() => client.models.list({}, { signal: new AbortController().signal })).toThrow('argument 2.signal')
})

test('the seed class blocks too, and a closed client says so', () => {
  using discovery = new DiscoveryClient(options)
  expect(discovery.getModels({ provider: ['openai'] }).length).toBeGreaterThan(0)
  discovery.close()
  expect(() => discovery.getModels()).toThrow('closed')
})
