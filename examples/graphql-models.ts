/** GraphQL answers what REST answers, cut to the fields that are wanted; docs/schema.graphql is the schema. */
import { ProxyAPI } from '@proxyapi/sdk'

const client = new ProxyAPI()

const { searchModels } = await client.graphql<{ searchModels: { id: string; inputCost: number | null }[] }>(
  `query Cheap($query: String!, $filters: ModelFilters) {
    searchModels(query: $query, filters: $filters, first: 3) { id inputCost }
  }`,
  { query: 'gpt', filters: { minContext: 100_000, maxCost: 0.001 } },
)
console.log(`found: ${searchModels.map(({ id, inputCost }) => `${id} at $${inputCost}`).join(', ')}`)

const { modelPage, providers } = await client.graphql<{
  modelPage: { total: number; models: { uid: string; pricing: { cacheRead: number | null } }[] }
  providers: { name: string; status: string }[]
}>(`{
  modelPage(sort: "-context_length", first: 1) { total models { uid pricing { cacheRead } } }
  providers { name status }
}`)
console.log(`widest window of ${modelPage.total}: ${modelPage.models[0]?.uid}`)
console.log(`providers: ${providers.map(({ name, status }) => `${name} ${status}`).join(', ')}`)
