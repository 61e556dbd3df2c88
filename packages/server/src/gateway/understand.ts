import type { Call, InboundDialect } from '@proxyapi/providers'
import type { Principal } from '../identity/principal.ts'
import type { Span } from '../runtime.ts'
import { type CallOptions, callOptions } from './call-options.ts'
import type { Family } from './families.ts'
import type { Attempt } from './meter.ts'
import type { Lane } from './provider-settings.ts'

/** One chat call as the door hands it in. */
export interface ChatRequest {
  readonly principal: Principal
  readonly requestId: string
  readonly inbound: InboundDialect
  readonly family: Family
  readonly body: Readonly<Record<string, unknown>>
  /** The body as it came. */
  readonly bytes: Uint8Array | undefined
  /** Of the caller's, those that an upstream of the same dialect may see. */
  readonly headers: Record<string, string>
  readonly idempotencyKey: string | null
  /** A key that an earlier run of this request was admitted with. */
  readonly usedKey?: string | null
  /** `Cache-Control: no-store`. */
  readonly noStore: boolean
  readonly signal: AbortSignal
  /** Of the request, where it is traced. */
  readonly span?: Span | undefined
  /** How a lane may be asked, the surest way first; absent: in one. */
  ways?(call: Call, lane: Lane): readonly Call[]
  /** What the ways have to bring about, where that is not said by the call. */
  readonly shape?: unknown
  /** Whether an answer serves; absent: any does. One that does not is not kept for others. */
  isUsable?(body: Readonly<Record<string, unknown>>): boolean
}

export const isUsable = ({ whole }: Pick<Attempt, 'whole'>, { isUsable }: ChatRequest): boolean =>
  isUsable === undefined || (whole !== null && 'body' in whole && isUsable(whole.body))

/** What a caller asks for, in the gateway's words. */
export interface Asked {
  /** The request as the caller wrote it. */
  readonly body: Readonly<Record<string, unknown>>
  readonly call: Call
  readonly options: CallOptions
  /** Tokens of the prompt before and after it was made shorter; null: it is as it came. */
  readonly condensed: { readonly from: number; readonly to: number } | null
}

/** Throws UNKNOWN_PARAMETER, INVALID_REQUEST for what a schema cannot say. */
export function understand({ body, headers, inbound }: ChatRequest): Asked {
  const options = callOptions(body)
  const call = inbound.parse(body)
  call.headers = headers
  return { body, call, options, condensed: null }
}
