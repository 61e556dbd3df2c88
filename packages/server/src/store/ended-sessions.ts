import type { Store } from './database.ts'

const tables = ['login_attempts', 'revoked_tokens', 'setup_tokens', 'login_codes'] as const

/** Deletes what proves nothing any more, since its time is over. */
export const deleteEndedSessions = (store: Store, nowMs: number): Promise<void> =>
  store.write(async (tx) => {
    for (const table of tables)
      await tx
        .deleteFrom(table)
        .where(table === 'login_attempts' ? 'until' : 'expires_at', '<=', nowMs)
        .execute()
  })
