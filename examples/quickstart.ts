/** The three jobs in one file: find a model, ask it, look at GPUs. */
import { ProxyAPI } from '@proxyapi/sdk'

const client = new ProxyAPI()

const [model] = await client.models.search({ q: 'gpt 4o mini', provider: ['openai'], limit: 1 })
console.log(`${model?.provider}/${model?.id}: $${model?.pricing?.input} for a million input tokens`)

const answer = await client.chat.completions.create({
  model: 'openai/gpt-4o-mini',
  messages: [{ role: 'user', content: 'Say hello.' }],
})
console.log(`answer: ${answer.choices[0]?.message.content}`)

const [offer] = await client.gpu.list({ min_vram: 16, limit: 1 })
console.log(`cheapest GPU with 16 GB: ${offer?.gpu_model} at ${offer?.provider}, $${offer?.price_per_hour} an hour`)
