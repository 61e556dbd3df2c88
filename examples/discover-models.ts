/** The catalog by filters: who serves models that see and call tools, and what they cost. */
import { DiscoveryClient } from '@proxyapi/sdk'

const client = new DiscoveryClient()

// All pages as one array. Filters are joined by "and"; what is unknown passes no filter on its field.
const models = await client.getModels({ supportsChat: true, capabilities: ['tools', 'vision'] })
console.log(`${models.count} models chat, see and call tools`)

for (const { provider, id, context_length, input_cost } of models.slice(0, 5)) {
  // USD per 1,000 tokens; null is unknown, 0 is free.
  const price = input_cost === null ? 'price unknown' : `$${input_cost} per 1,000 input tokens`
  console.log(`${provider}/${id}: ${context_length ?? 'unknown'} tokens of context, ${price}`)
}

const { id, metadata } = await client.getModel('openai/gpt-4o-mini')
console.log(`one model: ${id}`, metadata)
