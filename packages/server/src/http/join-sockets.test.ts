import { type Duplex, duplexPair } from 'node:stream'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { closeFrame } from './frame-scan.ts'
import { joinSockets } from './join-sockets.ts'

const limits = { messageBytesMax: 100, idleMs: 300_000 }
const text = (length: number, isFinal = true) => Buffer.from([isFinal ? 0x81 : 0x01, length, ...new Uint8Array(length)])

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const turn = () => new Promise((resolve) => setImmediate(resolve))

/** A client and an instance that are joined, and what each has heard. */
function joined(onBytes = () => {}) {
  const [client, clientSide] = duplexPair()
  const [instance, instanceSide] = duplexPair()
  const heard = (socket: Duplex) => {
    const chunks: Buffer[] = []
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('error', () => {})
    return () => Buffer.concat(chunks)
  }
  const join = joinSockets(clientSide, instanceSide, limits, onBytes)
  return { client, instance, clientHeard: heard(client), instanceHeard: heard(instance), ...join }
}

it('passes bytes both ways as they come, and counts as use', async () => {
  let pieces = 0
  const { client, instance, clientHeard, instanceHeard } = joined(() => void pieces++)
  client.write(text(5))
  instance.write(text(7))
  await turn()
  expect(instanceHeard()).toEqual(text(5))
  expect(clientHeard()).toEqual(text(7))
  expect(pieces).toBe(2)
})

it('what one side has said before it leaves reaches the other, which then is left too', async () => {
  const { client, instance, instanceHeard, closed } = joined()
  instance.on('end', () => instance.end())
  client.end(Buffer.concat([text(3), closeFrame(4000, 'mine', true)]))
  await turn()
  expect(instanceHeard()).toEqual(Buffer.concat([text(3), closeFrame(4000, 'mine', true)]))
  await turn()
  await closed
})

it('a message that is too long ends both, each told why', async () => {
  const { client, clientHeard, instanceHeard, closed } = joined()
  client.write(Buffer.concat([text(60, false), text(60)]))
  await turn()
  expect(instanceHeard()).toEqual(Buffer.concat([text(60, false), closeFrame(1009, 'A message is too long.', true)]))
  expect(clientHeard()).toEqual(closeFrame(1009, 'A message is too long.', false))
  vi.advanceTimersByTime(1_000)
  await turn()
  await closed
})

it('silence ends both, and a byte begins it anew', async () => {
  const { instance, clientHeard, closed } = joined()
  vi.advanceTimersByTime(299_000)
  instance.write(text(1))
  await turn()
  vi.advanceTimersByTime(299_000)
  await turn()
  expect(clientHeard()).toEqual(text(1))
  vi.advanceTimersByTime(2_000)
  await turn()
  expect(clientHeard()).toEqual(Buffer.concat([text(1), closeFrame(1001, 'Nothing was said for too long.', false)]))
  vi.advanceTimersByTime(1_000)
  await turn()
  await closed
})

it('a frame that is half sent is not broken into: who waits for its rest is cut', async () => {
  const { client, instanceHeard, clientHeard, close, closed } = joined()
  client.write(text(50).subarray(0, 20))
  await turn()
  close(1012, 'restart')
  vi.advanceTimersByTime(1_000)
  await turn()
  await closed
  expect(instanceHeard()).toEqual(text(50).subarray(0, 20))
  expect(clientHeard()).toEqual(closeFrame(1012, 'restart', false))
})

it('who does not read is not written to without end', async () => {
  const [client, clientSide] = duplexPair()
  const [instance, instanceSide] = duplexPair()
  joinSockets(clientSide, instanceSide, limits, () => {})
  instance.on('error', () => {})
  client.on('error', () => {})
  let written = 0
  while (written < 10_000 && client.write(text(100))) {
    written += 1
    await turn()
  }
  expect(written).toBeLessThan(10_000)
  instance.resume()
  await new Promise((resolve) => client.once('drain', resolve))
  client.destroy()
})

it('a side that has left before it was joined leaves nothing open', async () => {
  const [, clientSide] = duplexPair()
  const [instance, instanceSide] = duplexPair()
  clientSide.destroy()
  await turn()
  const { closed } = joinSockets(clientSide, instanceSide, limits, () => {})
  instance.on('end', () => instance.end()).resume()
  await turn()
  vi.advanceTimersByTime(1_000)
  await closed
  expect(instanceSide.destroyed).toBe(true)
})
