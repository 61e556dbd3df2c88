/**
 * The one error table. A status, a code or a retry hint is chosen nowhere else: the server renders it, the document lists
 * it, the SDK's classes and docs/reference/errors.md are made from it.
 *
 * `retry` says whether the identical request can succeed later (header `X-Should-Retry`). `text` is what a caller reads
 * where the thrower says nothing better; it names the remedy.
 */
const row = (status: number, retry: boolean, text: string) => ({ status, retry, text }) as const

export const errorTable = {
  INVALID_REQUEST: row(400, false, 'The request does not match the API description; details name the field.'),
  INVALID_JSON: row(400, false, 'The body is not exactly one JSON text, or an object has the same member twice.'),
  BODY_TOO_COMPLEX: row(400, false, 'The body is nested deeper than 64 levels or holds too many values.'),
  QUERY_TOO_COMPLEX: row(400, false, 'The GraphQL query is larger than this server accepts.'),
  UNKNOWN_PARAMETER: row(400, false, 'A field or parameter is not part of this operation.'),
  UNSUPPORTED_PARAMETER: row(400, false, 'No eligible model, cloud or engine can honor this field.'),
  INVALID_RESOURCE_ID: row(400, false, 'An id in the path does not have the form of such an id.'),
  INVALID_CURSOR: row(400, false, 'The cursor was changed, or belongs to another query; start again without it.'),
  INVALID_IDEMPOTENCY_KEY: row(400, false, 'Idempotency-Key must be 1 to 255 visible ASCII characters.'),
  INVALID_AMOUNT: row(400, false, 'The amount must be a positive number in range with at most 6 decimals.'),
  PRICE_UNKNOWN: row(400, false, 'The price is unknown, so the call cannot be billed.'),
  TARGET_URL_INVALID: row(
    400,
    false,
    'The target URL must be an absolute http or https URL without credentials or fragment.',
  ),
  CONTEXT_LENGTH_EXCEEDED: row(400, false, 'The prompt is too long for every eligible model.'),
  CONTENT_BLOCKED: row(400, false, 'The content was refused by a guardrail or by the provider’s policy.'),
  UPSTREAM_REJECTED: row(400, false, 'The provider refused the request as wrong.'),
  AUTH_REQUIRED: row(401, false, 'Send an API key in X-API-Key, or a key or token in Authorization: Bearer.'),
  INVALID_API_KEY: row(401, false, 'The API key is not valid. Create one with POST /api/v1/auth/apikey.'),
  INVALID_TOKEN: row(401, false, 'The token is not valid. Get a new one with POST /api/v1/auth/token.'),
  INVALID_CREDENTIALS: row(401, false, 'Email and password do not match an active account.'),
  INVALID_SIGNATURE: row(401, false, 'The webhook signature does not verify.'),
  INSUFFICIENT_CREDITS: row(402, false, 'The balance does not cover this request. Add credits and send it again.'),
  BUDGET_EXCEEDED: row(402, false, 'The budget of this key, user or workflow is used up.'),
  PERMISSION_DENIED: row(403, false, 'The credential lacks the permission that this operation needs.'),
  MODEL_NOT_ALLOWED: row(403, false, 'This key may not use that model.'),
  IP_NOT_ALLOWED: row(403, false, 'Requests from this address are not allowed.'),
  ORIGIN_NOT_ALLOWED: row(403, false, 'Requests from this origin are not allowed.'),
  HTTPS_REQUIRED: row(403, false, 'Use https: this server refuses plain http.'),
  CANNOT_ESCALATE: row(403, false, 'Nobody can grant more rights than their own.'),
  LIMIT_REACHED: row(403, false, 'The account has as many of these as it may have; delete one first.'),
  INSTANCE_LIMIT_REACHED: row(403, false, 'The account rents as many instances as it may; destroy one first.'),
  IMAGE_NOT_ALLOWED: row(403, false, 'The image or program is not on the operator’s list.'),
  TARGET_BLOCKED: row(403, false, 'The target is not reachable through this server.'),
  NOT_FOUND: row(404, false, 'There is no such object.'),
  MODEL_NOT_FOUND: row(404, false, 'There is no such model in the catalog.'),
  METHOD_NOT_ALLOWED: row(405, false, 'The path does not have this method; Allow lists the ones it has.'),
  REQUEST_TIMEOUT: row(408, true, 'The request did not arrive in time.'),
  IDEMPOTENCY_IN_PROGRESS: row(409, true, 'The first request with this Idempotency-Key is still running.'),
  IDEMPOTENCY_RESULT_UNAVAILABLE: row(
    409,
    false,
    'This Idempotency-Key was used before and its answer is not kept; nothing was run again.',
  ),
  INVALID_STATE: row(409, false, 'The object’s state does not allow this now.'),
  LAST_ADMIN: row(409, false, 'This would leave no active administrator.'),
  ALREADY_EXISTS: row(409, false, 'The name is taken.'),
  OFFER_GONE: row(409, false, 'The offer is taken. List the offers again and choose another.'),
  PRICE_CHANGED: row(
    409,
    false,
    'The offer costs more than the cap. List the offers again or raise max_price_per_hour.',
  ),
  TARGET_AMBIGUOUS: row(409, false, 'Several instances fit; name one by its contract_id.'),
  LEDGER_ALREADY_RESOLVED: row(409, false, 'The hold has ended already.'),
  REFUND_EXCEEDS_PAYMENT: row(409, false, 'Refunds and disputes would exceed the payment.'),
  CHANGES_EXPIRED: row(410, false, 'These changes are no longer kept; read the whole list again.'),
  PRECONDITION_FAILED: row(412, false, 'The object changed since it was read; read it again.'),
  PAYLOAD_TOO_LARGE: row(413, false, 'The body, or a part of it, is larger than this operation accepts.'),
  UNSUPPORTED_MEDIA_TYPE: row(415, false, 'Send the body as application/json, without content encoding.'),
  IDEMPOTENCY_KEY_REUSED: row(422, false, 'This Idempotency-Key was used for a different request.'),
  CONFIG_INVALID: row(422, false, 'The configuration is not valid; the running one stays.'),
  UPGRADE_REQUIRED: row(426, false, 'This is a WebSocket: ask for the upgrade.'),
  RATE_LIMITED: row(429, true, 'Too many requests. Retry after the time in Retry-After.'),
  CONCURRENCY_LIMITED: row(429, true, 'Too many open calls. Retry when one has ended.'),
  HEADERS_TOO_LARGE: row(431, false, 'The request headers are larger than 16 KB or more than 100.'),
  CLIENT_DISCONNECTED: row(499, false, 'The caller closed the connection.'),
  INTERNAL_ERROR: row(500, true, 'Something broke on our side; the request id finds it in our log.'),
  NOT_IMPLEMENTED: row(501, false, 'This operation is described but not built yet.'),
  UPSTREAM_ERROR: row(502, true, 'The provider failed.'),
  UPSTREAM_PROTOCOL_ERROR: row(502, true, 'The provider’s answer was not understood.'),
  UPSTREAM_TRUNCATED: row(502, true, 'The provider cut its answer short.'),
  UPSTREAM_AUTH_FAILED: row(502, false, 'The provider refused this server’s credential; the operator has to act.'),
  TARGET_UNRESOLVABLE: row(502, true, 'The target’s name could not be resolved.'),
  TARGET_UNREACHABLE: row(502, true, 'The target refused or reset the connection.'),
  TARGET_TLS_ERROR: row(502, false, 'The TLS connection to the target failed.'),
  TARGET_RESPONSE_TOO_LARGE: row(502, false, 'The target’s answer is larger than allowed.'),
  TARGET_HTTP_ERROR: row(502, false, 'The external service answered with an error.'),
  OUTCOME_UNKNOWN: row(
    502,
    false,
    'It cannot be known whether this had an effect; ask again with the same Idempotency-Key.',
  ),
  UPSTREAM_UNAVAILABLE: row(503, true, 'No eligible provider can serve this now.'),
  NO_CAPACITY: row(503, true, 'No cloud can deliver this GPU now.'),
  OVERLOADED: row(503, true, 'The server is overloaded. Retry after the time in Retry-After.'),
  SHUTTING_DOWN: row(503, true, 'The server is shutting down. Retry after the time in Retry-After.'),
  STORAGE_UNAVAILABLE: row(503, true, 'The database is busy or down.'),
  AUTH_UNAVAILABLE: row(503, true, 'The credential cannot be checked now.'),
  NOT_CONFIGURED: row(503, false, 'The operator has not configured what this needs.'),
  UPSTREAM_TIMEOUT: row(504, true, 'The provider did not answer in time.'),
  TARGET_TIMEOUT: row(504, true, 'The target did not answer in time.'),
  STORAGE_FULL: row(507, true, 'The server’s disk is full.'),
  LOOP_DETECTED: row(508, false, 'The request came back to the server that sent it.'),
} as const satisfies Record<string, { status: number; retry: boolean; text: string }>

export type ErrorCode = keyof typeof errorTable

/** One place in the request that is wrong. `path` is a JSON Pointer into the body, or `query.x`, `path.x`, `header.x`. */
export interface ErrorDetail {
  path: string
  message: string
}

export interface ApiErrorOptions {
  details?: ErrorDetail[]
  /** Sent as `Retry-After`, rounded up to whole seconds. */
  retryAfterMs?: number
  /** Further response headers, e.g. `Allow`. */
  headers?: Record<string, string>
  /** The parameter that OpenAI's error shape names; defaults to the first detail. */
  param?: string
  /** The upstream's own words where they may pass: `code` and `type` on `/v1`, only with UPSTREAM_REJECTED. */
  upstream?: { code?: string | null; type?: string | null }
  /** For our log under the request id. Never reaches a caller. */
  cause?: unknown
}

/** The only error thrown on purpose. What a caller sees is its row of the table and `message`; `cause` goes to our log. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: ErrorCode
  readonly options: ApiErrorOptions

  constructor(code: ErrorCode, message?: string, options: ApiErrorOptions = {}) {
    super(message ?? errorTable[code].text, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.options = options
  }

  get status(): number {
    return errorTable[this.code].status
  }

  get retry(): boolean {
    return errorTable[this.code].retry
  }
}
