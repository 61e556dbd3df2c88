import { ApiError } from '@proxyapi/contract/errors'
import { type EgressClass, egressClasses } from './classes.ts'
import { MAX_HOPS_IN } from './limits.ts'

/** Header names to values; a name may be in any case. */
export type OutgoingHeaders = Readonly<Record<string, string>>

/** Lower-case names; a header that came several times is a list. */
export type IncomingHeaders = Record<string, string | string[] | undefined>

/** Counts how often a request has passed a server like this one. */
export const HOP_HEADER = 'x-proxyapi-hops'

/** RFC 9110 §7.6.1: these belong to one connection. */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'http2-settings',
]

/** The connection sets these itself, they speak of the way here, or they open a metadata service. */
const NEVER_OUT = new Set([
  ...HOP_BY_HOP,
  'host',
  'content-length',
  'expect',
  'forwarded',
  'via',
  'metadata',
  HOP_HEADER,
])
const NEVER_OUT_PREFIXES = [
  'proxy-',
  'x-forwarded-',
  'metadata-',
  'x-metadata-',
  'x-google-metadata-',
  'x-aws-ec2-metadata-',
  'x-aliyun-ecs-metadata-',
]

const NEVER_BACK = new Set([
  ...HOP_BY_HOP,
  'proxy-authenticate',
  'proxy-authentication-info',
  'set-cookie',
  'set-cookie2',
])

/** The headers that may go out with a call of this class, as a flat list of names and values. */
export function outgoingHeaders(egressClass: EgressClass, headers: OutgoingHeaders): string[] {
  const { requestHeaders } = egressClasses[egressClass]
  const names = Object.keys(headers)
  const listed = connectionTokens(joinedValue(headers, names, 'connection'))
  const out: string[] = []
  for (const name of names) {
    const lower = name.toLowerCase()
    if (requestHeaders !== null && !requestHeaders.has(lower)) continue
    if (NEVER_OUT.has(lower) || NEVER_OUT_PREFIXES.some((prefix) => lower.startsWith(prefix))) continue
    if (listed?.has(lower)) continue
    const value = headers[name]
    if (value !== undefined) out.push(lower, value)
  }
  return out
}

/** Removes what a relayed answer must not bring back: cookies, hop-by-hop headers and what `Connection` lists. */
export function relayedHeaders(headers: IncomingHeaders): IncomingHeaders {
  const kept: IncomingHeaders = Object.create(null)
  const stays = staysOf(headers.connection)
  for (const [name, value] of Object.entries(headers)) if (stays(name)) kept[name] = value
  return kept
}

/** The same for headers as they stood on the wire. */
export function relayedRawHeaders(headers: readonly (readonly [string, string])[]): [string, string][] {
  const connection = headers.filter(([name]) => name.toLowerCase() === 'connection').map(([, value]) => value)
  const stays = staysOf(connection)
  return headers.filter(([name]) => stays(name.toLowerCase())).map(([name, value]) => [name, value])
}

/** How many servers like this one a request has passed; throws LOOP_DETECTED (508) where it has come back to us. */
export function readHops(header: string | undefined): number {
  if (header === undefined) return 0
  const hops = /^\d{1,3}$/.test(header) ? Number(header) : Number.POSITIVE_INFINITY
  if (hops > MAX_HOPS_IN) throw new ApiError('LOOP_DETECTED')
  return hops
}

function staysOf(connection: string | string[] | undefined): (name: string) => boolean {
  const listed = connectionTokens(Array.isArray(connection) ? connection.join(',') : connection)
  return (name) => !NEVER_BACK.has(name) && listed?.has(name) !== true
}

function connectionTokens(value: string | undefined): ReadonlySet<string> | null {
  return value === undefined
    ? null
    : new Set(
        value
          .toLowerCase()
          .split(',')
          .map((token) => token.trim()),
      )
}

function joinedValue(headers: OutgoingHeaders, names: readonly string[], wanted: string): string | undefined {
  const values = names.filter((name) => name.toLowerCase() === wanted)
  return values.length === 0 ? undefined : values.map((name) => headers[name]).join(',')
}
