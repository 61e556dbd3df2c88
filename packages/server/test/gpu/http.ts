/** The GPU operations over HTTP, as the contract's router has them; who asks stands in the header `x-user`. */
import { type Handlers, implement } from '@proxyapi/contract'
import { conformingFetch } from '../../../contract/test/conforming-fetch.ts'
import type { Compute } from '../../src/compute/compute.ts'
import type { Context } from '../../src/context.ts'
import type { Principal } from '../../src/identity/principal.ts'
import { gpu } from '../../src/resources/gpu.ts'
import { notImplemented } from '../../src/resources/not-implemented.ts'

export interface Answer {
  status: number
  headers: Headers
  /** Parsed where it is JSON. */
  body: Record<string, unknown> & { data?: unknown; code?: string }
  text: string
}

export type Ask = (method: string, path: string, options?: AskOptions) => Promise<Answer>

export interface AskOptions {
  body?: unknown
  user?: string
  headers?: Record<string, string>
}

const requestIdOf = (headers: Headers) => headers.get('x-request-id') ?? 'req_test'

/** Every answer is judged against the document. */
export function askOf(compute: () => Compute, userId: string): Ask {
  const handlers = new Proxy(gpu as unknown as Handlers<Context>, {
    get: (known, id) => Reflect.get(known, id) ?? notImplemented,
  })
  const app = implement<Context>(handlers, {
    requestId: requestIdOf,
    now: () => new Date(0),
    admit: ({ headers, requestId }) =>
      ({
        compute: compute(),
        principal: principalOf(headers.get('x-user') ?? userId),
        requestId,
        idempotencyKey: headers.get('idempotency-key'),
        clientIp: '127.0.0.1',
        clock: { now: () => 0 },
        gateway: { hosted: () => null },
        keepAnswer: async () => {},
      }) as unknown as Context,
    bodyBytesMax: () => 1_000_000,
  })
  const fetch = conformingFetch((request) => app.fetch(request))
  return async (method, path, { body, user, headers } = {}) => {
    const response = await fetch(
      new Request(`http://localhost/api/v1/gpu${path}`, {
        method,
        headers: {
          'x-request-id': 'req_test',
          ...(user && { 'x-user': user }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    )
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.startsWith('application/json')
    return {
      status: response.status,
      headers: response.headers,
      body: isJson ? (JSON.parse(text) as Answer['body']) : {},
      text,
    }
  }
}

const principalOf = (userId: string): Principal => ({
  kind: 'key',
  userId,
  keyId: null,
  role: 'user',
  permissions: new Set(),
  billing: 'prepaid',
  modelsAllow: null,
})
