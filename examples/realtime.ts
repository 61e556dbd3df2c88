/** Events as they happen: connected again by itself where the connection is lost, each event once and in order. */
import { ProxyAPI } from '@proxyapi/sdk'

const client = new ProxyAPI()
const feed = client.realtime.subscribe(['model_updates', 'gpu_updates'])
await feed.ready()

// Something that happens. The event is told when the lists have been read and compared.
await client.models.refresh({ providers: ['openai'], force: true })

for await (const event of feed) {
  if (event.name !== 'refresh.completed') continue
  console.log(`told: ${event.name} of ${event.payload.provider}, number ${event.seq} of the stream ${event.stream}`)
  break
}

// A later process goes on from here: client.realtime.subscribe(channels, { resume: position }).
console.log(`resume later from ${JSON.stringify(feed.position)}`)
await client.close()
