/** The copy in MongoDB beside the catalog that it is a copy of. */
import { execFile } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ProxyAPI } from '@proxyapi/sdk'
import { MongoClient } from 'mongodb'
import { expect, onTestFinished, test } from 'vitest'
import { startServer } from '../packages/server/test/running.ts'
import { type OpenAIModel, simulateOpenAI } from '../packages/simulators/src/index.ts'

const { MONGODB_URL = '' } = process.env
const run = promisify(execFile)
const skipped = MONGODB_URL === '' ? ' (skipped: set MONGODB_URL)' : ''

test.skipIf(MONGODB_URL === '')(
  `it goes on where it stopped, and then holds what the catalog holds${skipped}`,
  { timeout: 120_000 },
  async () => {
    const listed: OpenAIModel[] = ['gpt-4', 'gpt-4o', 'gpt-4o-mini'].map((id) => ({ id, owned_by: 'system' }))
    const openai = await simulateOpenAI({ models: listed })
    onTestFinished(() => openai.close())
    const folder = mkdtempSync(join(tmpdir(), 'proxyapi-sink-'))
    const provider = { name: 'openai', type: 'openai', base_url: `${openai.url}/v1`, models: ['*'] }
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ providers: [provider] }))
    const server = await startServer({ folder, environment: { OPENAI_API_KEY: 'sk-sim' } })
    onTestFinished(async () => void (await server.stop()))
    const MONGODB_DATABASE = `proxyapi_sink_${server.url.split(':').at(-1)}`
    const mongo = await new MongoClient(MONGODB_URL).connect()
    onTestFinished(async () => {
      await mongo.db(MONGODB_DATABASE).dropDatabase()
      await mongo.close()
    })
    const client = new ProxyAPI({ baseURL: server.url, apiKey: server.key, logLevel: 'off' })
    onTestFinished(() => client.close())
    const sink = async () => {
      const env = {
        PATH: process.env.PATH,
        MONGODB_URL,
        MONGODB_DATABASE,
        PROXY_API_BASE_URL: server.url,
        PROXY_API_KEY: server.key,
      }
      const file = join(import.meta.dirname, 'mongodb-sink.ts')
      return (await run(process.execPath, [file], { env, cwd: folder, timeout: 50_000, killSignal: 'SIGKILL' })).stdout
    }
    /** What the passing of time changes by itself is no part of it. */
    const said = ({ uid, version, name, input_cost, shutdown_date, status }: Record<string, unknown>) =>
      JSON.stringify({ uid, version, name, input_cost, shutdown_date, status })
    const copied = async () => (await mongo.db(MONGODB_DATABASE).collection('models').find().toArray()).map(said).sort()
    const held = async () =>
      [...(await client.models.list({ scope: 'all', status: ['any'] }).all())].map((row) => said({ ...row })).sort()

    await client.models.refresh({ force: true })
    expect(await sink()).toMatch(/^copied: /)
    expect(await copied()).toEqual(await held())
    listed.push({ id: 'gpt-9', owned_by: 'system' })
    Object.assign(listed[0] ?? {}, { shutdown_date: '2027-05-01' })
    await client.models.refresh({ force: true })
    expect(await copied()).not.toEqual(await held())
    expect(await sink()).toMatch(/^resumed at \S+: 2 changes/)
    expect(await copied()).toEqual(await held())
    expect(await sink()).toMatch(/^resumed at \d+: 0 changes/)
  },
)
