/** Keeps a copy of the catalog in MongoDB, at MONGODB_URL: goes on where it stopped. The pattern for any other store. */
import { ProxyAPI, ProxyAPIError } from '@proxyapi/sdk'
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
  const rows = await client.models.list({ scope: 'all', status: ['any'] }).all()
  await storeModels(rows)
  await models.deleteMany({ _id: { $nin: rows.map(({ uid }) => uid) } })
  await remember(snapshot)
  return snapshot
}

/** A row as lists have it. Who says what of it stands under dotted names, and is asked of the catalog itself. */
async function readModel(uid: string): Promise<{ uid: string }> {
  const { provenance: _, conflicts: __, sources: ___, ...row } = (await client.models.get(uid)).model
  return row
}

/** More are not asked for one by one. */
const rowsMax = 50

/**
 * Takes the changes since, and says how many. A change says which row, and the row is taken as it is now, with what follows
 * from its fields. It is written before its number is remembered, so that a crash repeats some and loses none.
 */
async function follow(since: string): Promise<number> {
  const changes = await client.models.changes({ since, limit: 1000 }).all()
  const kinds = new Map(changes.map(({ uid, kind }) => [uid, kind]))
  if (kinds.size > rowsMax) await copyAll()
  else
    for (const [uid, kind] of kinds) {
      if (kind === 'removed') await models.deleteOne({ _id: uid })
      else await storeModels([await readModel(uid)])
    }
  const last = changes.at(-1)
  if (last) await remember(String(last.seq))
  return changes.length
}

/** As `follow`, from where it stopped; from the whole catalog where that is longer ago than changes are kept. */
async function goOn(): Promise<number> {
  const { since } = (await state.findOne({ _id: 'catalog' })) ?? { since: await copyAll() }
  try {
    return await follow(since)
  } catch (error) {
    if (!(error instanceof ProxyAPIError && error.code === 'CHANGES_EXPIRED')) throw error
    return follow(await copyAll())
  }
}

const known = await state.findOne({ _id: 'catalog' })
console.log(`${known ? `resumed at ${known.since}` : 'copied'}: ${await goOn()} changes`)
await client.models.refresh()
console.log(`after a refresh: ${await goOn()} changes`)
const found = await searchModels('gpt-4o', { provider: 'openai' })
console.log(`rows: ${await models.countDocuments()}, found: ${found.map(({ id }) => id).join(', ')}`)
console.log(`a pattern finds ${(await searchModels('.*')).length}`)
await mongo.close()
