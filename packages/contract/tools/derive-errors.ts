import { type ErrorCode, errorTable } from '../src/errors.ts'
import { type Family, familyOf } from '../src/families.ts'
import { type Document, type Located, operationsOf, type Response } from './document.ts'

const schemaOf: Record<Family, string> = {
  models: 'Error',
  api: 'Error',
  plain: 'Error',
  task: 'TaskError',
  openai: 'OpenAIError',
  anthropic: 'AnthropicError',
  graphql: 'GraphQLError',
}

/** What the door can answer to any request of this operation. */
function doorCodes({ operation, parameters }: Located): ErrorCode[] {
  const codes: ErrorCode[] = [
    'INVALID_REQUEST',
    'UNKNOWN_PARAMETER',
    'RATE_LIMITED',
    'INTERNAL_ERROR',
    'NOT_IMPLEMENTED',
  ]
  codes.push('OVERLOADED', 'SHUTTING_DOWN', 'STORAGE_UNAVAILABLE', 'REQUEST_TIMEOUT', 'HEADERS_TOO_LARGE')
  if (operation['x-permission'] !== 'public') {
    codes.push('AUTH_REQUIRED', 'INVALID_API_KEY', 'INVALID_TOKEN', 'AUTH_UNAVAILABLE', 'CONCURRENCY_LIMITED')
    codes.push('PERMISSION_DENIED', 'IP_NOT_ALLOWED')
  }
  codes.push('HTTPS_REQUIRED')
  if (operation.requestBody)
    codes.push('INVALID_JSON', 'BODY_TOO_COMPLEX', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE')
  if (parameters.some((p) => p.in === 'path')) codes.push('INVALID_RESOURCE_ID', 'NOT_FOUND')
  if (parameters.some((p) => p.name === 'cursor')) codes.push('INVALID_CURSOR')
  if (operation['x-idempotent'] || operation['x-spends']) {
    codes.push(
      'INVALID_IDEMPOTENCY_KEY',
      'IDEMPOTENCY_IN_PROGRESS',
      'IDEMPOTENCY_RESULT_UNAVAILABLE',
      'IDEMPOTENCY_KEY_REUSED',
    )
  }
  if (operation['x-spends']) codes.push('INSUFFICIENT_CREDITS', 'BUDGET_EXCEEDED')
  return codes
}

/** Adds every error response to every operation, by status, with the codes in the description. Returns what is wrong. */
export function deriveErrors(document: Document): string[] {
  const problems: string[] = []
  const shared = sharedResponses(document)
  for (const located of operationsOf(document)) {
    const { id, operation, path } = located
    const own = operation['x-errors'] ?? []
    for (const code of own)
      if (!(code in errorTable)) problems.push(`${id}: x-errors names ${code}, which is not in the error table`)
    const codes = [...new Set([...doorCodes(located), ...(own as ErrorCode[])])].filter((code) => code in errorTable)
    const byStatus = Map.groupBy(codes, (code) => errorTable[code].status)
    for (const [status, members] of byStatus) {
      const declared = operation.responses[status]
      if (declared) {
        declared.description += ` Also ${list(members)}.`
        continue
      }
      operation.responses[status] = shared(status, members.sort(), schemaOf[familyOf(path)])
    }
    for (const response of Object.values(operation.responses)) {
      if (response.$ref) continue
      response.headers = { 'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' }, ...response.headers }
    }
    if (operation['x-permission'] === 'public') operation.security = []
    operation['x-errors'] = codes.sort()
  }
  document.components.headers = {
    ...document.components.headers,
    'X-Request-Id': {
      description:
        'The id of this request, in our log too. The caller’s own is kept where it is `[A-Za-z0-9_-]{1,64}`.',
      required: true,
      schema: { type: 'string' },
    },
    'X-Should-Retry': {
      description: '`true` where the identical request can succeed later.',
      required: true,
      schema: { type: 'string', enum: ['true', 'false'] },
    },
    'Retry-After': { description: 'Seconds to wait.', schema: { type: 'string' } },
  }
  return problems
}

/** Equal error responses are one component, so that the document stays readable. */
function sharedResponses(document: Document) {
  const names = new Map<string, string>()
  const counts = new Map<string, number>()
  document.components.responses ??= {}
  const components = document.components.responses
  return (status: number, codes: ErrorCode[], schema: string): Response => {
    const response = errorResponse(status, codes, schema)
    const text = JSON.stringify(response)
    const known = names.get(text)
    if (known) return { $ref: `#/components/responses/${known}` } as Response
    const base = `${schema}${status}`
    const count = (counts.get(base) ?? 0) + 1
    counts.set(base, count)
    const name = count === 1 ? base : `${base}-${count}`
    names.set(text, name)
    components[name] = response
    return { $ref: `#/components/responses/${name}` } as Response
  }
}

const limitNames = ['X-RateLimit-Limit', 'X-RateLimit-Remaining', 'X-RateLimit-Reset', 'RateLimit-Policy', 'RateLimit']
const facets = ['limit', 'remaining', 'reset']
const kinds = ['requests', 'tokens']
/** Beside them, by the shape of errors: what clients of a family look for. */
const familyLimitNames: Record<string, string[]> = {
  OpenAIError: kinds.flatMap((kind) => facets.map((facet) => `x-ratelimit-${facet}-${kind}`)),
  AnthropicError: kinds.flatMap((kind) => facets.map((facet) => `anthropic-ratelimit-${kind}-${facet}`)),
}

/** What an answer tells of limits; absent where the operator has turned limits off. */
function limitHeaders(schema: string): Response['headers'] {
  const names = [...limitNames, ...(familyLimitNames[schema] ?? [])]
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]))
}

const list = (codes: readonly string[]) => codes.map((code) => `\`${code}\``).join(', ')

function errorResponse(status: number, codes: ErrorCode[], schema: string): Response {
  const retryAfter = status === 429 || status === 503 || status === 409
  return {
    description: codes.length === 1 ? `${list(codes)}: ${errorTable[codes[0]!].text}` : `One of ${list(codes)}.`,
    headers: {
      'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' },
      'X-Should-Retry': { $ref: '#/components/headers/X-Should-Retry' },
      ...(retryAfter && { 'Retry-After': { $ref: '#/components/headers/Retry-After' } }),
      ...(status === 429 && limitHeaders(schema)),
    },
    content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } },
  }
}
