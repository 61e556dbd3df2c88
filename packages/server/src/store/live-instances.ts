import type { Db, Store } from './database.ts'

/** Says that this process lives, forgets those that have not for `missedMs`, and counts who is left. */
export function beat(store: Store, id: string, nowMs: number, missedMs: number): Promise<number> {
  return store.write(async (tx) => {
    await tx
      .deleteFrom('live_instances')
      .where('seen_at', '<=', nowMs - missedMs)
      .execute()
    await tx
      .insertInto('live_instances')
      .values({ id, seen_at: nowMs })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ seen_at: nowMs }))
      .execute()
    return countLive(tx)
  })
}

/** A process that stops leaves its share to the others. */
export async function leave(store: Store, id: string): Promise<void> {
  await store.write((tx) => tx.deleteFrom('live_instances').where('id', '=', id).execute())
}

async function countLive(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('live_instances')
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}
