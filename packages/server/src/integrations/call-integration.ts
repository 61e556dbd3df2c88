import { ApiError } from '@proxyapi/contract/errors'
import type { Asker } from '../identity/asker.ts'
import { ownerOf } from '../identity/principal.ts'
import { newId } from '../store/ids.ts'
import { integrationAt, type StoredIntegration } from '../store/integrations.ts'
import { integrationKeyPlace } from '../store/sealed-columns.ts'
import { type Attempt, attempt, failedOf, isGood, metBy, type Outgoing, wasSent } from './attempt.ts'
import { type CallOutcome, outcomeOf } from './call-outcome.ts'
import { type Endpoint, endpointOf, type Query } from './endpoint.ts'
import type { CallParts } from './integration-parts.ts'
import { judgeCall } from './judge-call.ts'
import { CALL_MS_MAX, secondMs } from './limits.ts'
import { nextAttempt } from './next-attempt.ts'
import { noteCall, noteJudgement } from './note-call.ts'
import { configOf, judgeHeaders, policyOf } from './registration.ts'

/** Who calls a service. */
export interface Caller extends Asker {
  /** Servers like this one that the request has passed. */
  readonly hops?: number
}

export interface ServiceRequest {
  readonly integration_id: string
  readonly method: string
  readonly endpoint: string
  readonly query?: Query | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Absent sends no body. */
  readonly data?: unknown
}

/**
 * One request to a registered service, by its policy, with its key, retries and breaker. Every attempt carries
 * `idempotencyKey`, else one of its own. Throws nothing that belongs to the call: see the outcome.
 */
export type CallService = (
  caller: Caller,
  request: ServiceRequest,
  idempotencyKey: string | null,
  signal: AbortSignal,
) => Promise<CallOutcome>

const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
const breakerRetryMs = 30_000

export const callServiceBy =
  (parts: CallParts): CallService =>
  async (caller, request, idempotencyKey, signal) => {
    try {
      const place = { user_id: ownerOf(caller.principal), integration_id: request.integration_id }
      const row = await integrationAt(parts.store.db, place)
      if (row === undefined) throw integrationNotFound()
      const endpoint = await judged(parts, caller, row, request)
      const sending = { endpoint, idempotencyKey, hops: caller.hops ?? 0, signal }
      const { outcome, attempts } = await perform(parts, row, request, sending)
      // What the service has done stays done: its caller is told, also where it cannot be written down.
      await noteCall(parts, row, attempts, { asker: caller, method: methodOf(request), outcome }).catch(
        (error: unknown) => parts.runtime.log.error('A call of a service was not noted', { error }),
      )
      return outcome
    } catch (error) {
      if (error instanceof ApiError) return { kind: 'failed', error }
      throw error
    }
  }

export const integrationNotFound = (): ApiError => new ApiError('NOT_FOUND', 'Integration not found')

/** Where it goes. Whatever is refused here has sent nothing; that it was asked and decided is written down. */
async function judged(
  parts: CallParts,
  caller: Caller,
  row: StoredIntegration,
  request: ServiceRequest,
): Promise<Endpoint> {
  const noted = { method: methodOf(request), data: request.data }
  try {
    const endpoint = admitted(row, request)
    await noteJudgement(parts, caller, row, noted, null)
    return endpoint
  } catch (error) {
    if (error instanceof ApiError) await noteJudgement(parts, caller, row, noted, error.code)
    throw error
  }
}

const methodOf = ({ method }: ServiceRequest): string => method.toUpperCase()

/** Throws what the policy and the base URL refuse; nothing has been sent then. */
export function admitted(row: StoredIntegration, request: ServiceRequest): Endpoint {
  const { endpoint, query, headers = {}, data } = request
  const method = methodOf(request)
  if (row.enabled === 0) throw new ApiError('INVALID_STATE', 'The integration is disabled.')
  if (!methods.has(method)) {
    const Allow = [...methods].join(', ')
    throw new ApiError('METHOD_NOT_ALLOWED', `${method} cannot be sent; ${Allow} can.`, { headers: { Allow } })
  }
  judgeHeaders(headers, configOf(row).auth_header, '/headers')
  const found = endpointOf(row.base_url, endpoint, query)
  judgeCall(policyOf(row), { method, path: found.path, data })
  return found
}

interface Sending {
  readonly endpoint: Endpoint
  readonly idempotencyKey: string | null
  readonly hops: number
  readonly signal: AbortSignal
}

export interface Performed {
  readonly outcome: CallOutcome
  /** Those that were sent. */
  readonly attempts: readonly Attempt[]
}

/** Sends what was admitted. Throws UPSTREAM_UNAVAILABLE while the breaker is open. */
export async function perform(
  parts: CallParts,
  row: StoredIntegration,
  request: ServiceRequest,
  { endpoint, idempotencyKey, hops, signal }: Sending,
): Promise<Performed> {
  const { clock } = parts.runtime
  const key = idempotencyKey ?? givenKey(request.headers) ?? newId('req', parts.runtime)
  const secret = row.api_key && parts.sealer.open(row.api_key, integrationKeyPlace(row.user_id, row.integration_id))
  const outgoing = { ...outgoingOf(row, request, { key, secret }), url: endpoint.url, hops }
  const access = parts.breakers.enter(row, clock.monotonic())
  if (access === 'closed-off')
    throw new ApiError('UPSTREAM_UNAVAILABLE', 'The service has failed too often; it is left alone for a while.', {
      retryAfterMs: breakerRetryMs,
    })
  const began = clock.monotonic()
  const attempts = await attemptsOf(parts, row, { outgoing, signal }, access === 'probe')
  const durationMs = clock.monotonic() - began
  return {
    outcome: outcomeOf({ method: outgoing.method, attempts, durationMs, key, secret }),
    attempts: attempts.filter(wasSent),
  }
}

function outgoingOf(
  row: StoredIntegration,
  request: ServiceRequest,
  { key, secret }: { key: string; secret: string | null },
): Omit<Outgoing, 'url'> {
  const { headers = {}, data } = request
  const { auth_header, auth_scheme, headers: configured } = configOf(row)
  const all = new Headers(data === undefined ? {} : { 'content-type': 'application/json' })
  for (const [name, value] of [...Object.entries(configured), ...Object.entries(headers)]) all.set(name, value)
  all.set('idempotency-key', key)
  // Nothing here decompresses.
  all.set('accept-encoding', 'identity')
  if (secret !== null) all.set(auth_header, auth_scheme === '' ? secret : `${auth_scheme} ${secret}`)
  const body = data === undefined ? null : JSON.stringify(data)
  return { method: methodOf(request), headers: Object.fromEntries(all), body }
}

const givenKey = (headers: Readonly<Record<string, string>> = {}): string | null =>
  Object.entries(headers).find(([name]) => name.toLowerCase() === 'idempotency-key')?.[1] ?? null

/** The last one is the one that counts. A probe is one attempt. */
async function attemptsOf(
  parts: CallParts,
  row: StoredIntegration,
  { outgoing, signal }: { outgoing: Outgoing; signal: AbortSignal },
  isProbe: boolean,
): Promise<[Attempt, ...Attempt[]]> {
  const { egress, breakers, runtime } = parts
  const { clock, random } = runtime
  const { timeout, max_retries, retry_delay, retry_unsafe } = configOf(row)
  const rules = { maxRetries: isProbe ? 0 : max_retries, delaySeconds: retry_delay, retryUnsafe: retry_unsafe }
  const began = clock.monotonic()
  const earlier: Attempt[] = []
  for (;;) {
    const limitMs = Math.min(timeout * secondMs, Math.max(1, CALL_MS_MAX - (clock.monotonic() - began)))
    const made = await attempt(outgoing, limitMs, signal, { egress, clock })
    breakers.note(row, metBy(made), clock.monotonic())
    const attempts: [Attempt, ...Attempt[]] = [...earlier, made] as never
    if (isGood(made)) return attempts
    const elapsedMs = clock.monotonic() - began
    const so = { method: outgoing.method, attempts: attempts.length, elapsedMs, random: random.float() }
    const waitMs = nextAttempt(failedOf(made), so, rules)
    if (waitMs === null) return attempts
    await clock.sleep(waitMs, signal)
    if (signal.aborted) return attempts
    earlier.push(made)
  }
}
