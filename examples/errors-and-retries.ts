/** Safe failures are retried; what is left is thrown with a class, a code and the request's id. Branch on `code`. */
import { APIError, NotFoundError, ProxyAPI } from '@proxyapi/sdk'

const client = new ProxyAPI({
  maxRetries: 2,
  retryDelay: 100, // milliseconds, doubled each time
  onAttempt: ({ operation, status, attempt }) => console.log(`${operation}, attempt ${attempt + 1}: ${status}`),
})

try {
  await client.models.get('no-such-model')
} catch (error) {
  if (!(error instanceof NotFoundError)) throw error
  console.log(`not found: ${error.code}, request ${error.requestId}`)
}

// A simulated failure: the provider answers "overloaded" every time.
try {
  await client.chat.completions.create({
    model: 'openai/sim/overloaded',
    messages: [{ role: 'user', content: 'Hello?' }],
  })
} catch (error) {
  if (!(error instanceof APIError)) throw error
  console.log(`failed: ${error.status} ${error.code} after ${error.attempts} attempts, retryable: ${error.retryable}`)
}

const { request_count, retry_count, error_rate } = client.getMetrics()
console.log(`${request_count} requests, ${retry_count} retries, error rate ${error_rate}`)
