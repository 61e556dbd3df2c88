/** A caller who reads slowly, or not at all: what waits for him stands still at the upstream, not in our memory. */
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { callers } from './callers.ts'
import { type Harness, settledAll, startHarness } from './harness.ts'
import { facts, provider, speaking } from './lanes.ts'

const MB = 2 ** 20
/** What the kernel keeps for two connections on loopback, and our own one. */
const heldMax = 24 * MB
const readMore = 48 * MB

const piece = (content: string) =>
  `data: ${JSON.stringify({ id: 'c', choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\n\n`
const word = piece('x'.repeat(16_000))

let harness: Harness
let upstream: ReturnType<typeof createServer>
/** Bytes that the upstream could get rid of, and whether it was left. */
let source = { written: 0, isClosed: false }

function pour(response: ServerResponse): void {
  const own = source
  response.once('close', () => {
    own.isClosed = true
  })
  const next = () => {
    while (!own.isClosed) {
      own.written += word.length
      if (!response.write(word)) return void response.once('drain', next)
    }
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  next()
}

beforeAll(async () => {
  upstream = createServer((asked, response) => {
    asked.resume()
    pour(response)
  })
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve))
  const { port } = upstream.address() as AddressInfo
  harness = await startHarness({
    providers: () => [
      speaking('openai-chat', provider('endless', 'openai', `http://127.0.0.1:${port}`, { models: ['endless'] })),
    ],
    models: [facts('openai', 'endless')],
    balance: 1e15,
  })
})
afterAll(async () => {
  upstream.closeAllConnections()
  upstream.close()
  await harness.close()
})

test.each(callers)(
  'ST01 of $id: the upstream stands still until he reads on; when he leaves, it is closed and what was made is paid',
  async ({ path, body }) => {
    source = { written: 0, isClosed: false }
    const own = source
    const answer = await asking(path, { ...body('x'), model: 'endless', stream: true })
    answer.pause()
    let last = -1
    await expect
      .poll(
        () => {
          const isStill = own.written === last && own.written > 0
          last = own.written
          return isStill
        },
        { interval: 250, timeout: 20_000 },
      )
      .toBe(true)
    expect(own.written).toBeLessThan(heldMax)
    const stoodAt = own.written
    await taken(answer, readMore)
    expect(own.written).toBeGreaterThan(stoodAt)
    expect(own.written).toBeLessThan(stoodAt + readMore + heldMax)
    answer.destroy()
    await expect.poll(() => own.isClosed).toBe(true)
    await settledAll(harness)
    expect(harness.book.settled.at(-1)).toMatchObject({ attempts: [{ delivered: true }] })
    expect(harness.book.settled.at(-1)?.amount).toBeGreaterThan(0)
  },
  60_000,
)

async function asking(path: string, body: object): Promise<IncomingMessage> {
  const url = new URL(path, harness.url)
  const sent = request(url, { method: 'POST', headers: { 'content-type': 'application/json' }, agent: false })
  onTestFinished(() => void sent.destroy())
  sent.on('error', () => undefined)
  sent.end(JSON.stringify(body))
  return new Promise((resolve) => sent.once('response', resolve))
}

/** Reads so many bytes, and stops again. */
function taken(answer: IncomingMessage, bytes: number): Promise<void> {
  let heard = 0
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error(`the answer has an end after ${heard} bytes`))
    const read = (chunk: Buffer) => {
      heard += chunk.length
      if (heard < bytes) return
      answer.off('data', read).off('end', ended)
      answer.pause()
      resolve()
    }
    answer.on('data', read).on('end', ended)
    answer.resume()
  })
}
