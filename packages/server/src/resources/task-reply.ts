import { created, ok } from '@proxyapi/contract'
import type { Context } from '../context.ts'
import type { Asker } from '../question.ts'

export const askerOf = (
  { signal }: { signal: AbortSignal },
  { principal, requestId, idempotencyKey, span }: Context,
): Asker => ({
  principal,
  requestId,
  idempotencyKey,
  signal,
  span,
})

/** The envelope of the four families of tasks. */
export const done = <D>(data: D, context: Context, headers: Readonly<Record<string, string>> = {}) =>
  ok(enveloped(data, context), { ...headers })

/** The same for what is there from now on. */
export const made = <D>(data: D, context: Context, headers: Readonly<Record<string, string>> = {}) =>
  created(enveloped(data, context), { ...headers })

const enveloped = <D>(data: D, { requestId, clock }: Context) => ({
  success: true as const,
  data,
  error: null,
  timestamp: timestampOf(clock),
  request_id: requestId,
})

const timestampOf = (clock: Context['clock']) => new Date(clock.now()).toISOString()
