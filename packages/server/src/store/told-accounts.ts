import type { Tx } from './database.ts'

/** Notes what an account is told of its balance; false where it was told that, or worse, since its last credit. */
export async function isFirstTold(tx: Tx, userId: string, level: number): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('ledger_accounts')
    .set({ told: level })
    .where('id', '=', `user:${userId}`)
    .where('told', '<', level)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}
