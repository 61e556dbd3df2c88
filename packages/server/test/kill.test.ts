/** SIGKILL between any two steps of an event's way, in real processes: what was acknowledged arrives, each under one id. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConflictError, NotFoundError, ProxyAPI } from '@proxyapi/sdk'
import { verify } from '@proxyapi/sdk/webhooks'
import { simulateVast, type VastSimulator } from '@proxyapi/simulators'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Running, startServer } from './running.ts'
import { run } from './shell.ts'

const kills = Number(process.env.KILLS ?? 3)
const secret = 'webhook-secret-for-verification'

let vast: VastSimulator
let receiver: Server
let folder: string
const received: { id: string; event: string; contract: string }[] = []
let arrival = Promise.withResolvers<void>()

beforeAll(async () => {
  vast = await simulateVast({ seed: 'kill', bootMs: 100 })
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      void verify({ body: Buffer.concat(chunks), headers: request.headers }, {
        secrets: secret,
        now: () => Number(request.headers['webhook-timestamp']) * 1000,
      } as never).then((event) => {
        received.push({
          id: event.id,
          event: event.event,
          contract: (event.data as { contract_id: string }).contract_id,
        })
        response.writeHead(204).end()
        arrival.resolve()
        arrival = Promise.withResolvers<void>()
      })
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  folder = mkdtempSync(join(tmpdir(), 'proxyapi-kill-'))
  const port = (receiver.address() as { port: number }).port
  writeFileSync(
    join(folder, 'config.yaml'),
    `egress: { allow: ['127.0.0.1:${port}'] }\nclouds:\n  vast.ai: { base_url: '${vast.url}', private_endpoints: true }\n`,
  )
})
afterAll(async () => {
  await vast.close()
  receiver.close()
  rmSync(folder, { recursive: true, force: true })
})

let starts = 0
/** Each start finds the leases of the one before over. */
const started = () =>
  startServer({
    main: join(import.meta.dirname, 'shifted-main.ts'),
    command: 'serve',
    folder,
    environment: { VAST_API_KEY: 'sim-vast', CLOCK_AHEAD_MS: String(200_000 * starts++) },
  })
const clientOf = ({ url, key }: Running) => new ProxyAPI({ baseURL: url, apiKey: key, logLevel: 'off', maxRetries: 0 })

test('every acknowledged contract is told of under one id, however often the server was killed', async () => {
  const port = (receiver.address() as { port: number }).port
  const acknowledged: string[] = []
  let server = await started()
  await clientOf(server).webhooks.create({
    url: `http://127.0.0.1:${port}/hook`,
    events: ['instance.requested', 'instance.created'],
    secret,
  })
  for (let kill = 0; kill < kills; kill++) {
    const client = clientOf(server)
    acknowledged.push(await rented(client))
    // From the commit of the create through fan-out and delivery takes some 100 ms: each kill falls elsewhere in it.
    await new Promise((resolve) => setTimeout(resolve, (kill * 150) / kills))
    const ended = new Promise((resolve) => server.process.once('exit', resolve))
    server.process.kill('SIGKILL')
    await ended
    server = await started()
  }
  const idsOf = (event: string, contract: string) =>
    new Set(received.filter((seen) => seen.contract === contract && seen.event === event).map(({ id }) => id))
  while (acknowledged.some((contract) => idsOf('instance.requested', contract).size === 0)) await arrival.promise
  for (const contract of acknowledged) {
    expect(idsOf('instance.requested', contract).size, contract).toBe(1)
    expect(idsOf('instance.created', contract).size, contract).toBeLessThanOrEqual(1)
  }
  expect(vast.instances().length).toBeLessThanOrEqual(acknowledged.length)
  const database = join(folder, 'gpuproxy.db')
  for (const command of [
    ['audit', 'verify'],
    ['ledger', 'check'],
  ])
    expect(await run(folder, [...command, '--database', database])).toMatchObject({ code: 0, error: '' })
  await server.stop()
}, 60_000)

/** An offer that is shown from before the kill may be gone; then another is taken. */
async function rented(client: ProxyAPI): Promise<string> {
  for (;;) {
    const [offer] = await offersOf(client)
    try {
      return (await client.gpu.create('vast.ai', offer!.id, {})).contract_id
    } catch (error) {
      if (!(error instanceof NotFoundError) && !(error instanceof ConflictError)) throw error
    }
  }
}

/** The snapshot is there once the first refresh is: awaited by asking, since a start does not wait for clouds. */
async function offersOf(client: ProxyAPI) {
  for (;;) {
    const offers = await client.gpu.list({ provider: ['vast.ai'], limit: 1 })
    if (offers.length > 0) return offers
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
