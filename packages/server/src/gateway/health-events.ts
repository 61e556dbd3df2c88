import { ApiError } from '@proxyapi/contract/errors'
import type { Clock } from '../runtime.ts'
import type { HealthChange } from './cell-book.ts'

/** An event about a provider, for the operator. */
export interface ProviderEvent {
  readonly name: 'provider.degraded' | 'provider.recovered'
  readonly data: {
    readonly provider: string
    readonly model: string | null
    readonly since: string
    readonly failures: number
    readonly error: { readonly code: string; readonly message: string } | null
  }
}

/** Tells a change in the words of the document; the failure in ours, since an upstream's may hold what nobody should read. */
export function providerEvent(change: HealthChange, clock: Pick<Clock, 'now' | 'monotonic'>): ProviderEvent {
  const { provider, model, isDegraded, since, failures, code } = change
  return {
    name: isDegraded ? 'provider.degraded' : 'provider.recovered',
    data: {
      provider,
      model,
      since: new Date(Math.round(clock.now() - (clock.monotonic() - since))).toISOString(),
      failures,
      error: code === null ? null : { code, message: new ApiError(code).message },
    },
  }
}
