/** A model on a rented GPU as a route of the gateway: a hosted model answers until the GPU serves, and whenever it is gone. */
import { ProxyAPI } from '@proxyapi/sdk'

const client = new ProxyAPI()

const deployment = await client.gpu.deployments.create({
  name: 'qwen',
  model: 'Qwen/Qwen3-8B',
  gpu: { min_vram: 16 },
  max_price_per_hour: 1,
  max_spend: 20,
  idle_ttl_seconds: 300, // after this time without a request nothing runs and nothing is charged
  fallback_model: 'openai/gpt-4o-mini',
})
const { deployment_id } = deployment
try {
  const [name = ''] = deployment.names
  const ask = async () => {
    const { data, response } = await client.chat.completions
      .create({ model: name, messages: [{ role: 'user', content: 'Say hello.' }] })
      .withResponse()
    return `${response.headers.get('x-proxyapi-provider')}: ${data.choices[0]?.message.content}`
  }
  // The first request finds nothing running: the hosted model answers it, and a GPU is rented meanwhile.
  console.log(`first, by ${await ask()}`)
  let now = await client.gpu.deployments.get(deployment_id)
  while (now.status !== 'ready' && now.status !== 'failed') {
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    now = await client.gpu.deployments.get(deployment_id)
  }
  console.log(`${now.status} on ${now.replicas[0]?.gpu_model} for $${now.cost.per_hour} an hour`)
  console.log(`then, by ${await ask()}`)
  const { hosted, break_even_tokens_per_hour } = now.cost
  console.log(`cheaper than ${hosted?.model} from ${break_even_tokens_per_hour} tokens an hour on`)
} finally {
  const { status } = await client.gpu.deployments.delete(deployment_id)
  console.log(`given back: ${status}`)
}
