import { append } from '../events/append.ts'
import type { Runtime } from '../runtime.ts'
import type { Store } from '../store/database.ts'
import { expiringKeys, isFirstWarning } from '../store/key-warnings.ts'

const batch = 100

/** Tells owners once of each key that expires soon. Returns how many it told. */
export async function warnOfExpiry(store: Store, runtime: Pick<Runtime, 'clock' | 'random'>): Promise<number> {
  const keys = await expiringKeys(store.db, runtime.clock.now(), batch)
  for (const key of keys) {
    const { id, user_id, name, key_hint } = key
    const expires_at = new Date(key.expires_at).toISOString()
    await store.write(async (tx) => {
      if (!(await isFirstWarning(tx, key))) return
      const data = { user_id, key_id: id, name, key_hint, expires_at }
      await append(runtime, tx, { name: 'key.expiring', userId: user_id, data })
    })
  }
  return keys.length
}
