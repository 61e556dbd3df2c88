/** Search takes typos, separators and word order in its stride, and every filter of the list. */
import { ProxyAPI } from '@proxyapi/sdk'

const client = new ProxyAPI()

for (const q of ['gpt4o mini', 'antropic opus', 'sonnet claude']) {
  const found = await client.models.search({ q, limit: 3 })
  console.log(`${q} → ${found.map(({ provider, id }) => `${provider}/${id}`).join(', ')}`)
}

const cheap = await client.models.search({
  q: 'gpt',
  min_context: 100_000,
  max_cost: 0.001,
  sort: 'input_cost',
  limit: 3,
})
console.log(`cheapest with a window of 100,000 tokens: ${cheap.map(({ id }) => id).join(', ')}`)
