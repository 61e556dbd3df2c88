/** Requests that become sockets: everything that the door asks stands before the upgrade. */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { asApiError, type OperationMeta } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import type { Context } from '../context.ts'
import type { Feed } from '../events/feed/feed.ts'
import type { ServerDoor } from './door.ts'
import { judgeOrigin } from './origin.ts'
import { writeRefusal } from './write-refusal.ts'

export interface Upgrades {
  /** Whether a request that asks for an upgrade gets one; others are answered as if they had not asked. */
  takes(request: IncomingMessage): boolean
  take(request: IncomingMessage, socket: Duplex, head: Buffer): void
}

/** A request for an upgrade that was let in. */
export interface Arrival {
  request: IncomingMessage
  socket: Duplex
  head: Buffer
  /** As they came. */
  headers: Headers
  /** With those that a ticket stands for: what the door knows him by. */
  credential: Headers
  query: URLSearchParams
  context: Context
}

/** One kind of socket that there is. */
export interface Gate {
  operation: OperationMeta
  opens(path: string): boolean
  /** Resolves with the status that was written; what it throws is written as a refusal. */
  open(arrival: Arrival): Promise<number>
}

interface UpgradeParts {
  door: ServerDoor
  gates: readonly Gate[]
  tickets: Feed['tickets']
  corsOrigins(): readonly string[]
}

export function createUpgrades({ door, gates, tickets, corsOrigins }: UpgradeParts): Upgrades {
  const gateOf = ({ url }: IncomingMessage) => gates.find((gate) => gate.opens(pathOf(url)))

  return {
    takes: (request) => gateOf(request) !== undefined && /^websocket$/i.test(request.headers.upgrade ?? ''),
    take(request, socket, head) {
      // Whoever goes away while he is judged is told nothing.
      socket.on('error', () => socket.destroy())
      const gate = gateOf(request)
      if (gate === undefined) socket.destroy()
      else open(gate, request, socket, head).catch(() => socket.destroy())
    },
  }

  async function open(gate: Gate, request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const headers = headersOf(request)
    const requestId = door.requestId(headers)
    const knock = {
      operation: gate.operation,
      requestId,
      method: request.method ?? 'GET',
      url: `http://localhost${pathOf(request.url)}`,
      headers,
      signal: neverAborted,
      connection: { incoming: request },
    }
    try {
      judgeOrigin(headers.get('origin'), headers.get('host'), corsOrigins())
      const query = new URLSearchParams(request.url?.split('?').slice(1).join('?'))
      const credential = await credentialOf(query, headers)
      const context = await door.admit({ ...knock, headers: credential })
      const status = await gate.open({ request, socket, head, headers, credential, query, context })
      door.done?.(knock, status)
    } catch (thrown) {
      const error = asApiError(thrown)
      door.done?.(knock, error.status, error)
      writeRefusal(socket, error, requestId, door.now())
    }
  }

  /** The request's own headers, or with a ticket those that it stands for: a credential in both is one too many. */
  async function credentialOf(query: URLSearchParams, headers: Headers): Promise<Headers> {
    const [ticket, ...more] = query.getAll('ticket')
    if (ticket === undefined) return headers
    if (more.length > 0) throw new ApiError('INVALID_REQUEST', 'One ticket opens one socket.')
    const held = await tickets.redeem(ticket, headers.get('origin'))
    const credential = new Headers(headers)
    for (const [name, value] of held) {
      if (headers.has(name)) throw new ApiError('INVALID_REQUEST', 'The request carries two credentials; send one.')
      credential.set(name, value)
    }
    return credential
  }
}

const neverAborted = new AbortController().signal

const pathOf = (url = ''): string => url.split('?', 1)[0] ?? ''

function headersOf({ headersDistinct }: IncomingMessage): Headers {
  const headers = new Headers()
  for (const [name, values = []] of Object.entries(headersDistinct))
    for (const value of values) headers.append(name, value)
  return headers
}
