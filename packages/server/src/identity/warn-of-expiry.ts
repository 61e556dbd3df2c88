import type { Runtime } from '../runtime.ts'
import type { Store } from '../store/database.ts'
import { expiringKeys, isFirstWarning } from '../store/key-warnings.ts'
import { tellOfKey } from './key-events.ts'

const batch = 100

/** Tells owners once of each key that expires soon. Returns how many it told. */
export async function warnOfExpiry(store: Store, runtime: Pick<Runtime, 'clock' | 'random'>): Promise<number> {
  const keys = await expiringKeys(store.db, runtime.clock.now(), batch)
  for (const key of keys) {
    await store.write(async (tx) => {
      if (await isFirstWarning(tx, key)) await tellOfKey(runtime, tx, 'key.expiring', key)
    })
  }
  return keys.length
}
