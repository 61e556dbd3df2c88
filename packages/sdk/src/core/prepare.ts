import { createQuerySerializer, defaultPathSerializer } from 'openapi-fetch'
import { ConfigurationError } from './errors.ts'
import type { OperationRow } from './operation.ts'
import type { CallOptions, Settings } from './options.ts'

export interface CallArguments {
  path?: Record<string, unknown>
  query?: Record<string, unknown>
  body?: unknown
}

export interface Prepared {
  operation: string
  row: OperationRow
  url: string
  headers: Headers
  body: BodyInit | undefined
  /** A second attempt can send it again. */
  resendable: boolean
}

const serializeQuery = createQuerySerializer({ array: { style: 'form', explode: true } })
const control = /\p{Cc}/u

/** URL, headers and body of a call; the same in all its attempts. */
export function prepare(
  operation: string,
  row: OperationRow,
  given: CallArguments,
  options: CallOptions,
  settings: Settings,
): Prepared {
  const path = defaultPathSerializer(row.path, pathValues(operation, given.path ?? {}) as never)
  const query = serializeQuery({ ...given.query, ...options.query })
  const url = `${settings.baseURL}${path}${query ? `?${query}` : ''}`
  const { body, type, resendable } = bodyOf(given.body, row)
  const headers = new Headers()
  if (type) headers.set('content-type', type)
  headers.set(
    'accept',
    row.family === 'openai' || row.family === 'anthropic' ? 'application/json, text/event-stream' : 'application/json',
  )
  const key =
    options.idempotencyKey ??
    (row.idempotent && row.family !== 'openai' && row.family !== 'anthropic' ? crypto.randomUUID() : undefined)
  if (key !== undefined) headers.set('idempotency-key', checkedKey(key))
  for (const [name, value] of Object.entries({ ...settings.headers, ...options.headers })) {
    if (value === null) headers.delete(name)
    else headers.set(name, value)
  }
  if (typeof window === 'undefined' && !headers.has('user-agent')) headers.set('user-agent', 'proxyapi-sdk')
  return { operation, row, url, headers, body, resendable }
}

/** An empty or dotted value would address the collection above; it is refused before any request. */
function pathValues(operation: string, values: Record<string, unknown>): Record<string, unknown> {
  for (const [name, value] of Object.entries(values)) {
    const text = typeof value === 'number' ? String(value) : value
    const bad =
      typeof text !== 'string' ||
      text === '.' ||
      text === '..' ||
      control.test(text) ||
      (text === '' && name !== 'path')
    if (bad)
      throw new ConfigurationError(
        `${operation}: path parameter ${name} must be a text that names one object, got ${JSON.stringify(value)}`,
        'INVALID_PATH_PARAMETER',
      )
  }
  return values
}

function checkedKey(key: string): string {
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return key
  throw new ConfigurationError('idempotencyKey must be 1 to 255 visible ASCII characters')
}

function bodyOf(body: unknown, row: OperationRow): { body: BodyInit | undefined; type?: string; resendable: boolean } {
  if (body === undefined) return { body: undefined, resendable: true }
  if (body instanceof FormData || body instanceof Blob) return { body, resendable: true }
  if (body instanceof ReadableStream) return { body, type: 'application/octet-stream', resendable: false }
  if (body instanceof Uint8Array)
    return { body: body as Uint8Array<ArrayBuffer>, type: 'application/octet-stream', resendable: true }
  if (row.multipart) return { body: formOf(body as Record<string, unknown>), resendable: true }
  return { body: JSON.stringify(body), type: 'application/json', resendable: true }
}

function formOf(fields: Record<string, unknown>): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item instanceof Blob) form.append(name, item)
      else if (item !== undefined && item !== null) form.append(name, String(item))
    }
  }
  return form
}
