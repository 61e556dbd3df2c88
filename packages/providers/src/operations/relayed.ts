import { headersFor, pathAt } from '../address.ts'
import type { UpstreamError } from '../answer.ts'
import type { DialectRequest, Target } from '../dialect.ts'
import { isRecord, record, text } from '../lenient.ts'
import type { OperationCall } from '../operation.ts'
import { protocolError, upstreamError } from '../upstream-error.ts'

/** The caller's own body: only what names the target is changed. */
export function relayedRequest({ body: asked }: OperationCall, target: Target, path: string): DialectRequest {
  const { proxyapi: _, ...kept } = asked
  const body = { ...kept, model: target.model }
  return { method: 'POST', path: pathAt(target, path), headers: headersFor(target), body, dropped: [] }
}

/** A body that is an object and holds no error; some upstreams put one into a 200. */
export function objectIn(
  body: unknown,
): { readonly object: Readonly<Record<string, unknown>> } | { readonly error: UpstreamError } {
  if (!isRecord(body)) return { error: protocolError('not an object') }
  const failed = isRecord(body.error) ? Object.keys(record(body.error)).length > 0 : text(body.error) !== undefined
  if (failed || body.object === 'error') return { error: upstreamError(0, body) }
  return { object: body }
}
