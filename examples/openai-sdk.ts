/** OpenAI's own client: only the base URL and the key change. */
import { ProxyAPI } from '@proxyapi/sdk'
import OpenAI from 'openai'

const openai = new OpenAI(new ProxyAPI().openai) // {baseURL: 'http://127.0.0.1:8000/v1', apiKey}

const answer = await openai.chat.completions.create({
  model: 'anthropic/claude-sonnet-4-6', // any provider's model, whatever dialect it speaks
  messages: [{ role: 'user', content: 'Say hello.' }],
})
console.log(`answer: ${answer.choices[0]?.message.content}`)

const stream = await openai.chat.completions.create({
  model: 'openai/gpt-4o-mini',
  messages: [{ role: 'user', content: 'Say it again.' }],
  stream: true,
})
let text = ''
for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
console.log(`streamed: ${text}`)
