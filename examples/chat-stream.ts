/** Tokens as they come. Leaving the loop closes the connection, and the provider is stopped. */
import { ProxyAPI } from '@proxyapi/sdk'

const client = new ProxyAPI()

const stream = await client.chat.completions.create({
  model: 'openai/gpt-4o-mini',
  messages: [{ role: 'user', content: 'Count to ten in words.' }],
  stream: true,
  stream_options: { include_usage: true },
})

process.stdout.write('answer: ')
for await (const { choices, usage } of stream) {
  process.stdout.write(choices[0]?.delta.content ?? '')
  if (usage) process.stdout.write(`\nusage: ${usage.total_tokens} tokens\n`)
}
