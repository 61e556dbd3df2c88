/**
 * A service of your own, called through ProxyAPI: by its policy, with its key and retries; synced once, and told by webhook.
 * The service stands on this machine, which an operator allows in config.yaml: `egress: { allow: ['127.0.0.1:18095'] }`.
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { ProxyAPI, type ProxyAPIError } from '@proxyapi/sdk'
import { verify } from '@proxyapi/sdk/webhooks'

const secret = 'a-secret-of-sixteen-characters-or-more'
let asked = 0
const service = createServer(async (request, response) => {
  const body = await buffer(request)
  const json = (value: unknown, status = 200) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  if (request.url === '/v1/hook') {
    const { event_type } = (await verify({ body, headers: request.headers }, { secrets: secret })) as {
      event_type?: string
    }
    console.log(`webhook: ${event_type} verified`)
    json({})
  } else if (request.method === 'GET') json({ items: [{ id: 1, text: 'Call back' }], next_cursor: '1' })
  // Overloaded at first: it is asked again, under the same Idempotency-Key.
  else if (++asked === 1) response.writeHead(503, { 'retry-after': '1' }).end()
  else json({ state: 'accepted' }, 201)
}).listen(18_095, '127.0.0.1')
await once(service, 'listening')

const client = new ProxyAPI()
await client.integration.put('crm', {
  config: { base_url: 'http://127.0.0.1:18095/v1', api_key: 'sk-of-the-service', retry_delay: 0.2 },
  security_policy: { required_fields: ['input'], allowed_methods: ['POST'], allowed_endpoints: ['/process'] },
})
const ask = (data: Record<string, unknown>) =>
  client.integration.call({ integration_id: 'crm', method: 'POST', endpoint: '/process', data })
const result = await ask({ input: 'test_data' })
console.log(`answered: ${result.status_code} after ${result.attempts} attempts`)
await ask({ other: 1 }).catch((error) => console.log(`refused: ${(error as ProxyAPIError).message}`))

const sent = await client.integration.webhook({
  webhook_url: 'http://127.0.0.1:18095/v1/hook',
  event_type: 'order.paid',
  data: { order: 7 },
  secret,
})
console.log(`delivered: ${sent.delivered}`)

await client.integration.put('notes', { config: { base_url: 'http://127.0.0.1:18095/v1' } })
await client.integration.syncs.put('notes', {
  integration_id: 'notes',
  direction: 'pull',
  endpoint: '/notes',
  cursor: { send: 'since', read: '/next_cursor' },
})
await client.integration.syncs.run({ sync_id: 'notes' })
let run = null
while (run?.status !== 'succeeded' && run?.status !== 'failed') {
  await new Promise((resolve) => setTimeout(resolve, 200))
  run = (await client.integration.syncs.get('notes')).last_run
}
for await (const { item_id, data } of client.integration.syncs.records('notes'))
  console.log(`synced: ${item_id} ${JSON.stringify(data)}`)
console.log(`health: ${(await client.integration.status()).status}`)
service.close()
