import { createHash } from 'node:crypto'
import { operatorId, type Principal } from '../identity/principal.ts'
import type { CallBilling, CallHold, Micros, NewCall } from '../ledger/ledger.ts'
import type { Runtime } from '../runtime.ts'
import type { CallIdentity } from './meter.ts'

/** What is asked, and by whom. */
export interface Applicant
  extends Pick<CallIdentity, 'requestId' | 'operation' | 'askedModel' | 'isStreamed' | 'inputTokens' | 'cache'> {
  readonly principal: Principal
}

interface Registry {
  readonly runtime: Pick<Runtime, 'clock'>
  readonly billing: CallBilling
  /** Unique in all processes, with the request id in it. */
  idFor(requestId: string): string
}

export function identityOf(
  { principal, ...asked }: Applicant,
  { runtime, idFor }: Registry,
  arrivedAt: number,
): CallIdentity {
  return {
    id: idFor(asked.requestId),
    ...asked,
    // Whom nobody knows, the operator has let in and pays for.
    userId: principal.userId ?? operatorId,
    keyId: principal.keyId,
    at: runtime.clock.now(),
    arrivedAt,
  }
}

/** Holds the money of a call. Throws what the ledger refuses with: INSUFFICIENT_CREDITS, IDEMPOTENCY_KEY_REUSED, … */
export const admit = (
  { id, userId, keyId, operation }: CallIdentity,
  { billing }: Principal,
  amount: Micros,
  key: RepeatKey | undefined,
  registry: Registry,
): CallHold | Promise<CallHold> =>
  registry.billing.admit({ userId, keyId, billing, requestId: id, amount, operation, ...key })

/** A key that a caller sent, and what it came with. */
export type RepeatKey = Required<Pick<NewCall, 'idempotencyKey' | 'fingerprint'>>

/** A repeated key is judged by the ledger, which has to know whether it comes with the same call. */
export function repeatKey(idempotencyKey: string | null, body: unknown, file?: Uint8Array): RepeatKey | undefined {
  if (idempotencyKey === null) return undefined
  const hash = createHash('sha256').update(JSON.stringify(body))
  if (file !== undefined) hash.update(file)
  return { idempotencyKey, fingerprint: hash.digest('hex') }
}
