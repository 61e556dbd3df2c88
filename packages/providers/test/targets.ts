import { brands } from '../src/brands.ts'
import type { Call } from '../src/call.ts'
import type { Dialect, DialectRequest, Target } from '../src/dialect.ts'

/** A lane of this brand with a made-up key. */
export function targetOf(brandId: string, rest: Partial<Target> = {}): Target {
  const brand = brands.get(brandId)
  if (brand === undefined) throw new Error(`no brand ${brandId}`)
  return { baseUrl: brand.baseUrl ?? 'https://up.example', key: 'k-1', model: 'up-model', brand, ...rest }
}

/** The request of a call that the dialect can carry. */
export function requestOf(
  dialect: Dialect,
  call: Call,
  target: Target,
): DialectRequest & { body: Record<string, unknown> } {
  const request = dialect.request(call, target)
  if ('unsupported' in request) throw new Error(`unsupported: ${request.unsupported}`)
  return { ...request, body: request.body as Record<string, unknown> }
}
