/** Orders, payments, refunds and the payment provider's events. */
import { sql } from 'kysely'
import type { Db, Tx } from './database.ts'
import type {
  PaymentEventsTable,
  PaymentOrdersTable,
  PaymentReturnsTable,
  PaymentSubscriptionsTable,
  PaymentsTable,
} from './payment-tables.ts'

export const readCustomer = async (db: Db, userId: string): Promise<string | null> =>
  (await db.selectFrom('payment_customers').select('customer_id').where('user_id', '=', userId).executeTakeFirst())
    ?.customer_id ?? null

/** The first one stays. */
export const writeCustomer = (tx: Tx, userId: string, customerId: string, nowMs: number): Promise<unknown> =>
  tx
    .insertInto('payment_customers')
    .values({ user_id: userId, customer_id: customerId, created_at: nowMs })
    .onConflict((conflict) => conflict.doNothing())
    .execute()

export const insertOrder = (tx: Tx, order: PaymentOrdersTable): Promise<unknown> =>
  tx.insertInto('payment_orders').values(order).execute()

export const readOrder = (db: Db | Tx, id: string): Promise<PaymentOrdersTable | undefined> =>
  db.selectFrom('payment_orders').selectAll().where('id', '=', id).executeTakeFirst()

export const updateOrder = (
  tx: Tx,
  id: string,
  change: Partial<Pick<PaymentOrdersTable, 'status' | 'session_id'>>,
): Promise<unknown> => tx.updateTable('payment_orders').set(change).where('id', '=', id).execute()

/** Waits until no other event is being taken in. */
export const takeTurn = (tx: Tx): Promise<unknown> =>
  tx
    .updateTable('payment_turn')
    .set((eb) => ({ turn: eb('turn', '+', 1) }))
    .execute()

/** False where the event is known. */
export async function insertPaymentEvent(tx: Tx, event: PaymentEventsTable): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('payment_events')
    .values(event)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

export const updatePaymentEvent = (
  tx: Tx,
  id: string,
  change: Pick<PaymentEventsTable, 'state' | 'reason' | 'waits_for'>,
): Promise<unknown> => tx.updateTable('payment_events').set(change).where('id', '=', id).execute()

/** Events that are decided again because something of these ids changed; the oldest first. */
export const waitingEvents = (tx: Tx, ids: readonly string[]): Promise<PaymentEventsTable[]> =>
  tx
    .selectFrom('payment_events')
    .selectAll()
    .where('waits_for', 'in', [...ids])
    .orderBy('received_at')
    .orderBy('id')
    .execute()

export const insertPayment = (tx: Tx, payment: PaymentsTable): Promise<unknown> =>
  tx.insertInto('payments').values(payment).execute()

/** By the id of the payment or invoice, or by what refunds name it. */
export const readPayment = (tx: Tx, id: string): Promise<PaymentsTable | undefined> =>
  tx
    .selectFrom('payments')
    .selectAll()
    .where((eb) => eb.or([eb('id', '=', id), eb('intent', '=', id)]))
    .executeTakeFirst()

export const linkPayment = (tx: Tx, id: string, intent: string): Promise<unknown> =>
  tx.updateTable('payments').set({ intent }).where('id', '=', id).execute()

/** Moves what went back of a payment up, or down where it was returned to us. */
export const moveReturned = (tx: Tx, id: string, cents: number, credits: number): Promise<unknown> =>
  sql`UPDATE payments SET returned_cents = returned_cents + ${cents}, returned_credits = returned_credits + ${credits}
       WHERE id = ${id}`.execute(tx)

export const insertReturn = (tx: Tx, row: PaymentReturnsTable): Promise<unknown> =>
  tx.insertInto('payment_returns').values(row).execute()

export const readReturn = (tx: Tx, id: string): Promise<PaymentReturnsTable | undefined> =>
  tx.selectFrom('payment_returns').selectAll().where('id', '=', id).executeTakeFirst()

export const endReturn = (tx: Tx, id: string): Promise<unknown> =>
  tx.updateTable('payment_returns').set({ state: 'given_back' }).where('id', '=', id).execute()

export const readSubscription = (tx: Tx, id: string): Promise<PaymentSubscriptionsTable | undefined> =>
  tx.selectFrom('payment_subscriptions').selectAll().where('id', '=', id).executeTakeFirst()

export const writeSubscription = (tx: Tx, row: PaymentSubscriptionsTable): Promise<unknown> =>
  tx
    .insertInto('payment_subscriptions')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ status: row.status, as_of: row.as_of }))
    .execute()
