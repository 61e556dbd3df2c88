import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Controls, control, isControl } from './control.ts'

/** A request, read to its end. */
export interface Received {
  method: string
  /** As it stands in the request line. */
  path: string
  /** Without the question mark. */
  query: string
  /** Names in lower case, a repeated one joined by commas. */
  headers: Record<string, string>
  /** Parsed where it is JSON, else the text, of a form byte by byte; undefined for none. */
  body: unknown
}

const maxBodyBytes = 64 * 1024 * 1024

/** Reads a request. null: nothing is left to do, because a control has answered it, or because the caller is gone. */
export async function receive(
  request: IncomingMessage,
  response: ServerResponse,
  controls: Controls,
): Promise<Received | null> {
  const raw = await readBody(request).catch(() => null)
  if (raw === null) {
    response.destroy()
    return null
  }
  const method = request.method ?? 'GET'
  const [path = '/', ...query] = (request.url ?? '/').split('?')
  const isForm = request.headers['content-type']?.startsWith('multipart/') === true
  const body = isForm ? raw.toString('latin1') : parseBody(raw)
  if (!isControl(path)) return { method, path, query: query.join('?'), headers: headersOf(request), body }
  const { status, json } = await control(controls, method, path, body)
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json))
  return null
}

/** The body as it came. Rejects above 64 MiB, or if the caller leaves. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBodyBytes) throw new RangeError('the body is larger than 64 MiB')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** A part of a path without its percent signs; as it is where they are wrong. */
export function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    // `%` alone: no name of ours holds it, so the caller gets his 404.
    return segment
  }
}

function parseBody(body: Buffer): unknown {
  if (body.length === 0) return undefined
  const text = body.toString('utf8')
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON: the journal shows what came, and the vendor answers its own error.
    return text
  }
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const joined = Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value])
  return Object.fromEntries(joined)
}
