import { createHmac } from 'node:crypto'
import { pythonJson } from './python-json.ts'
import { standardKeyOf } from './secret.ts'

export interface PreparedEvent {
  id: string
  /** The name that the endpoint receives it under. */
  name: string
  seq: number
  at: number
  data: unknown
}

export interface EndpointSecrets {
  current: string
  /** The secret before the last rotation, while it overlaps. */
  previous: string | null
}

export interface Prepared {
  body: string
  headers: Record<string, string>
}

/** The signed bytes of one attempt. Signatures are of this attempt; id and body are the same in every one. */
export function prepare(event: PreparedEvent, { current, previous }: EndpointSecrets, nowMs: number): Prepared {
  const signature = dataSignature(event.data, previous ?? current)
  const body = JSON.stringify({
    id: event.id,
    event: event.name,
    type: event.name,
    event_type: event.name,
    seq: event.seq,
    timestamp: new Date(event.at).toISOString(),
    data: event.data,
    signature,
  })
  const timestamp = Math.floor(nowMs / 1_000)
  const secrets = previous === null ? [current] : [current, previous]
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': event.id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': secrets.map((secret) => standardSignature(event.id, timestamp, body, secret)).join(' '),
      'x-signature': signature,
    },
  }
}

/** Standard Webhooks 1.0.0, symmetric. */
export const standardSignature = (id: string, timestamp: number, body: string, secret: string): string =>
  `v1,${createHmac('sha256', standardKeyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64')}`

/** The signature of the seeds: hex HMAC-SHA256 over the data as Python prints it, keyed with the secret as shown. */
export const dataSignature = (data: unknown, secret: string): string =>
  createHmac('sha256', secret).update(pythonJson(data)).digest('hex')
