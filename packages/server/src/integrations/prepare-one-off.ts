import { dataSignature, type Prepared, standardSignature } from '../events/prepare.ts'

export interface OneOffEvent {
  readonly id: string
  readonly event_type: string
  readonly at: number
  readonly data: unknown
}

/** The bytes of one attempt, in the form of the seeds; signed where there is a secret. The body is the same in every attempt. */
export function prepareOneOff(event: OneOffEvent, secret: string | null, nowMs: number): Prepared {
  const { id, event_type, at, data } = event
  const signature = secret === null ? {} : { signature: dataSignature(data, secret) }
  const body = JSON.stringify({ event_type, data, timestamp: new Date(at).toISOString(), id, ...signature })
  const timestamp = Math.floor(nowMs / 1_000)
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
  }
  if (secret === null) return { body, headers }
  const signed = {
    'webhook-signature': standardSignature(id, timestamp, body, secret),
    'x-signature': dataSignature(data, secret),
  }
  return { body, headers: { ...headers, ...signed } }
}
