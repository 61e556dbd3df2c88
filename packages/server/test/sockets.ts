/** Clients of the feed over real sockets. */
import { once } from 'node:events'
import { type ClientOptions, WebSocket } from 'ws'
import type { Frame } from './events/feed.ts'
import type { Running } from './running.ts'

type Server = Pick<Running, 'url'>

export interface Client {
  socket: WebSocket
  frames: Frame[]
  events(): Frame[]
  say(frame: object): void
  /** Resolves with the first frame that fits, also with one that came before. */
  frame(fits: (frame: Frame) => boolean): Promise<Frame>
  /** Code, reason and when it came. */
  closed: Promise<{ code: number; reason: string; atMs: number }>
}

const urlOf = ({ url }: Server, query = '') => `${url.replace(/^http/, 'ws')}/ws${query}`

/** Connects, or throws. */
export async function connect(
  server: Server,
  headers: Record<string, string> = {},
  query = '',
  options: ClientOptions = {},
): Promise<Client> {
  const socket = new WebSocket(urlOf(server, query), { headers, ...options })
  const frames: Frame[] = []
  const waiting = new Set<() => void>()
  socket.on('message', (data) => {
    frames.push(JSON.parse(String(data)) as Frame)
    for (const look of waiting) look()
  })
  const closed = new Promise<Awaited<Client['closed']>>((resolve) => {
    socket.once('close', (code, reason) => resolve({ code, reason: String(reason), atMs: performance.now() }))
  })
  socket.on('error', () => {})
  const refused = once(socket, 'unexpected-response').then(([, response]) => {
    throw new Error(`refused with ${(response as { statusCode: number }).statusCode}`)
  })
  await Promise.race([once(socket, 'open'), refused])
  refused.catch(() => {})
  return {
    socket,
    frames,
    closed,
    events: () => frames.filter(({ seq }) => seq !== undefined),
    say: (frame) => socket.send(JSON.stringify(frame)),
    frame: (fits) =>
      new Promise((resolve) => {
        const look = () => {
          const found = frames.find(fits)
          if (found === undefined) return
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
      }),
  }
}

/** Connects and subscribes; resolves when that is answered. */
export async function subscribe(
  server: Server,
  headers: Record<string, string>,
  channels: readonly string[],
  resume?: Record<string, number>,
): Promise<Client> {
  const client = await connect(server, headers)
  client.say({ type: 'subscribe', channels, ...(resume && { resume }) })
  await client.frame(({ type }) => type === 'subscribed')
  return client
}

/** The status and code of an upgrade that is refused. */
export async function refusal(
  server: Server,
  headers: Record<string, string> = {},
  query = '',
): Promise<{ status: number; code: string | undefined }> {
  const socket = new WebSocket(urlOf(server, query), { headers })
  socket.on('error', () => {})
  const opened = once(socket, 'open').then(() => {
    socket.terminate()
    return { status: 101, code: undefined }
  })
  const refused = once(socket, 'unexpected-response').then(async ([, response]) => {
    let text = ''
    for await (const chunk of response as AsyncIterable<Buffer>) text += String(chunk)
    const { code } = JSON.parse(text) as { code: string }
    return { status: (response as { statusCode: number }).statusCode, code }
  })
  opened.catch(() => {})
  refused.catch(() => {})
  return Promise.race([opened, refused])
}

/** A ticket for the credential of these headers. */
export async function ticketOf({ url }: Server, headers: Record<string, string>): Promise<string> {
  const response = await fetch(`${url}/api/v1/auth/ws-ticket`, { method: 'POST', headers })
  const { data } = (await response.json()) as { data: { ticket: string } }
  return data.ticket
}
