/** Keeps a copy of the catalog in MongoDB, at MONGODB_URL: goes on where it stopped. The pattern for any other store. */
import { ProxyAPI } from '@proxyapi/sdk'
import { type AnyBulkWriteOperation, type Document, MongoClient } from 'mongodb'

const url = process.env.MONGODB_URL
if (!url) {
  console.log('skipped: set MONGODB_URL')
  process.exit(0)
}

const client = new ProxyAPI()
const mongo = await new MongoClient(url).connect()
const database = mongo.db(process.env.MONGODB_DATABASE ?? 'proxyapi')
const models = database.collection<Document & { _id: string }>('models')
const state = database.collection<{ _id: string; since: string }>('sink_state')

type Writes = AnyBulkWriteOperation<Document & { _id: string }>[]

/** The seed's `store_models`: one row a uid, the newest values. */
async function storeModels(rows: readonly { uid: string }[]): Promise<void> {
  const writes: Writes = rows.map((row) => ({
    replaceOne: { filter: { _id: row.uid }, replacement: { ...row, _id: row.uid }, upsert: true },
  }))
  if (writes.length > 0) await models.bulkWrite(writes)
}

/** The seed's `search_models`; what is typed is text and never a pattern. */
function searchModels(query: string, filters: Record<string, string | number | boolean> = {}): Promise<Document[]> {
  const text = { $regex: query.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), $options: 'i' }
  return models.find({ $or: [{ name: text }, { id: text }], ...filters }).toArray()
}

const remember = (since: string) => state.updateOne({ _id: 'catalog' }, { $set: { since } }, { upsert: true })

/** The whole catalog; what is not in it any more goes. What changes meanwhile comes again with the changes. */
async function copyAll(): Promise<string> {
  const { snapshot } = await client.call('listModels', { query: { limit: 1 } })
  const page = await client.models.list({ scope: 'all', status: ['any'] }).all()
  await storeModels(page)
  await models.deleteMany({ _id: { $nin: page.map(({ uid }) => uid) } })
  await remember(snapshot)
  return snapshot
}

/** Takes the changes since; each is written before its number is remembered, so that a crash repeats some and loses none. */
async function follow(since: string): Promise<number> {
  let taken = 0
  for await (const change of client.models.changes({ since })) {
    if (change.kind === 'removed') await models.deleteOne({ _id: change.uid })
    else if (change.model) await storeModels([change.model])
    else if (change.kind === 'restored') await storeModels([(await client.models.get(change.uid)).model])
    else {
      const fields = Object.entries(change.fields ?? {}).map(([name, value]) => [name, value.new])
      await models.updateOne({ _id: change.uid }, { $set: Object.fromEntries(fields) })
    }
    await remember(String(change.seq))
    taken++
  }
  return taken
}

const known = await state.findOne({ _id: 'catalog' })
const since = known?.since ?? (await copyAll())
console.log(`${known ? `resumed at ${since}` : 'copied'}: ${await follow(since)} changes`)
await client.models.refresh()
console.log(`after a refresh: ${await follow((await state.findOne({ _id: 'catalog' }))?.since ?? since)} changes`)
const found = await searchModels('gpt-4o', { provider: 'openai' })
console.log(`rows: ${await models.countDocuments()}, found: ${found.map(({ id }) => id).join(', ')}`)
console.log(`a pattern finds ${(await searchModels('.*')).length}`)
await mongo.close()
