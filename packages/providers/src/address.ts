import type { Brand, Target } from './dialect.ts'

const versionSegment = /\/v\d+[a-z]*$/

/**
 * Where a provider is, without a trailing slash. A brand whose own address names no version has it in its paths: one that
 * was written there is left out, so that it is not doubled, and so is whatever else its paths begin with.
 */
export function baseUrlOf(brand: Brand, written: string | undefined): string {
  const url = (written ?? brand.baseUrl ?? '').replace(/\/+$/, '')
  const doubled = beginningsOf(brand).find((beginning) => url.endsWith(beginning))
  if (doubled !== undefined) return url.slice(0, -doubled.length)
  const isVersionless = brand.baseUrl !== null && !versionSegment.test(brand.baseUrl)
  return isVersionless ? url.replace(versionSegment, '') : url
}

/** What stands before the dialect's path in all paths of a brand, longest first. */
function beginningsOf({ quirks: { paths } }: Brand): string[] {
  const segments = (paths?.plain ?? '').replace('{path}', '').split('/').slice(1)
  return segments.map((_, i) => `/${segments.slice(0, segments.length - i).join('/')}`)
}

/** Path of a dialect's endpoint at this target: brands with their own layout say so in `quirks.paths`. */
export function pathAt(target: Target, path: string): string {
  const { paths } = target.brand.quirks
  if (paths === undefined) return path
  const dated = target.apiVersion === undefined ? undefined : (paths.datedBy?.[path] ?? paths.dated)
  const filled = (dated ?? paths.plain)
    .replace('{model}', () => encodeURIComponent(target.model))
    .replace('{path}', () => path)
  return dated === undefined ? filled : `${filled}?api-version=${encodeURIComponent(target.apiVersion ?? '')}`
}

/** Headers of every request to this target: its credential, its content type, what its brand asks for. */
export function headersFor(target: Target): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': 'application/json', ...target.brand.quirks.headers }
  if (target.key === null) return headers
  const { auth } = target.brand
  if (auth === 'bearer') headers.authorization = `Bearer ${target.key}`
  else if (auth !== 'none') headers[auth] = target.key
  return headers
}
