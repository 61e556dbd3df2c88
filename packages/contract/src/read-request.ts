/** From a Hono request to what a handler gets: path, query and headers decoded, body parsed, everything judged by its schema. */

import type { Context } from 'hono'
import type * as z from 'zod'
import { ApiError, type ErrorDetail } from './errors.ts'
import { RealtimeClientFrame } from './generated/schemas.ts'
import type * as Types from './generated/types.ts'
import { parseJson } from './json-text.ts'
import type { OperationMeta } from './operation-meta.ts'
import { isSurelyGood } from './quick-judge.ts'

export interface RouteSchemas {
  params?: z.ZodType
  query?: z.ZodType
  headers?: z.ZodType
  /** Of the JSON body. */
  body?: z.ZodType
}

const detailsMax = 20

/** Path parameters, decoded. Throws INVALID_RESOURCE_ID. */
export function readPath(c: Context, schemas: RouteSchemas): Record<string, unknown> {
  if (!schemas.params) return {}
  const result = schemas.params.safeParse(c.req.param())
  if (result.success) return result.data as Record<string, unknown>
  const details = result.error.issues.map((issue) => ({ path: `path.${issue.path.join('.')}`, message: issue.message }))
  throw new ApiError('INVALID_RESOURCE_ID', `${details[0]!.path}: ${details[0]!.message}`, { details })
}

/** Query parameters, decoded. Throws UNKNOWN_PARAMETER or INVALID_REQUEST. */
export function readQuery(c: Context, schemas: RouteSchemas, operation: OperationMeta): Record<string, unknown> {
  const raw = Object.fromEntries(
    Object.entries(c.req.queries()).map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
  )
  const unknown = Object.keys(raw).filter((name) => !operation.query.includes(name))
  if (unknown.length > 0 && !operation.relay) {
    const known = operation.query.length > 0 ? `known: ${operation.query.join(', ')}` : 'this operation has none'
    const details = unknown.map((name) => ({ path: `query.${name}`, message: `unknown parameter; ${known}` }))
    throw new ApiError('UNKNOWN_PARAMETER', `Unknown query parameter ${unknown.join(', ')}; ${known}.`, { details })
  }
  return schemas.query ? judged(schemas.query, raw, 'query.', '.') : {}
}

export function readHeaders(c: Context, schemas: RouteSchemas): void {
  if (schemas.headers) judged(schemas.headers, c.req.header(), 'header.', '.')
}

/** The JSON body, judged. Throws UNSUPPORTED_MEDIA_TYPE, INVALID_JSON, BODY_TOO_COMPLEX, UNKNOWN_PARAMETER, INVALID_… */
export function readJson(bytes: Uint8Array, schemas: RouteSchemas, operation: OperationMeta): unknown {
  if (bytes.length === 0 && !operation.bodyRequired) return schemas.body?.safeParse({}).data
  const value = parseJson(bytes)
  if (!schemas.body) return value
  // Upstream prompt caches depend on the order of members: inference gets the body as the caller wrote it.
  const isVerbatim = operation.family === 'openai' || operation.family === 'anthropic'
  if (isVerbatim && isSurelyGood(schemas.body, value)) return value
  const parsed = judged(schemas.body, value, '/', '/', operation.amounts)
  return isVerbatim ? value : parsed
}

/** A frame that a client sent over the feed. Throws INVALID_JSON, BODY_TOO_COMPLEX, UNKNOWN_PARAMETER, INVALID_REQUEST. */
export const readClientFrame = (bytes: Uint8Array): Types.RealtimeClientFrame =>
  judged(RealtimeClientFrame(), parseJson(bytes), '/', '/') as Types.RealtimeClientFrame

/** The value with its defaults, or what is wrong with it. Throws UNKNOWN_PARAMETER, INVALID_REQUEST, INVALID_AMOUNT. */
export function judged(
  schema: z.ZodType,
  value: unknown,
  prefix: string,
  separator: string,
  amounts: readonly string[] = [],
) {
  const result = schema.safeParse(value)
  if (result.success) return result.data as Record<string, unknown>
  const issues = result.error.issues.flatMap(deepest).slice(0, detailsMax)
  const details = issues.flatMap((issue) => toDetails(issue, prefix, separator))
  const first = details[0] ?? { path: prefix, message: 'does not match' }
  const text = `${first.path || 'body'}: ${first.message}`
  if (issues.every((issue) => issue.code === 'unrecognized_keys'))
    throw new ApiError('UNKNOWN_PARAMETER', text, { details })
  if (amounts.includes(first.path)) throw new ApiError('INVALID_AMOUNT', text, { details })
  throw new ApiError('INVALID_REQUEST', text, { details })
}

type Issue = z.core.$ZodIssue

/**
 * A union reports every branch. One that is of the right type and breaks a limit says what is wrong, else the one that came
 * furthest, with the least to say.
 */
function deepest(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue]
  const branches = issue.errors.filter((errors) => errors.length > 0)
  const limit = branches.find((errors) => errors.every(({ code }) => code === 'too_big' || code === 'too_small'))
  if (limit !== undefined) return limit.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }) as Issue)
  const best = branches.sort((a, b) => depth(b) - depth(a) || a.length - b.length)[0]
  if (!best || depth(best) === 0) return [issue]
  return best.flatMap((inner) => deepest({ ...inner, path: [...issue.path, ...inner.path] } as Issue))
}

/** How far into the value the deepest of these is. */
const depth = (issues: readonly Issue[]): number =>
  Math.max(0, ...issues.map((issue) => issue.path.length + depthBelow(issue)))

function depthBelow(issue: Issue): number {
  if (issue.code === 'unrecognized_keys') return 1
  return issue.code === 'invalid_union' ? Math.max(0, ...issue.errors.map(depth)) : 0
}

function toDetails(issue: Issue, prefix: string, separator: string): ErrorDetail[] {
  const token = (part: PropertyKey) =>
    separator === '/' ? String(part).replaceAll('~', '~0').replaceAll('/', '~1') : String(part)
  const at = (path: PropertyKey[]) =>
    path.length === 0 && prefix === '/' ? '' : prefix + path.map(token).join(separator)
  if (issue.code !== 'unrecognized_keys') return [{ path: at(issue.path), message: messageOf(issue) }]
  return issue.keys.map((name) => ({ path: at([...issue.path, name]), message: 'unknown field' }))
}

function messageOf(issue: Issue): string {
  if (issue.code === 'invalid_type' && issue.input === undefined && /received undefined/.test(issue.message))
    return 'required'
  return issue.message
}
