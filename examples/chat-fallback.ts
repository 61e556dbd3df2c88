/** The first model is overloaded on purpose (a simulated failure); the caller sees the answer of the second. */
import { ProxyAPI } from '@proxyapi/sdk'

const client = new ProxyAPI()

const { data, response } = await client.chat.completions
  .create({
    model: 'openai/sim/overloaded',
    messages: [{ role: 'user', content: 'Are you there?' }],
    proxyapi: { fallbacks: ['anthropic/claude-sonnet-4-6'], trace: true },
  })
  .withResponse()

console.log(`answered by: ${data.model}`)
console.log(`attempts: ${response.headers.get('x-proxyapi-attempts')}`)
for (const { provider, model, outcome, duration_ms } of data.proxyapi?.attempts ?? []) {
  console.log(`  ${provider}/${model}: ${outcome} after ${duration_ms} ms`)
}
