import { type IncomingHttpHeaders, request } from 'node:http'

export interface Init {
  method?: string
  headers?: Record<string, string>
  /** Sent as JSON unless it is a string. */
  body?: unknown
}

/** How the connection ended for the caller: as HTTP wants it, short of its length, by RST, or by himself. */
export type Ending = 'complete' | 'short' | 'reset' | 'left'

export interface Exchange {
  /** null if no header ever came. */
  head: Promise<{ status: number; headers: IncomingHttpHeaders } | null>
  /** Resolves when the text so far satisfies the predicate, or when there is no more. */
  text(isEnough?: (text: string) => boolean): Promise<string>
  ended: Promise<Ending>
  leave(): void
}

/** A request on a connection of its own, with everything that can go wrong as a value. */
export function open(url: string, { method, headers = {}, body }: Init = {}): Exchange {
  const payload = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body)
  const outgoing = request(url, {
    method: method ?? (payload === undefined ? 'GET' : 'POST'),
    agent: false,
    headers: { ...(payload === undefined ? {} : describe(payload)), ...headers },
  })
  let text = ''
  let hasLeft = false
  let isOver = false
  let waiting: { isEnough: (text: string) => boolean; resolve: (text: string) => void }[] = []
  const changed = () => {
    waiting = waiting.filter(({ isEnough, resolve }) => {
      if (!isOver && !isEnough(text)) return true
      resolve(text)
      return false
    })
  }
  const head = new Promise<{ status: number; headers: IncomingHttpHeaders } | null>((resolve) => {
    outgoing.on('response', (response) => resolve({ status: response.statusCode ?? 0, headers: response.headers }))
    outgoing.on('close', () => resolve(null))
  })
  const ended = new Promise<Ending>((resolve) => {
    const over = (ending: Ending) => {
      isOver = true
      resolve(hasLeft ? 'left' : ending)
      changed()
    }
    outgoing.on('error', (error: NodeJS.ErrnoException) => over(error.code === 'ECONNRESET' ? 'reset' : 'short'))
    outgoing.on('response', (response) => {
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        text += chunk
        changed()
      })
      response.on('end', () => over('complete'))
      response.on('error', (error: NodeJS.ErrnoException) => over(error.message === 'aborted' ? 'short' : 'reset'))
    })
  })
  outgoing.end(payload)
  return {
    head,
    ended,
    text: (isEnough = () => false) =>
      new Promise((resolve) => {
        waiting.push({ isEnough, resolve })
        changed()
      }),
    leave() {
      hasLeft = true
      outgoing.destroy()
    },
  }
}

/** With its length: Node sends the body of a DELETE unmeasured otherwise. */
function describe(payload: string): Record<string, string> {
  return { 'content-type': 'application/json', 'content-length': `${Buffer.byteLength(payload)}` }
}

export interface Reply {
  status: number
  headers: IncomingHttpHeaders
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: tests read members of answers that they know.
  json: any
  ending: Ending
}

/** The whole answer; `json` is null where the text is none. */
export async function send(url: string, init?: Init): Promise<Reply> {
  const exchange = open(url, init)
  const [ending, head, text] = await Promise.all([exchange.ended, exchange.head, exchange.text()])
  return { status: head?.status ?? 0, headers: head?.headers ?? {}, text, json: parsed(text), ending }
}

/** The data payloads of a stream, parsed where they are JSON. */
// biome-ignore lint/suspicious/noExplicitAny: tests read members of events that they know.
export function events(text: string): any[] {
  return [...text.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => parsed(data) ?? data)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON: HTML, an event that was broken on purpose, or [DONE].
    return null
  }
}
