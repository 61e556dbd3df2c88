/** One answer, who gave it, and what it cost. */
import { ProxyAPI } from '@proxyapi/sdk'

const client = new ProxyAPI()

const { data, response, requestId } = await client.chat.completions
  .create({
    model: 'anthropic/claude-sonnet-4-6',
    messages: [
      { role: 'system', content: 'Answer in one sentence.' },
      { role: 'user', content: 'Why is the sky blue?' },
    ],
    max_tokens: 100,
  })
  .withResponse()

console.log(`answer: ${data.choices[0]?.message.content}`)
console.log(`tokens: ${data.usage?.prompt_tokens} in, ${data.usage?.completion_tokens} out`)
console.log(`provider: ${response.headers.get('x-proxyapi-provider')}`)
console.log(`cost: $${response.headers.get('x-proxyapi-cost')}, request ${requestId}`)
