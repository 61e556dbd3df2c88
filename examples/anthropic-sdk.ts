/** Anthropic's own client, asking a model of OpenAI: the dialect is translated, streamed or whole. */
import Anthropic from '@anthropic-ai/sdk'
import { ProxyAPI } from '@proxyapi/sdk'

const anthropic = new Anthropic(new ProxyAPI().anthropic) // {baseURL: 'http://127.0.0.1:8000', apiKey}

const message = await anthropic.messages.create({
  model: 'openai/gpt-4o-mini',
  max_tokens: 100,
  messages: [{ role: 'user', content: 'Say hello.' }],
})
for (const block of message.content) if (block.type === 'text') console.log(`answer: ${block.text}`)

const stream = anthropic.messages.stream({
  model: 'anthropic/claude-sonnet-4-6',
  max_tokens: 100,
  messages: [{ role: 'user', content: 'Say it again.' }],
})
console.log(`streamed: ${await stream.finalText()}`)
