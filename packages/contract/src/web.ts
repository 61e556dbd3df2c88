/** Requests and replies in Web terms: what tests, mocks and edge runtimes use. The Node server has a faster pair of its own. */
import type { Context } from 'hono'
import { ApiError } from './errors.ts'
import type { Outlet, PlainReply, StreamWriter } from './reply.ts'

/** The body's bytes, counted as they arrive. Throws PAYLOAD_TOO_LARGE. */
export async function bytesOfWebRequest(c: Context, bytesMax: number): Promise<Uint8Array> {
  const { raw } = c.req
  if (Number(raw.headers.get('content-length') ?? 0) > bytesMax) throw tooLarge(bytesMax)
  if (!raw.body) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of raw.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.length
    if (size > bytesMax) throw tooLarge(bytesMax)
    chunks.push(chunk)
  }
  return concatenated(chunks, size)
}

export const tooLarge = (bytesMax: number) =>
  new ApiError('PAYLOAD_TOO_LARGE', `The body is larger than ${bytesMax} bytes, the most that this operation accepts.`)

export function concatenated(chunks: readonly Uint8Array[], size: number): Uint8Array {
  if (chunks.length === 1) return chunks[0]!
  const whole = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

export function webResponse(c: Context, reply: PlainReply, extra: Record<string, string>): Response {
  const headers: Record<string, string> = { ...extra, ...reply.headers }
  if (reply.type === undefined) {
    if (reply.body === undefined) return new Response(null, { status: reply.status, headers })
    return new Response(JSON.stringify(reply.body), {
      status: reply.status,
      headers: { 'Content-Type': 'application/json', ...headers },
    })
  }
  const typed = { 'Content-Type': reply.type, ...headers }
  const { content } = reply
  const body = typeof content === 'function' ? streamOf(content, c.req.raw.signal) : content
  return new Response(body, { status: reply.status, headers: typed })
}

/** A web stream fed by a writer, with back-pressure: `write` resolves when the reader asks for more. */
export function streamOf(writer: StreamWriter, callerGone: AbortSignal): ReadableStream<Uint8Array> {
  const stopped = new AbortController()
  const encoder = new TextEncoder()
  let wake: (() => void) | undefined
  const signal = AbortSignal.any([callerGone, stopped.signal])
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const outlet: Outlet = {
          signal,
          write(chunk) {
            if (signal.aborted) return
            controller.enqueue(typeof chunk === 'string' ? encoder.encode(chunk) : chunk)
            if ((controller.desiredSize ?? 1) > 0) return
            return new Promise((resolve) => {
              wake = resolve
            })
          },
        }
        signal.addEventListener('abort', () => wake?.(), { once: true })
        writer(outlet).then(
          () => !stopped.signal.aborted && controller.close(),
          (error: unknown) => !stopped.signal.aborted && controller.error(error),
        )
      },
      pull() {
        wake?.()
        wake = undefined
      },
      cancel() {
        stopped.abort()
      },
    },
    { highWaterMark: 16 },
  )
}
