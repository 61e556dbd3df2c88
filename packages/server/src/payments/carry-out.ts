import { append } from '../events/append.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Runtime } from '../runtime.ts'
import { appendAudit } from '../store/audit.ts'
import type { Tx } from '../store/database.ts'
import type { PaymentOrdersTable, PaymentsTable } from '../store/payment-tables.ts'
import {
  endReturn,
  insertPayment,
  insertReturn,
  linkPayment,
  moveReturned,
  readOrder,
  updateOrder,
  writeSubscription,
} from '../store/payments.ts'
import { readTransferId } from '../store/statements.ts'
import type { Known } from './decide.ts'
import type { PaymentDeed } from './verdict.ts'

export interface Desk {
  runtime: Runtime
  ledger: Pick<Ledger, 'post'>
  /** The payment provider, as accounts and events name it. */
  provider: string
}

const usdOfCents = (cents: number): number => cents / 100

/** Does what was decided; returns the ids of what changed, for events that wait for one of them. */
export async function carryOut(
  desk: Desk,
  tx: Tx,
  deeds: readonly PaymentDeed[],
  { order, payment }: Known,
): Promise<string[]> {
  const { runtime, ledger, provider } = desk
  const outside = `payments:${provider}`
  const changed: string[] = []
  const at = { created_at: runtime.clock.now() }
  /** Of the money that this event moved. */
  let postingKey: string | null = null

  for (const deed of deeds) await carry(deed)
  return changed

  async function carry(deed: PaymentDeed): Promise<unknown> {
    switch (deed.do) {
      case 'credit':
        return credit(needed(order), deed)
      case 'take':
        return take(needed(payment), deed)
      case 'give back':
        return giveBack(needed(payment), deed)
      case 'rule out':
        return ruleOut(needed(payment), deed)
      case 'link':
        changed.push(deed.intent)
        return linkPayment(tx, needed(payment).id, deed.intent)
      case 'order':
        return updateOrder(tx, needed(order).id, { status: deed.status })
      case 'subscription':
        return writeSubscription(tx, {
          id: deed.id,
          order_id: needed(order).id,
          status: deed.status,
          as_of: deed.asOf,
        })
      case 'tell':
        return tell(deed)
      case 'tell subscription':
        return tellSubscription(needed(order), deed)
    }
  }

  async function credit(to: PaymentOrdersTable, { paymentId: id, intent, source }: Deed<'credit'>): Promise<void> {
    const { id: order_id, user_id, cents, credits } = to
    postingKey = source === 'payment' ? `pay:${provider}:${id}` : `sub:${id}`
    await post({ debit: outside, credit: `user:${user_id}`, amount: credits, type: source, reference: id }, user_id)
    const nothing = { returned_cents: 0, returned_credits: 0 }
    await insertPayment(tx, {
      id,
      order_id,
      user_id,
      intent,
      posting_key: postingKey,
      cents,
      credits,
      ...nothing,
      ...at,
    })
    changed.push(id, ...(intent === null ? [] : [intent]))
  }

  async function take(from: PaymentsTable, { kind, id, cents, credits }: Deed<'take'>): Promise<void> {
    const { user_id } = from
    // A cent may be worth less than a micro-USD of a plan.
    if (credits > 0) {
      postingKey = `${kind === 'refund' ? 'ref' : 'dispute'}:${id}`
      const reverses = await readTransferId(tx, from.posting_key)
      const debit = `user:${user_id}`
      await post({ debit, credit: outside, amount: credits, type: kind, reference: id, reverses }, user_id)
    }
    await insertReturn(tx, { id, payment_id: from.id, kind, cents, credits, state: 'taken', ...at })
    await moveReturned(tx, from.id, cents, credits)
    changed.push(id)
  }

  /** A refund of this id will never take anything. */
  function ruleOut({ id: payment_id }: PaymentsTable, { kind, id, cents }: Deed<'rule out'>): Promise<unknown> {
    return insertReturn(tx, { id, payment_id, kind, cents, credits: 0, state: 'given_back', ...at })
  }

  async function giveBack(to: PaymentsTable, { kind, id, cents, credits }: Deed<'give back'>): Promise<void> {
    const { user_id, intent } = to
    if (credits > 0) {
      postingKey = kind === 'refund' ? `ref:${id}:failed` : `dispute:${id}:won`
      await post(
        { debit: outside, credit: `user:${user_id}`, amount: credits, type: 'payment', reference: id },
        user_id,
      )
    }
    await endReturn(tx, id)
    await moveReturned(tx, to.id, -cents, -credits)
    changed.push(to.id, ...(intent === null ? [] : [intent]))
  }

  async function post(
    posting: { debit: string; credit: string; amount: number; type: string; reference: string; reverses?: string },
    userId: string,
  ): Promise<void> {
    await ledger.post(tx, { ...posting, key: needed(postingKey), userId })
    await appendAudit(tx, runtime, {
      actor: { type: 'service', id: 'payments', keyId: null, ip: null },
      userId,
      action: posting.debit === outside ? 'payment.credited' : 'payment.taken_back',
      target: { type: posting.type, id: posting.reference },
      requestId: null,
      details: { micro_usd: posting.amount },
    })
  }

  async function tell({ event, reference, cents, reason }: Deed<'tell'>): Promise<unknown> {
    const { user_id, id: order_id } = order ?? needed(await readOrder(tx, needed(payment).order_id))
    return append(runtime, tx, {
      name: event,
      userId: user_id,
      data: {
        user_id,
        order_id,
        transaction_id: await transferId(),
        amount: usdOfCents(cents),
        currency: 'USD',
        provider,
        reference,
        ...(reason !== undefined && { reason }),
      },
    })
  }

  async function tellSubscription(of: PaymentOrdersTable, deed: Deed<'tell subscription'>): Promise<unknown> {
    const [start, end] = deed.period ?? [null, null]
    return append(runtime, tx, {
      name: deed.event,
      userId: of.user_id,
      data: {
        user_id: of.user_id,
        plan: of.plan ?? '',
        subscription_id: deed.id,
        amount: usdOfCents(of.cents),
        currency: 'USD',
        period_start: start === null ? null : new Date(start).toISOString(),
        period_end: end === null ? null : new Date(end).toISOString(),
        transaction_id: await transferId(),
      },
    })
  }

  async function transferId(): Promise<string | null> {
    return postingKey === null ? null : readTransferId(tx, postingKey)
  }
}

type Deed<Name extends PaymentDeed['do']> = Extract<PaymentDeed, { do: Name }>

/** What a deed is about was found before it was decided. */
function needed<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('A deed of a payment names what is not stored')
  return value
}
