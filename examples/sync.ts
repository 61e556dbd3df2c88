/** The blocking client: plain values instead of promises. For scripts and tools, not inside servers. */
import { ProxyAPI } from '@proxyapi/sdk/sync'

using client = new ProxyAPI()

const models = client.models.search({ q: 'claude sonnet', limit: 3 })
console.log(`found: ${models.map(({ id }) => id).join(', ')}`)

const answer = client.chat.completions.create({
  model: 'openai/gpt-4o-mini',
  messages: [{ role: 'user', content: 'Say hello.' }],
})
console.log(`answer: ${answer.choices[0]?.message.content}`)
