import type { WebSocketConstructor } from '../realtime/web-socket.ts'
import { ConfigurationError } from './errors.ts'
import type { Logger, LogLevel } from './logger.ts'

type Credential = string | ((context: { refresh: boolean }) => string | Promise<string>)
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

export interface MiddlewareContext {
  operation: string
  attempt: number
}
export interface OutgoingRequest {
  url: string
  init: RequestInit & { headers: Headers }
}
/** Runs inside the retry loop; may call `next` again, and must not return a consumed body. */
export type Middleware = (
  request: OutgoingRequest,
  next: (request: OutgoingRequest) => Promise<Response>,
  context: MiddlewareContext,
) => Promise<Response>

export interface AttemptReport {
  operation: string
  method: string
  path: string
  status: number | null
  attempt: number
  duration_ms: number
  request_id: string | null
  error_code: string | null
  retry_in_ms: number | null
  cache: 'hit' | 'revalidated' | 'miss' | null
}

export interface ClientOptions {
  /** Sent as `X-API-Key`. Default: PROXY_API_KEY. A function is called for each attempt, again with `refresh` after a 401. */
  apiKey?: Credential | null
  /** Sent as `Authorization: Bearer`. Default: PROXY_API_TOKEN. Not together with `apiKey`. */
  token?: Credential | null
  /** Default: PROXY_API_BASE_URL, else http://127.0.0.1:8000. */
  baseURL?: string
  /** Another spelling of `baseURL`. */
  baseUrl?: string
  /** Another spelling of `baseURL`. */
  apiUrl?: string
  /** Milliseconds for one attempt, until its body is read; of a stream until its headers. Default: 30,000, inference 600,000. */
  timeout?: number
  /** Milliseconds over all attempts and waits. Default: none. */
  deadline?: number
  /** Default 2. */
  maxRetries?: number
  /** Milliseconds before the first retry, doubled each time up to 8,000. Default 500. */
  retryDelay?: number
  /** Milliseconds a stream may be silent, comments count. Default 120,000. */
  streamIdleTimeout?: number
  fetch?: Fetch
  /** For realtime. Default: the runtime's own, which Node has from 22 on; before, the one of the package `ws`. */
  webSocket?: WebSocketConstructor
  /** Added to each request; null removes one. */
  headers?: Record<string, string | null>
  middleware?: Middleware[]
  logger?: Logger
  /** Default: PROXY_API_SDK_LOG, else `warn`. */
  logLevel?: LogLevel
  /** After each attempt; what it throws is logged and swallowed. */
  onAttempt?: (report: AttemptReport) => void
  cache?: Partial<CacheOptions> | false
  /** Allows an API key in a browser window, where every visitor can read it. */
  dangerouslyAllowBrowser?: boolean
}

export interface CacheOptions {
  /** Milliseconds that `useCache: true` answers without a request. Default 300,000. */
  ttl: number
  maxEntries: number
  maxBytes: number
}

export interface CallOptions {
  signal?: AbortSignal
  timeout?: number
  deadline?: number
  maxRetries?: number
  headers?: Record<string, string | null>
  /** 1 to 255 visible ASCII characters. The SDK makes one for each call that creates or spends. */
  idempotencyKey?: string
  query?: Record<string, unknown>
  middleware?: Middleware[]
  /** true: answers younger than the cache's `ttl` need no request. false: skips the cache. Absent: revalidates. */
  useCache?: boolean
}

export interface Settings
  extends Required<Pick<ClientOptions, 'retryDelay' | 'maxRetries' | 'streamIdleTimeout' | 'headers' | 'middleware'>> {
  apiKey: Credential | null
  token: Credential | null
  baseURL: string
  timeout: number | undefined
  deadline: number | undefined
  fetch: Fetch
  webSocket: WebSocketConstructor | undefined
  logger: Logger
  logLevel: LogLevel
  onAttempt: ((report: AttemptReport) => void) | undefined
  cache: CacheOptions | false
}

const known = [
  'apiKey',
  'token',
  'baseURL',
  'baseUrl',
  'apiUrl',
  'timeout',
  'deadline',
  'maxRetries',
  'retryDelay',
  'streamIdleTimeout',
  'fetch',
  'webSocket',
  'headers',
  'middleware',
  'logger',
  'logLevel',
  'onAttempt',
  'cache',
  'dangerouslyAllowBrowser',
] as const

const environment = (name: string): string | undefined =>
  typeof process === 'undefined' ? undefined : process.env?.[name] || undefined

const inBrowser = () => typeof window !== 'undefined' && typeof document !== 'undefined'

/** Checks options and fills in what is left out; the environment is read here, never at import. */
export function settingsOf(given: ClientOptions | string = {}): Settings {
  const options: ClientOptions = typeof given === 'string' ? { baseURL: given } : given
  for (const name of Object.keys(options)) if (!(known as readonly string[]).includes(name)) throw unknownOption(name)
  const fromEnvironment = options.apiKey === undefined && options.token === undefined
  const apiKey = options.apiKey ?? (fromEnvironment ? (environment('PROXY_API_KEY') ?? null) : null)
  const token = options.token ?? (fromEnvironment && apiKey === null ? (environment('PROXY_API_TOKEN') ?? null) : null)
  if (apiKey !== null && token !== null)
    throw new ConfigurationError('Give apiKey or token, not both: the server refuses two credentials')
  if (typeof apiKey === 'string' && inBrowser() && !options.dangerouslyAllowBrowser) {
    throw new ConfigurationError(
      'An apiKey in a browser can be read by every visitor: give a token function, or set dangerouslyAllowBrowser',
    )
  }
  return {
    apiKey,
    token,
    baseURL: baseUrlOf(
      options.baseURL ??
        options.baseUrl ??
        options.apiUrl ??
        environment('PROXY_API_BASE_URL') ??
        'http://127.0.0.1:8000',
    ),
    timeout: positive('timeout', options.timeout),
    deadline: positive('deadline', options.deadline),
    maxRetries: options.maxRetries ?? 2,
    retryDelay: options.retryDelay ?? 500,
    streamIdleTimeout: options.streamIdleTimeout ?? 120_000,
    fetch: options.fetch ?? ((url, init) => globalThis.fetch(url, init)),
    webSocket: options.webSocket,
    headers: options.headers ?? {},
    middleware: options.middleware ?? [],
    logger: options.logger ?? console,
    logLevel: options.logLevel ?? (environment('PROXY_API_SDK_LOG') as LogLevel | undefined) ?? 'warn',
    onAttempt: options.onAttempt,
    cache: options.cache === false ? false : { ttl: 300_000, maxEntries: 50, maxBytes: 16 * 2 ** 20, ...options.cache },
  }
}

/** http or https, without userinfo; `/api/v1`, `/api`, `/v1` and a final slash are cut back. */
function baseUrlOf(text: string): string {
  if (!URL.canParse(text)) throw new ConfigurationError(`baseURL ${JSON.stringify(text)} is not a URL`)
  const url = new URL(text)
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new ConfigurationError('baseURL must begin with http:// or https://')
  if (url.username || url.password)
    throw new ConfigurationError('baseURL must not hold a user or password: give apiKey or token')
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '').replace(/\/(api\/v1|api|v1)$/, '')
}

function positive(name: string, value: number | undefined): number | undefined {
  if (value === undefined || (typeof value === 'number' && value > 0)) return value
  throw new ConfigurationError(`${name} must be a positive number of milliseconds`)
}

function unknownOption(name: string): ConfigurationError {
  const camel = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
  const near = known.find((option) => option.toLowerCase() === camel.toLowerCase().replace('url', 'url'))
  const unit = camel === 'retryDelay' || camel === 'timeout' ? ', in milliseconds' : ''
  return new ConfigurationError(
    near
      ? `Unknown option ${name}: it is called ${near}${unit}`
      : `Unknown option ${name}; known are ${known.join(', ')}`,
  )
}
