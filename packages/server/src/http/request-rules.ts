import type { OperationMeta } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'

/** What the operator asks of every request, beyond the API description. */
export interface RequestRules {
  readonly requiredHeaders: readonly string[]
  /** Media types of bodies, lower case. */
  readonly contentTypes: readonly string[]
  /** Headers of which any carries a credential, lower case. */
  readonly credentialHeaders: readonly string[]
}

/**
 * Throws INVALID_REQUEST for a header that is missing, UNSUPPORTED_MEDIA_TYPE for a body of another type. Open operations
 * need no header; what an operation takes besides JSON stays.
 */
export function judgeHeaders(operation: OperationMeta, headers: Headers, rules: RequestRules): void {
  const hasBody = headers.has('transfer-encoding') || Number(headers.get('content-length') ?? 0) > 0
  const missing = operation.permission === 'public' ? [] : rules.requiredHeaders.filter((name) => !isMet(name))
  if (missing.length > 0) {
    const details = missing.map((name) => ({ path: `header.${name}`, message: 'is required by this server' }))
    throw new ApiError('INVALID_REQUEST', `This server asks for the header ${missing.join(', ')}.`, { details })
  }
  const type = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (!hasBody || !type || operation.accepts.length === 0 || isAllowed(type, operation, rules)) return
  throw new ApiError(
    'UNSUPPORTED_MEDIA_TYPE',
    `Content-Type ${type.slice(0, 100)} is not accepted; send ${rules.contentTypes.join(' or ')}.`,
  )

  function isMet(name: string): boolean {
    const lower = name.toLowerCase()
    if (lower === 'authorization') return rules.credentialHeaders.some((header) => headers.has(header))
    return headers.has(name) || (lower === 'content-type' && !hasBody)
  }
}

function isAllowed(type: string, { accepts }: OperationMeta, { contentTypes }: RequestRules): boolean {
  if (contentTypes.includes(type) || accepts.includes('*/*')) return true
  const isJson = /^application\/([\w.-]+\+)?json$/.test(type)
  return isJson ? contentTypes.includes('application/json') : accepts.includes(type)
}
