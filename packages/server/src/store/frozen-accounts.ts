import type { Store, Tx } from './database.ts'

/** Users' accounts among `ids` take no new holds from now on. Returns those that did before. */
export async function freezeAccounts(
  tx: Tx,
  ids: readonly string[],
): Promise<{ id: string; user_id: string | null }[]> {
  if (ids.length === 0) return []
  return tx
    .updateTable('ledger_accounts')
    .set({ frozen: 1 })
    .where('id', 'in', [...ids])
    .where('user_id', 'is not', null)
    .where('frozen', '=', 0)
    .returning(['id', 'user_id'])
    .execute()
}

/** All accounts but these take holds again. */
export const thawAccounts = (store: Store, exceptIds: readonly string[]): Promise<unknown> =>
  store.write((tx) =>
    tx
      .updateTable('ledger_accounts')
      .set({ frozen: 0 })
      .where('frozen', '=', 1)
      .$if(exceptIds.length > 0, (query) => query.where('id', 'not in', [...exceptIds]))
      .execute(),
  )
