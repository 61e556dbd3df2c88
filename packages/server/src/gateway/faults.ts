/** What follows from a failed attempt: the fault table, without effects. */
import { ApiError, type ApiErrorOptions, type ErrorCode } from '@proxyapi/contract/errors'
import type { Fault, UpstreamError } from '@proxyapi/providers'
import type { EgressFailure } from '../egress/failure.ts'
import type { Verdict } from './cell-book.ts'
import { type Lane, modelOf, type ProviderSettings } from './provider-settings.ts'

/** Waits for a lane that asked for a pause are not longer than this. */
const pauseMaxMs = 2_000
/** A lane whose model has no other lane is tried again soon, if another model is next. */
const shortRetryMs = 250
const backoffMaxMs = 10_000

interface FailedAttempt {
  readonly lane: Lane
  readonly error: UpstreamError
  /** No connection was made. */
  readonly unconnected: boolean
  /** Retries on this lane so far in this request. */
  readonly retries: number
  /** It was called because there was nothing else. */
  readonly lastResort: boolean
}

interface Rest {
  /** Candidates that were not tried, in order. */
  readonly lanes: readonly Lane[]
  /** Share of the request's deadline that is left, 0–1. */
  readonly deadlineLeft: number
}

export type Next =
  /** Another lane of the rest, by its index. */
  | { readonly do: 'next'; readonly index: number }
  /** The same lane after a wait, if the retry budget allows it. */
  | { readonly do: 'again'; readonly waitMs: number }
  | { readonly do: 'stop' }

const stop: Next = { do: 'stop' }

export function afterFault(failed: FailedAttempt, rest: Rest, random: number): Next {
  const { lane, error } = failed
  const next = nextIndex(failed, rest.lanes)
  const goOn: Next = next === -1 ? stop : { do: 'next', index: next }
  if (failed.lastResort) return goOn
  const nextLane = rest.lanes[next]
  const equalIsFree = nextLane !== undefined && modelOf(nextLane) === modelOf(lane)
  switch (error.fault) {
    case 'caller':
    case 'content-policy':
      return stop
    case 'money':
    case 'credential':
    case 'not-found':
    case 'context-length':
      return goOn
    case 'rate': {
      const wait = error.retryAfterMs ?? 1_000
      return !equalIsFree && wait <= pauseMaxMs && failed.retries < lane.provider.retryAttempts
        ? { do: 'again', waitMs: wait }
        : goOn
    }
    case 'timeout':
      return nextLane === undefined && failed.retries === 0 && rest.deadlineLeft >= 0.5
        ? { do: 'again', waitMs: 0 }
        : goOn
    case 'transient':
    case 'protocol':
      if (equalIsFree || failed.retries >= retriesMax(lane, nextLane)) return goOn
      return { do: 'again', waitMs: backoff(lane, failed.retries, nextLane === undefined, random) }
  }
}

const retriesMax = ({ provider }: Lane, next: Lane | undefined) =>
  next === undefined ? provider.retryAttempts : Math.min(1, provider.retryAttempts)

/** Full jitter. */
function backoff({ provider }: Lane, retries: number, isLast: boolean, random: number): number {
  const max = Math.min(provider.retryDelayMs * 2 ** retries, backoffMaxMs)
  return Math.round(random * (isLast ? max : Math.min(max, shortRetryMs)))
}

/** The first lane that the fault leaves worth trying; -1: none. */
function nextIndex({ lane, error }: FailedAttempt, rest: readonly Lane[]): number {
  switch (error.fault) {
    case 'money':
    case 'credential':
      return rest.findIndex(({ provider }) => provider.name !== lane.provider.name)
    case 'context-length':
      return rest.findIndex((other) => modelOf(other) !== modelOf(lane) && isLarger(other, lane))
    default:
      return rest.length > 0 ? 0 : -1
  }
}

const isLarger = ({ model: a }: Lane, { model: b }: Lane) =>
  a.contextLength === null || b.contextLength === null || a.contextLength > b.contextLength

/** What a fault says of the lane's health. */
export function verdictOf(error: UpstreamError, unconnected: boolean): Verdict {
  switch (error.fault) {
    case 'transient':
    case 'protocol':
    case 'timeout':
      return { says: 'failed', whole: unconnected, code: error.code }
    case 'rate':
      return { says: 'busy', waitMs: error.retryAfterMs ?? null }
    case 'money':
    case 'credential':
      return { says: 'held', whole: true, code: error.code }
    case 'not-found':
      return { says: 'held', whole: false, code: error.code }
    default:
      return { says: 'nothing' }
  }
}

const secretLettersMin = 8

/** The error without the key and the headers that went to the provider, which some upstreams repeat in what they say. */
export function withoutSecrets(error: UpstreamError, { key, headers }: ProviderSettings): UpstreamError {
  const said = JSON.stringify([error.message, error.upstream])
  const secrets = [key ?? '', ...Object.values(headers)].filter(
    (secret) => secret.length >= secretLettersMin && said.includes(JSON.stringify(secret).slice(1, -1)),
  )
  if (secrets.length === 0) return error
  const clean = <T>(text: T) =>
    typeof text === 'string' ? secrets.reduce((left, secret) => left.replaceAll(secret, '…'), String(text)) : text
  const upstream = Object.fromEntries(Object.entries(error.upstream ?? {}).map(([name, text]) => [name, clean(text)]))
  return { ...error, message: String(clean(error.message)), ...(error.upstream && { upstream }) }
}

/** A failure of the way out, in the words of upstream errors. */
export function errorOfFailure({ kind, phase }: EgressFailure): UpstreamError {
  if (kind === 'timeout') return { code: 'UPSTREAM_TIMEOUT', fault: 'timeout', message: `no answer in phase ${phase}` }
  if (kind === 'protocol' || kind === 'too-large') {
    return { code: 'UPSTREAM_PROTOCOL_ERROR', fault: 'protocol', message: `${kind} in phase ${phase}` }
  }
  const code = phase === 'body' ? 'UPSTREAM_TRUNCATED' : phase === 'headers' ? 'UPSTREAM_ERROR' : 'UPSTREAM_UNAVAILABLE'
  return { code, fault: 'transient', message: `${kind} in phase ${phase}` }
}

export const isUnconnected = ({ kind, phase }: EgressFailure): boolean =>
  kind !== 'busy' && phase !== 'headers' && phase !== 'body'

/** Who can do something about it comes first: the caller, then whoever waits, then the operator. */
const telling: readonly Fault[] = [
  'caller',
  'content-policy',
  'context-length',
  'rate',
  'timeout',
  'transient',
  'protocol',
  'not-found',
  'money',
  'credential',
]

/** Of the errors of all attempts, the one that tells the caller most. */
export function mostTelling(errors: readonly UpstreamError[]): UpstreamError | undefined {
  return [...errors].sort((a, b) => telling.indexOf(a.fault) - telling.indexOf(b.fault))[0]
}

/** As it is thrown: the upstream's own words pass only where it refused the request as wrong. */
export function callerError(error: UpstreamError): ApiError {
  const { code, upstream } = error
  const options: ApiErrorOptions = { cause: error.message, ...waitOf(code, error.retryAfterMs) }
  if (code !== 'UPSTREAM_REJECTED') return new ApiError(code, undefined, options)
  const said = upstream === undefined ? {} : { upstream: { code: upstream.code ?? null, type: upstream.type ?? null } }
  const param = upstream?.param == null ? {} : { param: upstream.param }
  return new ApiError(code, quotable(error.message), { ...options, ...said, ...param })
}

const waitedFor: ReadonlySet<ErrorCode> = new Set(['RATE_LIMITED', 'UPSTREAM_UNAVAILABLE'])
const defaultWaitMs = 1_000

const waitOf = (code: ErrorCode, waitMs: number | undefined) =>
  waitedFor.has(code) ? { retryAfterMs: waitMs ?? defaultWaitMs } : {}

const quotedMax = 500
const unquotable = /https?:\/\/\S+|\b(?:sk|pk|rk|org|proj|acct|key|req|xai|gsk|pplx)[-_][A-Za-z0-9_-]{6,}\b/gi

/** A provider's text as a caller may read it: without addresses, keys and accounts. */
function quotable(message: string): string | undefined {
  const text = message.replace(unquotable, '…').slice(0, quotedMax).trim()
  return text === '' ? undefined : text
}
