import type { Runtime } from '../runtime.ts'
import type { Store, Tx } from '../store/database.ts'
import type { PaymentEventsTable } from '../store/payment-tables.ts'
import {
  insertPaymentEvent,
  readOrder,
  readPayment,
  readReturn,
  readSubscription,
  takeTurn,
  updatePaymentEvent,
  waitingEvents,
} from '../store/payments.ts'
import { carryOut, type Desk } from './carry-out.ts'
import { decide, type Known } from './decide.ts'
import type { Report } from './report.ts'
import type { Flag, Verdict } from './verdict.ts'

export interface ProviderEvent {
  id: string
  type: string
  report: Report
}

/**
 * Takes an event in once, by its id: money, its rows and our events in one transaction. What waited for it is decided again
 * there. Returns why it was flagged; null where it was not, or is known.
 */
export async function takeIn(store: Store, desk: Desk, event: ProviderEvent): Promise<Flag | null> {
  const row: PaymentEventsTable = {
    id: event.id,
    type: event.type,
    report: JSON.stringify(event.report),
    state: 'ignored',
    reason: null,
    waits_for: null,
    received_at: desk.runtime.clock.now(),
  }
  const flags = await store.write(async (tx) => {
    const found = new Map<string, Flag>()
    await takeTurn(tx)
    if (!(await insertPaymentEvent(tx, row))) return found
    let open: Pick<PaymentEventsTable, 'id' | 'report'>[] = [row]
    for (let next = open.shift(); next !== undefined; next = open.shift()) {
      const { verdict, changed } = await decideOne(tx, desk, next)
      if (verdict.reason) found.set(next.id, verdict.reason)
      if (changed.length > 0) {
        const woken = await waitingEvents(tx, changed)
        open = [...open.filter(({ id }) => woken.every((other) => other.id !== id)), ...woken]
      }
    }
    return found
  })
  warn(desk.runtime, flags)
  return flags.get(event.id) ?? null
}

async function decideOne(
  tx: Tx,
  desk: Desk,
  { id, report: text }: Pick<PaymentEventsTable, 'id' | 'report'>,
): Promise<{ verdict: Verdict; changed: string[] }> {
  const report = JSON.parse(text) as Report
  const known = await knownOf(tx, report)
  const verdict = decide(report, known)
  const changed = await carryOut(desk, tx, verdict.deeds, known)
  const { state, reason = null, waitsFor = null } = verdict
  await updatePaymentEvent(tx, id, { state, reason, waits_for: waitsFor })
  return { verdict, changed }
}

async function knownOf(tx: Tx, report: Report): Promise<Known> {
  const orderId = 'orderId' in report ? report.orderId : null
  const returned = report.kind === 'refund' || report.kind === 'dispute' ? await readReturn(tx, report.id) : undefined
  const paymentId = returned?.payment_id ?? paymentOf(report)
  const subscription = 'subscription' in report ? report.subscription : null
  return {
    order: (orderId && (await readOrder(tx, orderId))) || null,
    payment: (paymentId && (await readPayment(tx, paymentId))) || null,
    returned: returned ?? null,
    subscription: (subscription && (await readSubscription(tx, subscription))) || null,
  }
}

const paymentOf = (report: Report): string | null =>
  'invoice' in report ? report.invoice : 'payment' in report ? report.payment : null

function warn({ log }: Runtime, flags: ReadonlyMap<string, Flag>): void {
  for (const [id, reason] of flags) {
    log.warn('An event of the payment provider was kept and not applied', { payment_event: id, reason })
  }
}
