/** A load generator on raw sockets: an npm one would cost more than what it measures. */
import { connect, type Socket } from 'node:net'
import { createHistogram, type RecordableHistogram } from 'node:perf_hooks'

export interface LoadOptions {
  /** POST unless it says GET, which has no body. */
  method?: 'GET'
  port: number
  path: string
  headers: Record<string, string>
  body: string
  connections: number
  /** Requests in all. */
  requests: number
  /** A header that is another in each request. */
  countedHeader?: string
}

export interface LoadResult {
  requestsPerSecond: number
  p50Ms: number
  p99Ms: number
  /** To the first byte of the body. */
  firstP50Ms: number
  failed: number
}

interface Count {
  sent: number
  failed: number
}

export async function load(options: LoadOptions): Promise<LoadResult> {
  const { port, connections, requests } = options
  const next = requestsOf(options)
  const [whole, first] = [createHistogram(), createHistogram()]
  const count: Count = { sent: 0, failed: 0 }
  const take = () => count.sent++ < requests
  const began = performance.now()
  await Promise.all(
    Array.from({ length: Math.min(connections, requests) }, () => worker(port, next, take, { count, whole, first })),
  )
  const seconds = (performance.now() - began) / 1000
  return {
    requestsPerSecond: requests / seconds,
    p50Ms: whole.percentile(50) / 1e6,
    p99Ms: whole.percentile(99) / 1e6,
    firstP50Ms: first.percentile(50) / 1e6,
    failed: count.failed,
  }
}

let keys = 0

/** Gives the bytes of the next request; all are the same where no header counts them. */
function requestsOf({ method, port, path, headers, body, countedHeader }: LoadOptions): () => Buffer | string {
  const fields = {
    host: `127.0.0.1:${port}`,
    ...headers,
    ...(method !== 'GET' && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
  }
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`)
  const head = `${method ?? 'POST'} ${path} HTTP/1.1\r\n${lines.join('')}`
  const request = Buffer.from(`${head}\r\n${body}`)
  if (countedHeader === undefined) return () => request
  return () => `${head}${countedHeader}: bench-${process.pid}-${keys++}\r\n\r\n${body}`
}

interface Tally {
  count: Count
  whole: RecordableHistogram
  first: RecordableHistogram
}

async function worker(port: number, next: () => Buffer | string, take: () => boolean, tally: Tally): Promise<void> {
  let socket = await open(port)
  while (take()) {
    const began = process.hrtime.bigint()
    const { good, closes, firstAt } = await exchange(socket, next())
    tally.whole.record(process.hrtime.bigint() - began)
    tally.first.record(firstAt - began)
    if (!good) tally.count.failed++
    if (good && !closes) continue
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

interface Exchange {
  /** False where it is no 200 or was cut. */
  good: boolean
  /** The server wants no other request on this connection. */
  closes: boolean
  firstAt: bigint
}

/** One answer: complete by its length, or by its last chunk. */
function exchange(socket: Socket, request: Buffer | string): Promise<Exchange> {
  return new Promise((resolve) => {
    let head: string | null = null
    let left = Number.POSITIVE_INFINITY
    let firstAt = 0n
    let tail: Buffer = Buffer.alloc(0)
    const finish = (whole: boolean) => {
      socket.off('data', take)
      socket.off('close', cut)
      const good = whole && head?.slice(9, 12) === '200'
      resolve({ good, closes: head !== null && closing.test(head), firstAt: firstAt || process.hrtime.bigint() })
    }
    const cut = () => finish(false)
    const take = (bytes: Buffer) => {
      let rest = bytes
      if (head === null) {
        tail = tail.length === 0 ? bytes : Buffer.concat([tail, bytes])
        const end = tail.indexOf(headEnd)
        if (end < 0) return
        head = tail.toString('latin1', 0, end)
        rest = tail.subarray(end + headEnd.length)
        left = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? Number.POSITIVE_INFINITY)
        tail = Buffer.alloc(0)
      }
      if (firstAt === 0n && rest.length > 0) firstAt = process.hrtime.bigint()
      if (left !== Number.POSITIVE_INFINITY) {
        left -= rest.length
        if (left <= 0) finish(true)
        return
      }
      tail = Buffer.concat([tail.subarray(-8), rest])
      if (tail.subarray(-lastChunk.length).equals(lastChunk)) finish(true)
    }
    socket.on('data', take)
    socket.once('close', cut)
    socket.write(request)
  })
}

const closing = /\r\nconnection: close/i
