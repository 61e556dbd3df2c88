import type { PlainReply } from '@proxyapi/contract'

const always = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-XSS-Protection': '0',
}
const page =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'"

/**
 * Headers of every answer; what answers a credential, or may hold a new one, is not stored anywhere, but for catalog reads,
 * which carry an ETag.
 */
export function securityHeaders(reply: PlainReply, request: Request, isKnown = false): Record<string, string> {
  const credential = isKnown || request.headers.has('authorization') || request.headers.has('x-api-key')
  const isPrivate = credential || request.method !== 'GET'
  const cacheControl = reply.headers?.ETag ? 'private, no-cache' : isPrivate ? 'no-store' : undefined
  return {
    ...always,
    ...(cacheControl && { 'Cache-Control': cacheControl }),
    ...(reply.type === 'text/html' && { 'Content-Security-Policy': page }),
  }
}
