import { append } from '../events/append.ts'
import type { Runtime } from '../runtime.ts'
import type { ApiKeyRow } from '../store/api-keys.ts'
import type { Tx } from '../store/database.ts'

type ToldKey = Pick<ApiKeyRow, 'id' | 'user_id' | 'name' | 'key_hint' | 'expires_at'>

/** Tells the owner of a key what became of it, in the transaction of the change; never the key itself. */
export async function tellOfKey(
  runtime: Pick<Runtime, 'clock' | 'random'>,
  tx: Tx,
  name: 'key.created' | 'key.revoked' | 'key.expiring',
  { id, user_id, name: called, key_hint, expires_at }: ToldKey,
): Promise<void> {
  const until = expires_at === null ? null : new Date(expires_at).toISOString()
  const data = { user_id, key_id: id, name: called, key_hint, expires_at: until }
  await append(runtime, tx, { name, userId: user_id, data })
}
