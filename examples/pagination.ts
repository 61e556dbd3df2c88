/** A list is an array of its first page; iterating the call walks all pages. */
import { ProxyAPI } from '@proxyapi/sdk'

const client = new ProxyAPI()

const page = await client.models.list({ limit: 5 })
console.log(`first page: ${page.length} of ${page.total}`)

let seen = 0
for await (const { id } of client.models.list({ limit: 50 })) if (id) seen++
console.log(`iterated: ${seen}`)

// More than `limit` items is an error, never a silent cut.
const all = await client.models.list({ limit: 200 }).all({ limit: 5_000 })
console.log(`all at once: ${all.length}`)
