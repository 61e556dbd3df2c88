/** The addresses of the way out’s own suite, asked for by callers of the GPU proxy: no socket is opened to any of them. */
import { Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { Contract } from '../src/compute/compute.ts'
import type { EgressOptions } from '../src/egress/egress.ts'
import { samplesOfTable, seeded, spellings } from './egress/vectors.ts'
import { askOf } from './gpu/http.ts'
import { gpuWorld } from './gpu/world.ts'
import { openSqlite } from './stores.ts'

const { inside } = samplesOfTable(seeded(11))
const offerId = 'vast-20114453'
const refusals = ['TARGET_BLOCKED', 'TARGET_URL_INVALID']

async function proxyWorld(network: Pick<EgressOptions, 'dial' | 'lookUp'> = {}) {
  const dialed: string[] = []
  const dial = (address: string, port: number) => {
    if (port !== cloudPort) dialed.push(`${address}:${port}`)
    return network.dial?.(address, port) ?? new Socket().connect(port, address)
  }
  const store = await openSqlite()
  const world = await gpuWorld(store, { network: { ...network, dial } })
  const cloudPort = Number(new URL(world.simulator.url).port)
  onTestFinished(async () => {
    await world.close()
    await store.close()
  })
  return { world, store, dialed, ask: askOf(() => world.compute, world.owner.userId) }
}

test('every spelling of every block that is not public is refused by proxyRequest, whole and streamed', async () => {
  const { ask, dialed } = await proxyWorld()
  let asked = 0
  for (const address of inside)
    for (const host of spellings(address)) {
      const body = { protocol: 'http', target_url: `http://${host}:8000/x`, stream: asked % 2 === 0 }
      const answer = await ask('POST', '/proxy', { body })
      asked += 1
      expect([answer.status >= 400, refusals.includes(answer.body.code ?? '')], host).toEqual([true, true])
      expect(answer.text, host).not.toContain(host)
    }
  expect(asked).toBeGreaterThan(500)
  expect(dialed).toEqual([])
}, 60_000)

test('a name is judged by each of its addresses, and again at each use', async () => {
  const answers = [['203.0.114.7'], ['203.0.114.7', '10.0.0.1'], ['169.254.169.254']]
  const { ask, dialed } = await proxyWorld({
    lookUp: async () => answers.shift() ?? ['127.0.0.1'],
    dial: () => {
      const socket = new Socket()
      queueMicrotask(() => socket.destroy(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })))
      return socket
    },
  })
  const body = { protocol: 'http', target_url: 'http://rebinds.example.com:8000/', method: 'POST', stream: false }
  const codes: unknown[] = []
  for (let n = 0; n < 4; n++) codes.push((await ask('POST', '/proxy', { body })).body.code)
  expect(codes.slice(1)).toEqual(['TARGET_BLOCKED', 'TARGET_BLOCKED', 'TARGET_BLOCKED'])
  expect(new Set(dialed)).toEqual(new Set(['203.0.114.7:8000']))
})

test('a cloud that maps a port to a metadata service, or to nothing of its contract, opens no way there', async () => {
  const { world, store, ask, dialed } = await proxyWorld()
  await world.work()
  const made = await ask('POST', `/instances/vast.ai/${offerId}`, { body: { ready: { type: 'provider' } } })
  const { contract_id: id } = made.body.data as Contract
  await world.until(id, ({ status }) => status === 'ready')
  for (const host of ['169.254.169.254', 'fd00:ec2::254', 'metadata.google.internal', '0.0.0.0']) {
    const ports = JSON.stringify([{ port: 8000, public_port: 80, host }])
    await store.db.updateTable('gpu_instances').set({ ports }).where('id', '=', id).execute()
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      const answer = await ask(method, `/contracts/${id}/proxy/8000/latest`)
      expect([host, method, answer.body.code]).toEqual([host, method, 'TARGET_BLOCKED'])
    }
  }
  for (const path of ['//169.254.169.254/', '/@169.254.169.254/', '/..//169.254.169.254']) {
    const ports = JSON.stringify([{ port: 8000, public_port: 9, host: '127.0.0.1' }])
    await store.db.updateTable('gpu_instances').set({ ports }).where('id', '=', id).execute()
    await ask('GET', `/contracts/${id}/proxy/8000${path}`)
  }
  expect(dialed.filter((to) => to !== '127.0.0.1:9')).toEqual([])
})
