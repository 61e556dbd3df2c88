import { attemptSignal, untilAborted } from './attempt-signal.ts'
import type { Counters } from './counters.ts'
import { APIConnectionError, type APIError, APITimeoutError, APIUserAbortError, ProxyAPIError } from './errors.ts'
import type { Logger } from './logger.ts'
import type { CallOptions, Middleware, OutgoingRequest, Settings } from './options.ts'
import type { Prepared } from './prepare.ts'
import { apiErrorOf } from './read-error.ts'
import { type AttemptOutcome, decideRetry } from './retry.ts'
import type { RetryBudget } from './retry-budget.ts'

/** Clock and dice, so that waits can be tested without waiting. */
export interface Timing {
  now(): number
  random(): number
  wait(ms: number, signal: AbortSignal): Promise<void>
}

export interface Shared {
  settings: Settings
  budget: RetryBudget
  counters: Counters
  logger: Logger
  timing: Timing
  closed(): boolean
}

export interface Sent {
  response: Response
  attempts: number
  /** Aborts the connection, while the body is read too. */
  abort: AbortController
  /** Ends the attempt's timer: of a stream with its headers. */
  stopTimer(): void
  /** Ends the timer and the link to the caller's signal; call it when the body is over. */
  release(): void
}

/** Sends until an answer is final: attempts, waits, retries. Throws typed errors; an answer that is an error throws too. */
export async function send(prepared: Prepared, options: CallOptions, shared: Shared): Promise<Sent> {
  const { settings, budget, timing, logger } = shared
  const method = prepared.row.method.toUpperCase()
  const started = timing.now()
  const deadline = options.deadline ?? settings.deadline
  const remaining = () => (deadline === undefined ? Number.POSITIVE_INFINITY : started + deadline - timing.now())
  const keyed = prepared.headers.has('idempotency-key')
  const repeatable = prepared.resendable && (keyed || method === 'GET' || method === 'PUT' || method === 'DELETE')
  const maxRetries = prepared.resendable ? (options.maxRetries ?? settings.maxRetries) : 0
  let refresh = false

  for (let attempt = 0; ; attempt++) {
    if (shared.closed()) throw new ProxyAPIError('CLIENT_CLOSED', 'The client was closed')
    const result = await attemptOnce(prepared, options, shared, attempt, remaining(), refresh)
    if ('sent' in result) {
      budget.succeed()
      return result.sent
    }
    const { error, outcome } = result
    const status = outcome.status ?? null
    if (status === 401 && !refresh && hasCredentialFunction(settings)) {
      refresh = true
      report(prepared, shared, result, attempt, 0)
      continue
    }
    const rules = { maxRetries, retryDelay: settings.retryDelay, repeatable, remainingMs: remaining() }
    const verdict =
      error instanceof APIUserAbortError
        ? { retry: false as const }
        : decideRetry(attempt, outcome, rules, timing.now(), timing.random)
    const again = verdict.retry && budget.spend()
    report(prepared, shared, result, attempt, again ? verdict.waitMs : null)
    if (!again) throw error
    logger.info(
      `${prepared.operation}: attempt ${attempt + 1} failed (${error.code}), again in ${Math.round(verdict.waitMs)} ms`,
    )
    await timing.wait(verdict.waitMs, options.signal ?? new AbortController().signal)
    if (options.signal?.aborted) throw new APIUserAbortError(options.signal.reason)
  }
}

const timeoutMsDefault = 30_000
const hasCredentialFunction = ({ apiKey, token }: Settings) =>
  typeof apiKey === 'function' || typeof token === 'function'

interface Failed {
  error: ProxyAPIError
  outcome: AttemptOutcome
  durationMs: number
  requestId: string | null
}

async function attemptOnce(
  prepared: Prepared,
  options: CallOptions,
  shared: Shared,
  attempt: number,
  remainingMs: number,
  refresh: boolean,
): Promise<{ sent: Sent } | Failed> {
  const { settings, timing, counters } = shared
  const timeout = options.timeout ?? settings.timeout ?? prepared.row.timeoutMs ?? timeoutMsDefault
  const started = timing.now()
  const link = attemptSignal(options.signal, timeout, remainingMs)
  counters.begin(prepared.operation)
  try {
    const { signal } = link.abort
    const exchange = async () => {
      const request = await outgoing(prepared, settings, signal, refresh)
      signal.throwIfAborted()
      const middleware = [...settings.middleware, ...(options.middleware ?? [])]
      return through(middleware, request, { operation: prepared.operation, attempt }, settings)
    }
    const answer = await untilAborted(exchange(), signal)
    link.headersCame()
    if (isRedirect(answer)) throw redirected(answer)
    const response = answer.ok && !prepared.row.binary ? await untilAborted(wholeJson(answer), signal) : answer
    if (response.ok || response.status === 304) {
      const sent = {
        response,
        attempts: attempt + 1,
        abort: link.abort,
        stopTimer: link.stopTimer,
        release: link.release,
      }
      counters.end(prepared.operation, true, attempt > 0)
      report(
        prepared,
        shared,
        {
          outcome: { kind: 'answered', status: response.status },
          durationMs: timing.now() - started,
          requestId: response.headers.get('x-request-id'),
        },
        attempt,
        null,
      )
      return { sent }
    }
    const error = await untilAborted(readFailure(response, attempt + 1, timing.now()), signal)
    link.release()
    counters.end(prepared.operation, false, attempt > 0)
    const outcome: AttemptOutcome = {
      kind: 'answered',
      status: response.status,
      headers: response.headers,
      code: error.code,
    }
    return { error, outcome, durationMs: timing.now() - started, requestId: error.requestId }
  } catch (thrown) {
    link.release()
    counters.end(prepared.operation, false, attempt > 0)
    return {
      ...failureOf(thrown, link.abort.signal, options.signal),
      durationMs: timing.now() - started,
      requestId: null,
    }
  }
}

async function outgoing(
  prepared: Prepared,
  settings: Settings,
  signal: AbortSignal,
  refresh: boolean,
): Promise<OutgoingRequest> {
  const headers = new Headers(prepared.headers)
  const { apiKey, token } = settings
  const credential = apiKey ?? token
  const value = typeof credential === 'function' ? await credential({ refresh }) : credential
  if (value && !headers.has('x-api-key') && !headers.has('authorization')) {
    if (apiKey !== null) headers.set('x-api-key', value)
    else headers.set('authorization', `Bearer ${value}`)
  }
  const { body, row, url } = prepared
  const duplex = body instanceof ReadableStream ? { duplex: 'half' } : {}
  // fetch would carry X-API-Key to wherever a redirect points; 'error' does not exist everywhere (workerd).
  return {
    url,
    init: {
      method: row.method.toUpperCase(),
      headers,
      signal,
      redirect: 'manual',
      ...(body !== undefined && { body }),
      ...duplex,
    },
  }
}

function through(
  middleware: Middleware[],
  request: OutgoingRequest,
  context: { operation: string; attempt: number },
  settings: Settings,
): Promise<Response> {
  const [first, ...rest] = middleware
  if (!first) return settings.fetch(request.url, request.init)
  return first(request, (next) => through(rest, next, context, settings), context)
}

/** Browsers hide where one leads. */
const isRedirect = ({ type, status }: Response) =>
  type === 'opaqueredirect' || (status >= 300 && status < 400 && status !== 304)

function redirected({ headers, status }: Response): APIConnectionError {
  const location = headers.get('location')
  return new APIConnectionError(
    `Redirects are not followed, since they would carry the credential away${location ? `: ${status} to ${location}` : ''}`,
    undefined,
    'REDIRECTED',
  )
}

/** JSON to its end, which belongs to the attempt: an answer that is cut is asked for again where that is allowed. */
async function wholeJson(response: Response): Promise<Response> {
  if (response.body === null || !/^application\/json\b/.test(response.headers.get('content-type') ?? ''))
    return response
  const { status, statusText, headers } = response
  return new Response(await response.arrayBuffer(), { status, statusText, headers })
}

async function readFailure(response: Response, attempts: number, now: number): Promise<APIError> {
  const text = await response.text()
  return apiErrorOf(response, parsed(text), attempts, now)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text // HTML, plain text or nothing: the status text says what there is to say
  }
}

/** undici and other runtimes put the socket's reason somewhere below `cause`. */
const notSentCodes = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UND_ERR_CONNECT_TIMEOUT',
])

function failureOf(
  thrown: unknown,
  attemptSignal: AbortSignal,
  callerSignal: AbortSignal | undefined,
): { error: ProxyAPIError; outcome: AttemptOutcome } {
  if (callerSignal?.aborted) return { error: new APIUserAbortError(callerSignal.reason), outcome: { kind: 'unknown' } }
  if (attemptSignal.reason instanceof APITimeoutError)
    return { error: attemptSignal.reason, outcome: { kind: 'unknown' } }
  if (thrown instanceof ProxyAPIError && thrown.code === 'REDIRECTED')
    return { error: thrown, outcome: { kind: 'answered', status: 302 } }
  if (thrown instanceof ProxyAPIError) return { error: thrown, outcome: { kind: 'unknown' } }
  const codes = [...causes(thrown)].map(({ code }) => code)
  const kind = codes.some((code) => code !== undefined && notSentCodes.has(code)) ? 'not-sent' : 'unknown'
  const reason = [...causes(thrown)].at(-1)?.message ?? String(thrown)
  return { error: new APIConnectionError(`No answer: ${reason}`, { cause: thrown }), outcome: { kind } }
}

function* causes(thrown: unknown): Generator<{ code?: string; message?: string }> {
  for (let at = thrown, depth = 0; at && depth < 5; at = (at as { cause?: unknown }).cause, depth++) {
    yield at as { code?: string; message?: string }
    for (const inner of (at as { errors?: unknown[] }).errors ?? []) yield inner as { code?: string }
  }
}

function report(
  prepared: Prepared,
  { settings, logger }: Shared,
  {
    outcome,
    durationMs,
    requestId,
    error,
  }: { outcome: AttemptOutcome; durationMs: number; requestId: string | null; error?: ProxyAPIError },
  attempt: number,
  retryInMs: number | null,
): void {
  if (!settings.onAttempt) return
  try {
    settings.onAttempt({
      operation: prepared.operation,
      method: prepared.row.method.toUpperCase(),
      path: prepared.row.path,
      status: outcome.status ?? null,
      attempt,
      duration_ms: durationMs,
      request_id: requestId,
      error_code: error?.code ?? null,
      retry_in_ms: retryInMs,
      cache: null,
    })
  } catch (thrown) {
    logger.error('onAttempt threw', thrown)
  }
}
