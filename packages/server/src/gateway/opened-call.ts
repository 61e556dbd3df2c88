import type { PlainReply } from '@proxyapi/contract'
import type { ApiError } from '@proxyapi/contract/errors'
import type { Run } from './meter.ts'

/** A call that was admitted, until its end. */
export interface OpenedCall extends Run {
  stop(error: ApiError): void
}

export interface StartableCall extends OpenedCall {
  start(): Promise<PlainReply>
}
