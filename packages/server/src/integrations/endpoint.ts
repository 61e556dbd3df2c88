/** Where a call of a registered service goes: below its base URL, however its path is written. */
import { ApiError } from '@proxyapi/contract/errors'

export interface Endpoint {
  readonly url: string
  /** What comes after the base URL, as policies judge it and as it is sent. */
  readonly path: string
}

export type Query = Readonly<Record<string, string | number | boolean>>

const decodingsMax = 5
/** Of the path as it is written. */
const unwritable = /[\s?#]|%(?![0-9a-f]{2})/iu
/** However often it is decoded; the last two are spellings of ASCII that no standard has and some servers read. */
const forbidden = /[\p{Cc}\\]|%u[0-9a-f]{4}|%c[01]/iu
/** Some servers cut off what follows these signs before they look for dots. */
const dots = /^\.{1,2}(?:[;?#]|$)/

/** Throws INVALID_RESOURCE_ID for a path that could leave `baseUrl`, by dots, empty parts or an encoded form of them. */
export function endpointOf(baseUrl: string, written: string, query: Query = {}): Endpoint {
  const base = new URL(baseUrl)
  const path = withoutNeedlessCodes(written.startsWith('/') ? written : `/${written}`)
  if (!staysBelow(path)) throw left()
  const prefix = base.pathname.replace(/\/+$/, '')
  const url = URL.parse(`${base.origin}${prefix}${path}`)
  if (url === null || url.origin !== base.origin || !url.pathname.startsWith(`${prefix}/`)) throw left()
  for (const [name, value] of Object.entries(query)) url.searchParams.append(name, String(value))
  return { url: url.href, path: url.pathname.slice(prefix.length) }
}

const left = () => new ApiError('INVALID_RESOURCE_ID', 'endpoint: a path below base_url, without dots and empty parts')

/** However often a server decodes it, no part of it is empty or means a folder above. */
function staysBelow(path: string): boolean {
  if (unwritable.test(path)) return false
  let text = path
  for (let decodings = 0; decodings <= decodingsMax; decodings++) {
    const parts = text.slice(1).split('/')
    if (forbidden.test(text) || parts.some((part) => dots.test(part)) || parts.slice(0, -1).includes('')) return false
    const decoded = decodedOnce(text)
    if (decoded === text) return true
    text = decoded
  }
  return false
}

/** Byte by byte, as a lenient server does: what is no code stays. */
const decodedOnce = (text: string): string =>
  text.replace(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))

/** RFC 3986 §6.2.2.2: a letter, digit, hyphen, dot, underscore or tilde means the same with and without its code. */
const withoutNeedlessCodes = (path: string): string =>
  path.replace(/%(?:2[de]|3\d|[46][1-9a-f]|[57][0-9a]|5f|7e)/gi, (code) => decodeURIComponent(code))
