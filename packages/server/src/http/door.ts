import { bytesOfWebRequest, type Door, type Knock, type OperationMeta, type PlainReply } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import type { Denials } from '../audit/denials.ts'
import type { Context } from '../context.ts'
import type { Identity } from '../identity/identity.ts'
import type { Principal } from '../identity/principal.ts'
import type { Limits, Pass } from '../limits/create-limits.ts'
import type { Rooms } from '../rooms.ts'
import type { Fields, Runtime, Span } from '../runtime.ts'
import { ulid } from '../store/ids.ts'
import type { Job } from '../worker.ts'
import { clientIpOf, isLocal, isSecure } from './client-ip.ts'
import { type Idempotency, keepNothing } from './idempotency.ts'
import { bodyOfNode, sendNode } from './node.ts'
import { OpenAnswers } from './open-answers.ts'
import { judgeHeaders, type RequestRules } from './request-rules.ts'
import { RequestSpans } from './request-spans.ts'
import { securityHeaders } from './security-headers.ts'
import { TurnEnd } from './turn-end.ts'
import { Uploads } from './uploads.ts'

export interface DoorSettings {
  /** Bytes of a JSON body. */
  bodyBytesMax: number
  trustedProxies: readonly string[]
  /** Who comes without TLS is refused, but for probes. */
  enforcesHttps: boolean
  rules: RequestRules
  /** Which ids of a request its log line has. */
  logged: { requestId: boolean; traceId: boolean; spanId: boolean }
}

export interface DoorParts {
  identity: Identity
  limits: Limits
  idempotency: Idempotency
  denials: Pick<Denials, 'note'>
  runtime: Runtime
  rooms: Rooms
  settings(): DoorSettings
}

const uploadBytesMax = 25 * 2 ** 20
/** Of operations that anybody may call and whose bodies are small. */
const bytesMaxOf: Readonly<Record<string, number>> = { receiveWebhook: 64 * 2 ** 10 }
/** Of the open operations those that read a credential where one is sent. */
const readingCredential: ReadonlySet<string> = new Set(['createToken', 'setPassword'])
const probes: ReadonlySet<string> = new Set(['getHealth', 'getLiveness', 'getReadiness'])
const noHeaders = new Headers()
const neverAborted = new AbortController().signal
const requestIdPattern = /^[A-Za-z0-9_-]{1,64}$/

/** A request that was let in. */
interface Visit {
  knock: Knock
  clientIp: string
  pass: Pass
  /** He showed a credential. */
  isKnown: boolean
}

export interface ServerDoor extends Door<Context> {
  /** An answer that is not sent by the door has ended: frees what the request with these headers holds. */
  leave(headers: Headers): void
  /** For what is open and no answer: `run` learns by its signal that the credential of these headers has ended; then `leave`. */
  attend(headers: Headers, run: (signal: AbortSignal) => Promise<void>): Promise<void>
  jobs(): Job[]
}

/** What stands before every handler, in this order: request id, address, credential, permission, limits, body, idempotency. */
export function createDoor({
  identity,
  limits,
  idempotency,
  denials,
  runtime,
  rooms,
  settings,
}: DoorParts): ServerDoor {
  const { clock, random, log, metrics, tracer } = runtime
  const spans = tracer && new RequestSpans(tracer, clock)
  const started = new WeakMap<Headers, number>()
  const visits = new WeakMap<Headers, Visit>()
  const principals = new WeakMap<Headers, Principal>()
  const uploads = new Uploads()
  const turnEnd = new TurnEnd()
  const answers = new OpenAnswers(clock, metrics)
  const requestLog = log.child('http')

  return {
    requestId(headers) {
      started.set(headers, clock.monotonic())
      const given = headers.get('x-request-id')
      return given && requestIdPattern.test(given) ? given : `req_${ulid(clock.now(), random.bytes(10))}`
    },
    now: () => new Date(clock.now()),
    bodyBytesMax: ({ id, accepts }) =>
      bytesMaxOf[id] ?? (accepts.includes('multipart/form-data') ? uploadBytesMax : settings().bodyBytesMax),
    admit(knock) {
      spans?.begin(knock, started.get(knock.headers) ?? clock.monotonic())
      requireTls(knock)
      const clientIp = clientIpOf(knock, settings().trustedProxies)
      const arrived = limits.arrive({ ...knock, clientIp })
      return arrived instanceof Promise ? arrived.then(() => enter(knock, clientIp)) : enter(knock, clientIp)
    },
    around: (knock, request, context, run) => idempotency.around(knock, request, context, run),
    bodyOf: (c, bytesMax) => bodyOfNode(c, bytesMax) ?? bytesOfWebRequest(c, bytesMax),
    send(c, reply, extra) {
      const { raw } = c.req
      const visit = visits.get(raw.headers)
      const secured = settings().enforcesHttps ? alwaysTls : undefined
      const headers = Object.assign(securityHeaders(reply, raw, visit?.isKnown), secured, visit?.pass.headers(), extra)
      const sent = visit === undefined ? reply : sentTo(visit, reply)
      return sendNode(c, spans === undefined ? sent : spans.closing(raw.headers, sent), headers, turnEnd)
    },
    leave,
    async attend(headers, run) {
      const visit = visits.get(headers)
      if (visit === undefined) throw new Error('Nobody was let in with these headers')
      const ask = () => askAgain(visit.knock, visit.clientIp)
      const wordless = { signal: neverAborted, write: () => {} }
      await answers
        .guarded(
          ({ signal }) => run(signal),
          ask,
        )(wordless)
        .finally(() => leave(headers))
    },
    jobs: () => [answers.job()],
    done(knock, status, error) {
      uploads.free(knock)
      const { operation, requestId, method, headers } = knock
      if (error && operation) noteDenial({ ...knock, operation }, error)
      const durationMs = clock.monotonic() - (started.get(headers) ?? clock.monotonic())
      const labels = {
        method,
        operation: operation?.id ?? 'none',
        tag: operation?.tag ?? 'none',
        status: String(status),
      }
      metrics.count('http_requests_total', labels)
      metrics.observe('http_request_duration_seconds', durationMs / 1000, { tag: labels.tag })
      spans?.answered(headers, status, error)
      const fields = {
        event: 'http.request',
        request_id: settings().logged.requestId ? requestId : undefined,
        ...(spans && tracedAs(spans.of(headers))),
        operation: labels.operation,
        method,
        status,
        duration_ms: round(durationMs),
      }
      if (status >= 500 && error)
        requestLog.error('Request failed', { ...fields, error_code: error.code, error: error.cause ?? error })
      else requestLog.info('Request', error ? { ...fields, error_code: error.code } : fields)
    },
  }

  function leave(headers: Headers): void {
    visits.get(headers)?.pass.free()
    spans?.of(headers)?.end()
  }

  /** Throws HTTPS_REQUIRED. */
  function requireTls(knock: Knock): void {
    const { enforcesHttps, trustedProxies } = settings()
    if (!enforcesHttps || probes.has(knock.operation.id) || isSecure(knock, trustedProxies)) return
    throw new ApiError('HTTPS_REQUIRED')
  }

  function enter(knock: Knock, clientIp: string): Context | Promise<Context> {
    try {
      const principal = identify(knock, clientIp)
      return principal instanceof Promise
        ? principal.then((known) => letIn(knock, known, clientIp)).catch((error) => refuse(knock, clientIp, error))
        : letIn(knock, principal, clientIp)
    } catch (error) {
      return refuse(knock, clientIp, error)
    }
  }

  function letIn(knock: Knock, principal: Principal, clientIp: string): Context | Promise<Context> {
    spans?.lap(knock.headers, 'auth')
    principals.set(knock.headers, principal)
    requirePermission(knock.operation, principal)
    judgeHeaders(knock.operation, knock.headers, settings().rules)
    const pass = limits.admit(principal, { ...knock, clientIp })
    return pass instanceof Promise
      ? pass.then((known) => contextOf(knock, principal, clientIp, known))
      : contextOf(knock, principal, clientIp, pass)
  }

  /** Whoever shows no good credential is counted by address, and told so once that was too often. */
  function refuse(knock: Knock, clientIp: string, error: unknown): Promise<never> {
    const isStranger = error instanceof ApiError && error.status === 401
    const counted = isStranger ? limits.stranger({ ...knock, clientIp }) : undefined
    if (counted instanceof Promise) return counted.then(() => Promise.reject(error))
    throw error
  }

  function noteDenial(knock: Knock, { code }: ApiError): void {
    const principal = principals.get(knock.headers) ?? stranger
    const clientIp = clientIpOf(knock, settings().trustedProxies)
    denials.note({ principal, requestId: knock.requestId, clientIp }, knock.operation, code)
  }

  function contextOf(knock: Knock, principal: Principal, clientIp: string, pass: Pass): Context {
    visits.set(knock.headers, { knock, clientIp, pass, isKnown: principal.kind !== 'anonymous' })
    uploads.take(knock)
    spans?.lap(knock.headers, 'limits')
    const idempotencyKey = knock.headers.get('idempotency-key')
    const { requestId } = knock
    const span = spans?.of(knock.headers)
    return { ...rooms, principal, requestId, idempotencyKey, clientIp, keepAnswer: keepNothing, span }
  }

  function tracedAs(span: Span | undefined): Fields {
    const { logged } = settings()
    return {
      trace_id: logged.traceId ? span?.context.traceId : undefined,
      span_id: logged.spanId ? span?.context.spanId : undefined,
    }
  }

  /** A place among the open calls is kept until the last byte, which comes only while the credential stands. */
  function sentTo({ knock, clientIp, pass }: Visit, reply: PlainReply): PlainReply {
    const { content } = reply
    if (typeof content === 'function') {
      const guarded = answers.guarded(content, () => askAgain(knock, clientIp))
      return { ...reply, content: (outlet) => guarded(outlet).finally(pass.free) }
    }
    pass.free()
    return reply
  }

  async function askAgain(knock: Knock, clientIp: string): Promise<void> {
    requirePermission(knock.operation, await identify(knock, clientIp))
  }

  /** What anybody may ask has its answer also with a credential that is bad, or cannot be looked up now. */
  function identify({ operation: { id, permission }, headers, connection }: Knock, clientIp: string) {
    const isOpen = permission === 'public' && !readingCredential.has(id)
    const known = isOpen ? noHeaders : headers
    return identity.authenticate({ headers: known, clientIp, isLocal: isLocal({ connection, headers }) })
  }
}

/** Browsers come by TLS alone, for two years. */
const alwaysTls = { 'Strict-Transport-Security': 'max-age=63072000; includeSubDomains; preload' }

/** Whoever showed no credential, or none that is good. */
const stranger: Principal = {
  kind: 'anonymous',
  userId: null,
  keyId: null,
  role: null,
  permissions: new Set(),
  billing: 'unmetered',
  modelsAllow: null,
}

const round = (ms: number) => Math.round(ms * 1000) / 1000

/** Deny by default: every operation names what it needs. */
export function requirePermission({ permission }: Pick<OperationMeta, 'permission'>, principal: Principal): void {
  if (permission === 'public') return
  if (permission === 'authenticated' ? principal.kind !== 'anonymous' : principal.permissions.has(permission)) return
  if (principal.kind === 'anonymous') throw new ApiError('AUTH_REQUIRED')
  throw new ApiError(
    'PERMISSION_DENIED',
    `This needs the permission ${permission}, which the credential does not have.`,
  )
}
