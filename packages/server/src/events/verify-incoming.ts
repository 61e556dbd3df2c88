import { createHmac, timingSafeEqual } from 'node:crypto'
import { standardSignature } from './prepare.ts'
import { pythonJson, readForPython } from './python-json.ts'

export interface IncomingSecret {
  /** Of the system that sends; ids of events are its own. */
  name: string
  secret: string
}

export interface IncomingRequest {
  headers: Headers
  /** The body as it came. */
  bytes: Uint8Array
}

/** Who sent it; `id` is null where the sender gives none, so that it cannot be told from a replay. */
export interface Verified {
  sender: string
  id: string | null
}

const toleranceSeconds = 300
const signaturesMax = 16

/**
 * Whose secret signed the request; null where none did. Headers of Standard Webhooks must verify where there is one of
 * them; else `X-Signature` over the bytes, over `data`, or over data and event, the latter as Python prints them. Every
 * secret is tried to the end, so that the time tells nothing.
 */
export function verifyIncoming(
  secrets: readonly IncomingSecret[],
  request: IncomingRequest,
  nowMs: number,
): Verified | null {
  const { headers } = request
  const [id, timestamp, signature] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    headers.get(name),
  )
  if (id === undefined || (id === null && timestamp === null && signature === null)) {
    const given = headers.get('x-signature')
    return given === null ? null : bySeedSignature(secrets, request.bytes, given)
  }
  return id && timestamp && signature ? byStandard(secrets, request.bytes, { id, timestamp, signature }, nowMs) : null
}

interface StandardHeaders {
  id: string
  timestamp: string
  signature: string
}

function byStandard(
  secrets: readonly IncomingSecret[],
  bytes: Uint8Array,
  { id, timestamp, signature }: StandardHeaders,
  nowMs: number,
): Verified | null {
  if (!/^\d{1,12}$/.test(timestamp) || Math.abs(nowMs / 1_000 - Number(timestamp)) > toleranceSeconds) return null
  const given = signature.split(' ')
  if (given.length > signaturesMax) return null
  const body = Buffer.from(bytes).toString('utf8')
  const fitting = secrets.filter(({ secret }) => {
    const right = standardSignature(id, Number(timestamp), body, secret)
    return given.filter((one) => isSame(one, right)).length > 0
  })
  return fitting[0] ? { sender: fitting[0].name, id } : null
}

function bySeedSignature(secrets: readonly IncomingSecret[], bytes: Uint8Array, given: string): Verified | null {
  const text = Buffer.from(bytes).toString('utf8')
  const { data, event } = readForPython(text) as { data: unknown; event: unknown }
  const payloads = [bytes, Buffer.from(pythonJson(data)), Buffer.from(pythonJson({ data, event }))]
  const fitting = secrets.filter(
    ({ secret }) =>
      payloads.filter((payload) =>
        isSame(given.toLowerCase(), createHmac('sha256', secret).update(payload).digest('hex')),
      ).length > 0,
  )
  return fitting[0] ? { sender: fitting[0].name, id: null } : null
}

function isSame(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}
