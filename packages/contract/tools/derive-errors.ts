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
      operation.responses[status] = errorResponse(status, members.sort(), schemaOf[familyOf(path)])
    }
    for (const response of Object.values(operation.responses)) {
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

const list = (codes: readonly string[]) => codes.map((code) => `\`${code}\``).join(', ')

function errorResponse(status: number, codes: ErrorCode[], schema: string): Response {
  const retryAfter = status === 429 || status === 503 || status === 409
  return {
    description: codes.length === 1 ? `${list(codes)}: ${errorTable[codes[0]!].text}` : `One of ${list(codes)}.`,
    headers: {
      'X-Should-Retry': { $ref: '#/components/headers/X-Should-Retry' },
      ...(retryAfter && { 'Retry-After': { $ref: '#/components/headers/Retry-After' } }),
    },
    content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } },
  }
}
