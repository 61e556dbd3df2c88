import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import type { Outlet } from '@proxyapi/contract'
import type { Context } from 'hono'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { sendNode } from './node.ts'
import { TurnEnd } from './turn-end.ts'

const chunk = Buffer.alloc(2 ** 20, 0x61)

/** A stream of as much as its reader takes, and what its writer sees. */
async function pouring() {
  const seen = { written: 0, isWaiting: false, isOver: false, outlet: null as Outlet | null }
  const content = async (outlet: Outlet) => {
    seen.outlet = outlet
    while (!outlet.signal.aborted) {
      seen.written += chunk.length
      seen.isWaiting = true
      await outlet.write(chunk)
      seen.isWaiting = false
    }
    seen.isOver = true
  }
  const answer = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const c = { env: { incoming, outgoing }, req: { method: 'GET' } } as unknown as Context
    sendNode(c, { status: 200, content } as never, {}, new TurnEnd())
  }
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  onTestFinished(() => {
    socket.destroy()
    server.closeAllConnections()
    server.close()
  })
  socket.pause()
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  let last = -1
  await expect
    .poll(() => {
      const isStill = seen.isWaiting && seen.written === last
      last = seen.written
      return isStill
    })
    .toBe(true)
  return { seen, socket }
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

test('ST01 a reader who takes nothing for a minute is cut, and no sooner', async () => {
  const { seen } = await pouring()
  expect(seen.written).toBeLessThan(32 * chunk.length)
  vi.advanceTimersByTime(59_999)
  await new Promise((resolve) => setImmediate(resolve))
  expect(seen.outlet?.signal.aborted).toBe(false)
  vi.advanceTimersByTime(1)
  await vi.waitUntil(() => seen.isOver)
  expect(seen.outlet?.signal.reason).toMatchObject({ code: 'CLIENT_DISCONNECTED' })
})

test('ST01 a reader who takes a little begins a new minute', async () => {
  const { seen, socket } = await pouring()
  vi.advanceTimersByTime(59_000)
  const before = seen.written
  await new Promise<void>((resolve) => {
    let heard = 0
    socket.on('data', (bytes) => {
      heard += bytes.length
      if (heard < 16 * chunk.length) return
      socket.pause()
      resolve()
    })
    socket.resume()
  })
  await vi.waitUntil(() => seen.written > before)
  vi.advanceTimersByTime(59_000)
  await new Promise((resolve) => setImmediate(resolve))
  expect(seen.isOver).toBe(false)
})
