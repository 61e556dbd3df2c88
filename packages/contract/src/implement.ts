import { type Context, Hono } from 'hono'
import { ApiError } from './errors.ts'
import { familyOf } from './families.ts'
import { operations } from './generated/operations.ts'
import { routes } from './generated/routes.ts'
import type { Handlers, OperationId } from './handlers.ts'
import type { OperationMeta } from './operation-meta.ts'
import { readHeaders, readJson, readPath, readQuery } from './read-request.ts'
import { asApiError, renderError } from './render-error.ts'
import type { PlainReply } from './reply.ts'
import { bytesOfWebRequest, webResponse } from './web.ts'

/** One request as the door sees it, before its body is read. */
export interface Knock {
  operation: OperationMeta
  requestId: string
  method: string
  url: string
  headers: Headers
  /** Aborted when the caller has gone. */
  signal: AbortSignal
  /** What the HTTP server knows of the connection, where there is one. */
  connection: unknown
}

/** What stands between the wire and the handlers. Everything it throws is rendered in the family of the path. */
export interface Door<Parts> {
  requestId(headers: Headers): string
  now(): Date
  /** Credential, permission, limits: everything that must hold before a body is read. */
  admit(knock: Knock): Parts | Promise<Parts>
  bodyBytesMax(operation: OperationMeta): number
  /** Idempotency stands here: after the request was judged, around the handler. */
  around?(
    knock: Knock,
    request: { path: unknown; query: unknown; body: unknown },
    parts: Parts,
    run: () => Promise<PlainReply>,
  ): Promise<PlainReply>
  /** After each answer, for log and metrics. `error` is set where one was rendered. */
  done?(knock: Omit<Knock, 'operation'> & { operation?: OperationMeta }, status: number, error?: ApiError): void
  bodyOf?(c: Context, bytesMax: number): Promise<Uint8Array>
  send?(c: Context, reply: PlainReply, headers: Record<string, string>): Response
}

type LooseHandler = (request: unknown, parts: unknown) => PlainReply | Promise<PlainReply>

/** The contract's router: every operation of the document, answered by `handlers`. */
export function implement<Parts>(handlers: Handlers<Parts>, door: Door<Parts>): Hono {
  const app = new Hono({ getPath: pathOf, strict: true })
  const send = door.send ?? webResponse
  for (const operation of Object.values(operations) as OperationMeta[]) {
    const handler = handlers[operation.id as OperationId] as LooseHandler
    app.on([operation.method.toUpperCase()], honoPath(operation), (c) => answer(c, operation, handler))
  }
  app.notFound((c) => {
    const requestId = door.requestId(c.req.raw.headers)
    return refuse(c, undefined, requestId, unknownRoute(c.req.method, pathOf(c.req.raw)))
  })
  return app

  async function answer(c: Context, operation: OperationMeta, handler: LooseHandler): Promise<Response> {
    const { raw } = c.req
    const requestId = door.requestId(raw.headers)
    const knock: Knock = {
      operation,
      requestId,
      method: raw.method,
      url: raw.url,
      headers: raw.headers,
      signal: raw.signal,
      connection: c.env,
    }
    try {
      const parts = await door.admit(knock)
      const request = await read(c, knock)
      const run = async () => handler(request, parts)
      const reply = await (door.around ? door.around(knock, request, parts, run) : run())
      door.done?.(knock, reply.status)
      return send(c, reply, { 'X-Request-Id': requestId })
    } catch (thrown) {
      return refuse(c, knock, requestId, asApiError(thrown))
    }
  }

  async function read(c: Context, { operation, headers, signal, method, url }: Knock) {
    const route = routes[operation.id as OperationId]()
    const path = readPath(c, route)
    const query = readQuery(c, route, operation)
    readHeaders(c, route)
    if (operation.accepts.length === 0)
      return { path, query, headers, body: undefined, bytes: empty, signal, method, url }
    const json = acceptsBody(headers, operation)
    const bytes = await (door.bodyOf ?? bytesOfWebRequest)(c, door.bodyBytesMax(operation))
    const body = json ? readJson(bytes, route, operation) : bytes
    return { path, query, headers, body, bytes, signal, method, url }
  }

  function refuse(c: Context, knock: Knock | undefined, requestId: string, error: ApiError): Response {
    const { raw } = c.req
    const family = knock?.operation.family ?? familyOf(pathOf(raw))
    const { status, headers, body } = renderError(family, error, requestId, door.now())
    const seen = {
      requestId,
      method: raw.method,
      url: raw.url,
      headers: raw.headers,
      signal: raw.signal,
      connection: c.env,
    }
    door.done?.(knock ?? seen, status, error)
    return send(c, { status, headers, body }, { 'X-Request-Id': requestId })
  }
}

const empty = new Uint8Array()

/** `/api/<rest>` answers as `/api/v1/<rest>`: the unversioned path is the newest version. */
export function pathOf(request: Request): string {
  const { url } = request
  const start = url.indexOf('/', url.indexOf('://') + 3)
  const end = url.slice(start).search(/[?#]/)
  const path = start < 0 ? '/' : end < 0 ? url.slice(start) : url.slice(start, start + end)
  return /^\/api\/(?!v\d)./.test(path) ? `/api/v1/${path.slice(5)}` : path
}

function honoPath(operation: OperationMeta): string {
  const { path, rest } = operation
  return path.replace(/\{(\w+)\}/g, (_, name: string) => {
    if (!rest.includes(name)) return `:${name}`
    return mayBeEmpty(operation, name) ? `:${name}{.*}` : `:${name}{.+}`
  })
}

/** Of what takes all the rest of a path: behind a proxy the rest may be nothing. */
const mayBeEmpty = ({ path }: OperationMeta, name: string): boolean =>
  path.endsWith(`/{${name}}`) && path.includes('/proxy/')

/** True where the body is to be parsed as JSON. Throws UNSUPPORTED_MEDIA_TYPE. */
function acceptsBody(headers: Headers, operation: OperationMeta): boolean {
  const encoding = headers.get('content-encoding')
  if (encoding && encoding.toLowerCase() !== 'identity') {
    throw new ApiError(
      'UNSUPPORTED_MEDIA_TYPE',
      `Content-Encoding ${encoding} is not accepted; send the body as it is.`,
    )
  }
  const type = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  const takesJson = operation.accepts.includes('application/json')
  if (type && operation.accepts.includes(type)) return type === 'application/json'
  if (operation.accepts.includes('*/*')) return false
  if (takesJson && type && /^application\/([\w.-]+\+)?json$/.test(type)) return true
  // Seed callers send `curl -d '{…}'`, which is a form type, or no type at all: under /api such a body is JSON or refused as such.
  const seedCaller = operation.path.startsWith('/api/') && (!type || type === 'application/x-www-form-urlencoded')
  if (takesJson && (seedCaller || (!type && !operation.bodyRequired))) return true
  throw new ApiError(
    'UNSUPPORTED_MEDIA_TYPE',
    `Content-Type ${type ?? '(none)'} is not accepted; send ${operation.accepts.join(' or ')}.`,
  )
}

const templates = (Object.values(operations) as OperationMeta[]).map((operation) => ({
  operation,
  pattern: new RegExp(
    `^${operation.path
      .replace(/[.*+?^$()|[\]\\]/g, '\\$&')
      .replace(/\{(\w+)\}/g, (_, name: string) =>
        operation.rest.includes(name) ? (mayBeEmpty(operation, name) ? '.*' : '.+') : '[^/]+',
      )}$`,
  ),
}))

function unknownRoute(method: string, path: string): ApiError {
  const allowed = templates
    .filter(({ pattern }) => pattern.test(path))
    .map(({ operation }) => operation.method.toUpperCase())
  if (allowed.length === 0) {
    return new ApiError(
      'NOT_FOUND',
      familyOf(path) === 'task' ? `Endpoint not found: ${method} ${path}` : `There is no route ${method} ${path}.`,
    )
  }
  const allow = [...new Set(allowed.includes('GET') ? [...allowed, 'HEAD'] : allowed)].join(', ')
  return new ApiError('METHOD_NOT_ALLOWED', `${path} has no method ${method}; it has ${allow}.`, {
    headers: { Allow: allow },
  })
}
