import { createHmac } from 'node:crypto'
import { request } from 'node:http'
import type { JsonObject } from '../json.ts'
import type { World } from './world.ts'

/** Where events go: on this machine only, since nothing here is real. */
export interface Endpoint {
  url: string
  /** `whsec_…` */
  secret: string
}

export interface SentEvent {
  id: string
  type: string
  /** The body, as it was signed. */
  body: string
  /** Answers of the endpoint, one a delivery; 0 where none came. */
  statuses: number[]
}

/** `t=…,v1=…` over the body. */
export function stripeSignature(body: string, secret: string, seconds: number): string {
  const mac = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')
  return `t=${seconds},v1=${mac}`
}

export function eventOf(world: World, type: string, object: JsonObject): SentEvent {
  const id = world.id('evt')
  const event = {
    id,
    object: 'event',
    api_version: '2026-10-28.endive',
    created: world.now(),
    data: { object },
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type,
  }
  return { id, type, body: JSON.stringify(event, null, 2), statuses: [] }
}

/** Posts the event; the status of the answer, or 0. */
export function deliver({ url, secret }: Endpoint, { body }: SentEvent, seconds: number): Promise<number> {
  return new Promise((resolve) => {
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(body),
      'stripe-signature': stripeSignature(body, secret, seconds),
      'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks) simulated',
    }
    const outgoing = request(url, { method: 'POST', headers, timeout: 10_000 }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    outgoing.on('error', () => resolve(0))
    outgoing.on('timeout', () => outgoing.destroy())
    outgoing.end(body)
  })
}
