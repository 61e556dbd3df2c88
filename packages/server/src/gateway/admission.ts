import { createHash } from 'node:crypto'
import { operatorId, type Principal } from '../identity/principal.ts'
import type { CallBilling, CallHold, Micros, NewCall } from '../ledger/ledger.ts'
import type { TokenDebit, TokenLimits } from '../limits/create-limits.ts'
import type { Runtime } from '../runtime.ts'
import type { CallIdentity } from './meter.ts'

/** What is asked, and by whom. */
export interface Applicant
  extends Pick<
    CallIdentity,
    'requestId' | 'operation' | 'askedModel' | 'isStreamed' | 'inputTokens' | 'cache' | 'trace'
  > {
  readonly principal: Principal
}

/** What a call may cost and use, by our estimate. */
interface Expected {
  readonly amount: Micros
  readonly tokens: number
}

interface Registry {
  readonly runtime: Pick<Runtime, 'clock'>
  readonly billing: CallBilling
  /** Absent: nobody's tokens are limited. */
  readonly tokens?: TokenLimits | undefined
  /** Unique in all processes, with the request id in it. */
  idFor(requestId: string): string
}

export function identityOf(
  { principal, ...asked }: Applicant,
  { runtime, idFor }: Pick<Registry, 'runtime' | 'idFor'>,
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

/**
 * Takes the tokens of a call from the caller's limits and holds its money. Throws RATE_LIMITED and what the ledger refuses
 * with: INSUFFICIENT_CREDITS, IDEMPOTENCY_KEY_REUSED, …
 */
export function admit(
  identity: CallIdentity,
  principal: Principal,
  expected: Expected,
  key: RepeatKey | undefined,
  registry: Registry,
): CallHold | Promise<CallHold> {
  const { id, userId, keyId, operation } = identity
  const { billing } = principal
  const { amount, tokens } = expected
  const hold = () => registry.billing.admit({ userId, keyId, billing, requestId: id, amount, operation, ...key })
  const debit = registry.tokens?.debit(principal, tokens) ?? null
  return debit === null ? hold() : heldWith(debit, hold)
}

/** What is given back where the ledger refuses, and corrected once it is known what was used. */
async function heldWith(
  debit: TokenDebit | Promise<TokenDebit | null>,
  hold: () => CallHold | Promise<CallHold>,
): Promise<CallHold> {
  const taken = await debit
  try {
    const held = await hold()
    return {
      extend: (by) => held.extend(by),
      note: (outcome) => held.note(outcome),
      settle(outcome) {
        taken?.correct(outcome.record.inputTokens + outcome.record.outputTokens)
        held.settle(outcome)
      },
    }
  } catch (error) {
    taken?.correct(0)
    throw error
  }
}

/** A key that a caller sent, and what it came with. */
export type RepeatKey = Required<Pick<NewCall, 'idempotencyKey' | 'fingerprint'>>

/** A repeated key is judged by the ledger, which has to know whether it comes with the same call. */
export function repeatKey(idempotencyKey: string | null, body: unknown, file?: Uint8Array): RepeatKey | undefined {
  if (idempotencyKey === null) return undefined
  const hash = createHash('sha256').update(JSON.stringify(body))
  if (file !== undefined) hash.update(file)
  return { idempotencyKey, fingerprint: hash.digest('hex') }
}
