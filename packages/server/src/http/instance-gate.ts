import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { operations } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import type { Compute } from '../compute/compute.ts'
import type { Relayed, Tunnel } from '../compute/proxy.ts'
import { closeCodes } from '../events/feed/parts.ts'
import type { ServerDoor } from './door.ts'
import { type Joined, joinSockets } from './join-sockets.ts'
import type { Arrival, Gate } from './upgrade.ts'

export interface InstanceGate extends Gate {
  /** Tells every socket that the server restarts, and ends it. */
  close(): void
}

interface InstanceGateParts {
  door: Pick<ServerDoor, 'leave' | 'attend'>
  compute: Pick<Compute, 'tunnel'>
}

const limits = { messageBytesMax: 16 * 2 ** 20, idleMs: 300_000 }
const shape = /^\/api\/v1\/gpu\/contracts\/([A-Za-z0-9_]{1,64})\/proxy\/(\d{1,5})(\/.*)?$/

/** Where a request becomes a socket to an instance of its caller: passed on as it comes, both ways. */
export function createInstanceGate({ door, compute }: InstanceGateParts): InstanceGate {
  const open = new Set<Joined>()

  return {
    operation: operations.passToInstanceGet,
    opens: (path) => shape.test(path),
    async open(arrival) {
      const { credential, socket } = arrival
      try {
        const answer = await ask(arrival)
        if ('socket' in answer) {
          void attend(answer, arrival).catch(() => socket.destroy())
          return 101
        }
        await decline(socket, answer)
        door.leave(credential)
        return answer.status
      } catch (error) {
        door.leave(credential)
        throw error
      }
    },
    close() {
      for (const joined of open) joined.close(closeCodes.restarting, 'The server restarts; connect again.')
    },
  }

  async function ask({ request, socket, headers, context: { principal } }: Arrival): Promise<Tunnel | Relayed> {
    if (principal.userId === null) throw new ApiError('AUTH_REQUIRED')
    const [path = '', ...query] = (request.url ?? '').split('?')
    const [, contractId = '', port = '', rest = '/'] = shape.exec(path) ?? []
    const gone = new AbortController()
    const leave = () => gone.abort(new ApiError('CLIENT_DISCONNECTED'))
    socket.once('close', leave)
    const kept = withoutTicket(query.join('?'))
    const call = { userId: principal.userId, contractId, port: Number(port), headers, signal: gone.signal }
    return compute
      .tunnel({ ...call, path: kept === '' ? rest : `${rest}?${kept}` })
      .finally(() => socket.off('close', leave))
  }

  async function attend(tunnel: Tunnel, { socket, head, credential, context }: Arrival): Promise<void> {
    const fields = { Connection: 'Upgrade', Upgrade: 'websocket', 'X-Request-Id': context.requestId }
    socket.write(headOf(101, { ...Object.fromEntries(tunnel.headers), ...fields, 'X-Proxy-Source': 'target' }))
    if (head.length > 0) socket.unshift(head)
    const joined = joinSockets(socket, tunnel.socket, limits, tunnel.used)
    open.add(joined)
    const end = () => joined.close(closeCodes.ended, 'The credential has ended.')
    await door
      .attend(credential, async (signal) => {
        signal.addEventListener('abort', end, { once: true })
        await joined.closed
      })
      .finally(() => {
        open.delete(joined)
        tunnel.done()
      })
  }
}

/** The instance opens no socket: its caller gets what it answered instead. */
async function decline(socket: Duplex, { status, type, headers, content }: Relayed): Promise<void> {
  const gone = new AbortController()
  socket.once('close', () => gone.abort(new ApiError('CLIENT_DISCONNECTED')))
  socket.write(headOf(status, { 'Content-Type': type, ...headers, Connection: 'close' }))
  const write = async (chunk: Uint8Array | string) => {
    if (!socket.write(chunk)) await new Promise((resolve) => socket.once('drain', resolve).once('close', resolve))
  }
  await content({ write, signal: gone.signal }).catch(() => socket.destroy())
  socket.end()
}

const headOf = (status: number, fields: Record<string, string>): string =>
  [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Unknown'}`,
    ...Object.entries(fields).map(([name, value]) => `${name}: ${value}`),
    '\r\n',
  ].join('\r\n')

/** The ticket was ours; the rest of the query stays as it was written. */
const withoutTicket = (query: string): string =>
  query
    .split('&')
    .filter((pair) => !/^ticket(=|$)/.test(pair))
    .join('&')
