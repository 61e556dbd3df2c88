/** Requests to a rented GPU by its contract; and why an address inside a network is refused. */
import { GPUProxyClient, PermissionDeniedError } from '@proxyapi/sdk'

const client = new GPUProxyClient()

const [offer] = await client.gpu.list({ provider: ['vast.ai'], limit: 1 })
if (!offer) throw new Error('no offer')
const { contract_id } = await client.createInstance('vast.ai', offer.id, { ports: [8080], max_price_per_hour: 1 })
try {
  const { status_code, body, duration_ms } = await client.gpu.proxy({
    protocol: 'http',
    contract_id,
    port: 8080,
    path: '/health',
    method: 'GET',
  })
  console.log(`health: ${status_code} after ${duration_ms} ms`, body)
} finally {
  await client.destroy('vast.ai', contract_id)
}

try {
  await client.gpu.proxy({ protocol: 'http', target_url: 'http://169.254.169.254/latest/meta-data', method: 'GET' })
} catch (error) {
  if (!(error instanceof PermissionDeniedError)) throw error
  console.log(`refused: ${error.code}`)
}
