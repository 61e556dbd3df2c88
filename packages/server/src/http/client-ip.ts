import type { IncomingMessage } from 'node:http'
import type { Knock } from '@proxyapi/contract'
import { fenceAllows } from '../identity/ip-fence.ts'

/** The caller's address: the right-most hop of `X-Forwarded-For` that no trusted proxy added, of which addresses and blocks are given; other headers say nothing. */
export function clientIpOf(
  { connection, headers }: Pick<Knock, 'connection' | 'headers'>,
  trustedProxies: readonly string[],
): string {
  const incoming = (connection as { incoming?: IncomingMessage } | undefined)?.incoming
  const peer = plain(incoming?.socket.remoteAddress ?? '127.0.0.1')
  const hops = (headers.get('x-forwarded-for') ?? '')
    .split(',')
    .map((hop) => plain(hop.trim()))
    .filter(Boolean)
  let address = peer
  while (hops.length > 0 && fenceAllows(trustedProxies, address)) address = hops.pop()!
  return address
}

/** Whether a caller is on this machine, and no header says that he is a proxy and asks for another. */
export const isLocal = ({ connection, headers }: Pick<Knock, 'connection' | 'headers'>): boolean => {
  const incoming = (connection as { incoming?: IncomingMessage } | undefined)?.incoming
  const peer = plain(incoming?.socket.remoteAddress ?? '127.0.0.1')
  return loopback.test(peer) && !proxyHeaders.some((name) => headers.has(name))
}

/** Whether a caller came by TLS: to this listener, or to a trusted proxy that says so. */
export function isSecure(
  { connection, headers }: Pick<Knock, 'connection' | 'headers'>,
  trustedProxies: readonly string[],
): boolean {
  const socket = (connection as { incoming?: IncomingMessage } | undefined)?.incoming?.socket
  if (socket !== undefined && 'encrypted' in socket) return true
  const last = headers.get('x-forwarded-proto')?.split(',').at(-1)?.trim()
  return last === 'https' && fenceAllows(trustedProxies, plain(socket?.remoteAddress ?? '127.0.0.1'))
}

const loopback = /^(?:127\.\d+\.\d+\.\d+|::1)$/
const proxyHeaders = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'x-forwarded-host', 'x-forwarded-proto', 'via']

const plain = (address: string) => address.replace(/^::ffff:(?=\d+\.)/i, '')
