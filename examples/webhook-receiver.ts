/** A receiver of webhooks: verified over the bytes as they came, a repetition is seen, an event is typed by its name. */
import { createServer } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { memoryReplayStore, sign, verify, WebhookVerificationError } from '@proxyapi/sdk/webhooks'

// `secret` of the answer of `client.webhooks.create({ url, events })`; it is shown once.
const secrets = process.env.PROXY_API_WEBHOOK_SECRET ?? `whsec_${Buffer.alloc(32, 'example').toString('base64')}`
const replay = memoryReplayStore()

const server = createServer(async (request, response) => {
  try {
    const received = await verify({ body: await buffer(request), headers: request.headers }, { secrets, replay })
    if (received.event === 'instance.ready') console.log(`received: ${received.data.contract_id} is ready`)
    response.writeHead(204).end()
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error
    console.log(`refused: ${error.reason}`)
    // What was seen before is done: a 2xx ends the retries.
    response.writeHead(error.reason === 'replayed' ? 204 : 400).end()
  }
}).listen(0, '127.0.0.1')
await new Promise((resolve) => server.once('listening', resolve))
const { port } = server.address() as { port: number }

// What ProxyAPI sends; the same again, as a retry would be; and one with a changed word.
const body = JSON.stringify({ event: 'instance.ready', data: { contract_id: 'inst_01JDQ3K8ZV5W7XH2M4N6P8R9TA' } })
const headers = await sign({ id: 'evt_01JDQ3M2A7B8C9D0E1F2G3H4J5', timestamp: new Date(), body, secrets })
for (const sent of [body, body, body.replace('ready', 'failed')]) {
  const { status } = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', headers, body: sent })
  console.log(`answered ${status}`)
}
server.close()
