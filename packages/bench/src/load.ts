/** A load generator on raw sockets: an npm one would cost more than what it measures. */
import { connect, type Socket } from 'node:net'
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'

export interface LoadOptions {
  port: number
  path: string
  headers: Record<string, string>
  body: string
  connections: number
  /** Requests in all. */
  requests: number
}

export interface LoadResult {
  requestsPerSecond: number
  p50Ms: number
  p99Ms: number
  failed: number
}

export async function load({ port, path, headers, body, connections, requests }: LoadOptions): Promise<LoadResult> {
  const lines = Object.entries({
    host: `127.0.0.1:${port}`,
    'content-type': 'application/json',
    ...headers,
    'content-length': Buffer.byteLength(body),
  })
  const request = Buffer.from(
    `POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`,
  )
  const histogram = createHistogram()
  const count = { sent: 0, failed: 0 }
  const began = performance.now()
  await Promise.all(
    Array.from({ length: Math.min(connections, requests) }, () => worker(port, request, requests, count, histogram)),
  )
  const seconds = (performance.now() - began) / 1000
  return {
    requestsPerSecond: requests / seconds,
    p50Ms: histogram.percentile(50) / 1e6,
    p99Ms: histogram.percentile(99) / 1e6,
    failed: count.failed,
  }
}

async function worker(
  port: number,
  request: Buffer,
  requests: number,
  count: { sent: number; failed: number },
  histogram: RecordableHistogram,
): Promise<void> {
  let socket = await open(port)
  while (count.sent < requests) {
    count.sent++
    const began = process.hrtime.bigint()
    const good = await exchange(socket, request)
    histogram.record(process.hrtime.bigint() - began)
    if (good) continue
    count.failed++
    socket.destroy()
    socket = await open(port)
  }
  socket.destroy()
}

const open = (port: number) =>
  new Promise<Socket>((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket))
    socket.once('error', reject)
  })

const headEnd = Buffer.from('\r\n\r\n')
const lastChunk = Buffer.from('0\r\n\r\n')

/** One answer: complete by its length, or by its last chunk. False where it is no 200 or was cut. */
function exchange(socket: Socket, request: Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    let head: Buffer | null = null
    let left = -1
    let status = 0
    let tail: Buffer = Buffer.alloc(0)
    const finish = (good: boolean) => {
      socket.off('data', take)
      socket.off('close', cut)
      resolve(good)
    }
    const cut = () => finish(false)
    const take = (bytes: Buffer) => {
      let rest = bytes
      if (left < 0 && head === null) {
        tail = tail.length === 0 ? bytes : Buffer.concat([tail, bytes])
        const end = tail.indexOf(headEnd)
        if (end < 0) return
        head = tail.subarray(0, end)
        rest = tail.subarray(end + 4)
        const text = head.toString('latin1')
        status = Number(text.slice(9, 12))
        const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1]
        left = length === undefined ? Number.POSITIVE_INFINITY : Number(length)
        tail = Buffer.alloc(0)
      }
      if (left !== Number.POSITIVE_INFINITY) {
        left -= rest.length
        if (left <= 0) finish(status === 200)
        return
      }
      tail = Buffer.concat([tail.subarray(-8), rest])
      if (tail.subarray(-lastChunk.length).equals(lastChunk)) finish(status === 200)
    }
    socket.on('data', take)
    socket.once('close', cut)
    socket.write(request)
  })
}
