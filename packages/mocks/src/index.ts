import {
  ApiError,
  type ErrorCode,
  type Handlers,
  implement,
  type Knock,
  type OperationId,
  type OperationMeta,
  operations,
  type PlainReply,
  type RequestOf,
} from '@proxyapi/contract'
import { type HttpHandler, HttpResponse, http } from 'msw'
import { answerOf } from './answer.ts'
import type { Example } from './example.ts'
import { examples } from './generated/examples.ts'

export interface MockOptions {
  /** Where the client under test points. Default http://127.0.0.1:8000. */
  baseUrl?: string
  /** Time that answers carry. Default 2026-11-20T10:30:00Z. */
  now?: () => Date
  /** Before each answer. Default 0. */
  latencyMs?: number
}

export interface FailOptions {
  /** How many calls fail; then the operation answers as before. Default 1. */
  times?: number
  /** Seconds in `Retry-After`. */
  retryAfter?: number
}

export interface SeenRequest {
  operationId: OperationId
  method: string
  url: string
  headers: Headers
  body: unknown
}

type Failure = ErrorCode | 'network' | 'timeout' | 'truncate'
type Override<Id extends OperationId> = Handlers<unknown>[Id]

export interface Mocks {
  /** For `setupServer(...)` and `setupWorker(...)`. */
  handlers: HttpHandler[]
  /** The same without msw: `new ProxyAPI({ fetch: mocks.fetch })`. */
  fetch: (url: string | URL | Request, init?: RequestInit) => Promise<Response>
  /** Another answer for one operation; a wrong body does not compile. */
  on<Id extends OperationId>(operation: Id, answer: Override<Id>): void
  /** The next calls of an operation fail with a row of the error table, or without an answer. */
  fail(operation: OperationId, failure: Failure, options?: FailOptions): void
  /** The last 1,000 requests, oldest first. */
  readonly requests: readonly SeenRequest[]
  /** Forgets overrides, failures and requests. */
  reset(): void
}

const requestsMax = 1_000

/**
 * The contract's own router with examples behind it: validators, routes and error mapper are the server's, so a request
 * that the server would refuse is refused here too. Every operation answers; nothing is random.
 */
export function createMocks({
  baseUrl = 'http://127.0.0.1:8000',
  now = () => new Date('2026-11-20T10:30:00Z'),
  latencyMs = 0,
}: MockOptions = {}): Mocks {
  const overrides = new Map<string, Override<OperationId>>()
  const failures = new Map<string, { failure: Failure; times: number; retryAfter?: number }>()
  const requests: SeenRequest[] = []
  let count = 0

  const app = implement(handlersOf(), {
    requestId: () => `req_${String(++count).padStart(26, '0')}`,
    now,
    admit: ({ operation, headers }: Knock): Admitted => {
      requireCredential(operation, headers)
      return { idempotencyKey: headers.get('idempotency-key') }
    },
    bodyBytesMax: () => 25 * 2 ** 20,
  })

  function handlersOf(): Handlers<unknown> {
    const answers = Object.keys(operations).map((id) => [
      id,
      (request: RequestOf<OperationId>, { idempotencyKey }: Admitted) => {
        if (idempotencyKey !== null && !visibleAscii.test(idempotencyKey)) throw new ApiError('INVALID_IDEMPOTENCY_KEY')
        return answer(id as OperationId, request)
      },
    ])
    return Object.fromEntries(answers) as unknown as Handlers<unknown>
  }

  async function answer(id: OperationId, request: RequestOf<OperationId>): Promise<PlainReply> {
    if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs))
    const failing = failures.get(id)
    if (failing && failing.times-- > 0) throw failureOf(failing)
    const override = overrides.get(id) as
      | ((request: unknown, context: unknown) => PlainReply | Promise<PlainReply>)
      | undefined
    return override ? override(request, {}) : answerOf(examples[id] as Example[], request)
  }

  async function fetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const request = new Request(input, init)
    const response = await app.fetch(request.clone())
    const cut = response.headers.get('x-mock-failure')
    await note(request)
    if (cut === 'network')
      throw new TypeError('fetch failed', {
        cause: Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
      })
    if (cut === 'timeout')
      return new Promise((_, reject) => request.signal.addEventListener('abort', () => reject(request.signal.reason)))
    return response
  }

  async function note(request: Request): Promise<void> {
    const text = await request.text().catch(() => '')
    const path = new URL(request.url).pathname
    const operation = operationAt(request.method, path)
    if (!operation) return
    requests.push({
      operationId: operation.id as OperationId,
      method: request.method,
      url: request.url,
      headers: request.headers,
      body: parsed(text),
    })
    if (requests.length > requestsMax) requests.shift()
  }

  return {
    handlers: [
      http.all(`${baseUrl.replace(/\/$/, '')}/*`, async ({ request }) => {
        try {
          return await fetch(request)
        } catch {
          return HttpResponse.error()
        }
      }),
    ],
    fetch,
    on: (operation, override) => void overrides.set(operation, override as unknown as Override<OperationId>),
    fail: (operation, failure, { times = 1, retryAfter } = {}) =>
      void failures.set(operation, { failure, times, ...(retryAfter !== undefined && { retryAfter }) }),
    requests,
    reset() {
      overrides.clear()
      failures.clear()
      requests.length = 0
      count = 0
    },
  }
}

interface Admitted {
  idempotencyKey: string | null
}

const visibleAscii = /^[\x21-\x7e]{1,255}$/

function requireCredential({ permission, tag }: OperationMeta, headers: Headers): void {
  const open =
    permission === 'public' || (tag === 'models' && (permission === 'models:read' || permission === 'models:refresh'))
  if (open || headers.has('x-api-key') || headers.has('authorization')) return
  throw new ApiError('AUTH_REQUIRED')
}

function failureOf({ failure, retryAfter }: { failure: Failure; retryAfter?: number }): ApiError {
  if (failure === 'network' || failure === 'timeout' || failure === 'truncate') {
    return new ApiError('INTERNAL_ERROR', undefined, { headers: { 'x-mock-failure': failure } })
  }
  return new ApiError(failure, undefined, retryAfter === undefined ? {} : { retryAfterMs: retryAfter * 1000 })
}

const templates = (Object.values(operations) as OperationMeta[])
  .map((operation) => ({ operation, pattern: patternOf(operation) }))
  .sort((a, b) => a.operation.path.split('{').length - b.operation.path.split('{').length)

function patternOf({ path, rest }: OperationMeta): RegExp {
  const source = path
    .replace(/[.*+?^$()|[\]\\]/g, '\\$&')
    .replace(/\{(\w+)\}/g, (_, name: string) => (rest.includes(name) ? '.*' : '[^/]+'))
  return new RegExp(`^${source.replace(/^\/api\/v1\//, '/api/(?:v1/)?')}$`)
}

const operationAt = (method: string, path: string) =>
  templates.find(({ operation, pattern }) => operation.method.toUpperCase() === method && pattern.test(path))?.operation

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : (JSON.parse(text) as unknown)
  } catch {
    return text
  }
}
