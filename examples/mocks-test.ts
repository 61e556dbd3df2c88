/** Tests without a server, a key or a network: the mocks are the contract's own router, so bad requests are refused. */
import assert from 'node:assert/strict'
import { createMocks } from '@proxyapi/mocks'
import { GPUProxyClient, RateLimitError } from '@proxyapi/sdk'

/** The code under test. */
async function cheapestGpu(client: GPUProxyClient, minVram: number): Promise<string | null> {
  const offers = await client.listGPUs({ minVram })
  return offers[0]?.id ?? null
}

const mocks = createMocks()
const client = new GPUProxyClient({ apiKey: 'test', fetch: mocks.fetch, retryDelay: 1 })

// Every operation answers its example of the document.
assert.equal(await cheapestGpu(client, 24), 'vast-20114453')
assert.equal(mocks.requests.at(-1)?.operationId, 'listGpuOffers')

// Another answer for one operation; a wrong body does not compile.
mocks.on('listGpuOffers', () => ({
  status: 200,
  body: { data: [], count: 0, total: 0, next_cursor: null, sources: {}, status: 'success' },
}))
assert.equal(await cheapestGpu(client, 24), null)

// The next three calls fail with a row of the error table; the SDK tries three times.
mocks.fail('listGpuOffers', 'RATE_LIMITED', { times: 3 })
await assert.rejects(cheapestGpu(client, 24), RateLimitError)

console.log(`${mocks.requests.length} requests answered, none left this process`)
