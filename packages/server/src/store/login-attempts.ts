import type { Store, Tx } from './database.ts'

/** Where attempts are counted, and how many may fail there within the window. */
export interface AttemptPlace {
  place: string
  max: number
}

/** Counts an attempt at each place, or at none where one has had its share; then returns when one of those ends. */
export function countAttempt(
  store: Store,
  places: readonly AttemptPlace[],
  nowMs: number,
  windowMs: number,
): Promise<number | null> {
  // Rows are locked in one order, so that two attempts never wait for each other.
  const ordered = [...places].sort((a, b) => (a.place < b.place ? -1 : 1))
  return store.write(async (tx) => {
    const rows = []
    for (const { place, max } of ordered) rows.push({ place, max, times: await lockedTimes(store, tx, place) })
    const counted = rows.map((row) => ({ ...row, times: row.times.filter((at) => at > nowMs - windowMs) }))
    const ends = counted.flatMap(({ times, max }) =>
      times.length < max ? [] : [(times[times.length - max] ?? nowMs) + windowMs],
    )
    if (ends.length > 0) return Math.max(...ends)
    for (const { place, times } of counted) await writeTimes(tx, place, [...times, nowMs], nowMs + windowMs)
    return null
  })
}

/** Takes an attempt back: it did not fail. */
export const forgetAttempt = (store: Store, places: readonly AttemptPlace[], atMs: number): Promise<void> =>
  store.write(async (tx) => {
    for (const { place } of [...places].sort((a, b) => (a.place < b.place ? -1 : 1))) {
      const times = await lockedTimes(store, tx, place)
      const index = times.indexOf(atMs)
      if (index < 0) continue
      await tx
        .updateTable('login_attempts')
        .set({ times: JSON.stringify(times.toSpliced(index, 1)) })
        .where('place', '=', place)
        .execute()
    }
  })

async function lockedTimes(store: Store, tx: Tx, place: string): Promise<number[]> {
  await tx
    .insertInto('login_attempts')
    .values({ place, times: '[]', until: 0 })
    .onConflict((conflict) => conflict.column('place').doNothing())
    .execute()
  const query = tx.selectFrom('login_attempts').select('times').where('place', '=', place)
  const row = await (store.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst()
  return row ? (JSON.parse(row.times) as number[]) : []
}

const writeTimes = (tx: Tx, place: string, times: readonly number[], until: number) =>
  tx
    .updateTable('login_attempts')
    .set({ times: JSON.stringify(times), until })
    .where('place', '=', place)
    .execute()
