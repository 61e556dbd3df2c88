/** Three ways to stop: a signal, a deadline over all attempts, and leaving a stream. */
import { APITimeoutError, APIUserAbortError, ProxyAPI } from '@proxyapi/sdk'

const client = new ProxyAPI()
const hello = { model: 'openai/gpt-4o-mini', messages: [{ role: 'user' as const, content: 'Tell a long story.' }] }
const never = { ...hello, model: 'openai/sim/hang' } // a simulated failure: accepted, never answered

const controller = new AbortController()
setTimeout(() => controller.abort(), 100)
try {
  await client.chat.completions.create(never, { signal: controller.signal })
} catch (error) {
  if (!(error instanceof APIUserAbortError)) throw error
  console.log(`aborted: ${error.code}`)
}

try {
  await client.chat.completions.create(never, { deadline: 200 })
} catch (error) {
  if (!(error instanceof APITimeoutError)) throw error
  console.log(`out of time: ${error.phase}`)
}

const stream = await client.chat.completions.create({ ...hello, stream: true })
for await (const { choices } of stream) if (choices[0]?.delta.content) break
console.log('left the stream after its first token')
