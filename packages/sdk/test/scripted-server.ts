/** A process of its own whose servers answer by script, so that a caller who blocks its thread is answered too. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What one request gets; the last one of a script is repeated. */
export interface Answer {
  status?: number
  headers?: Record<string, string>
  json?: unknown
  text?: string
  /** After what is written; the answer ends unless said otherwise. */
  end?: 'silence' | 'reset'
}

export interface Seen {
  method: string
  url: string
  headers: Record<string, string | undefined>
  body: string
  /** The caller closed the connection before the answer's end. */
  left: boolean
}

export type Place = 'here' | 'elsewhere'
export type ToServers = { id: number; place: Place; script?: Answer[] }
export type FromServers = { id: number; url: string; seen: Seen[] }

/** Each place is one server; a new script forgets what was seen. */
const places = new Map<Place, { url: string; script: Answer[]; seen: Seen[] }>()

process.on('message', async ({ id, place: name, script }: ToServers) => {
  const place = places.get(name) ?? (await listening(name))
  if (script) Object.assign(place, { script, seen: [] })
  process.send?.({ id, url: place.url, seen: place.seen } satisfies FromServers)
})
process.on('disconnect', () => process.exit())

async function listening(name: Place) {
  const place = { url: '', script: [] as Answer[], seen: [] as Seen[] }
  const server = createServer((request, response) => void serve(place.script, place.seen, request, response))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  place.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  places.set(name, place)
  return place
}

async function serve(script: Answer[], seen: Seen[], request: IncomingMessage, response: ServerResponse) {
  const { method = '', url = '' } = request
  const entry: Seen = { method, url, headers: request.headers as Seen['headers'], body: '', left: false }
  const { status, headers, json, text, end } = script[Math.min(seen.push(entry), script.length) - 1]!
  response.on('close', () => {
    entry.left = !response.writableFinished
  })
  for await (const chunk of request) entry.body += String(chunk)
  if (status === undefined) return end === 'reset' ? request.socket.destroy() : undefined
  const type = json === undefined ? 'text/event-stream' : 'application/json'
  response.writeHead(status, { 'content-type': type, ...headers })
  response.write(json === undefined ? (text ?? '') : JSON.stringify(json), () => {
    if (end === 'reset') request.socket.destroy()
    if (end === undefined) response.end()
  })
}
