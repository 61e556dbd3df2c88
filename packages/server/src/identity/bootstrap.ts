import { ApiError } from '@proxyapi/contract/errors'
import type { Store } from '../store/database.ts'
import { readPasswordHash } from '../store/passwords.ts'
import { countPeople, readUserByEmail } from '../store/users.ts'
import { operatorAtTheMachine } from './asker.ts'
import type { Passwords } from './passwords.ts'

/** How the first people come in: by whoever holds the machine, never over the network. */
export interface Bootstrap {
  /** Whether anybody could ask with a credential of their own. */
  hasPeople(): Promise<boolean>
  /** An administrator of this email and password, where no administrator is there yet. */
  ensureAdministrator(email: string, password: string): Promise<void>
  /** The setup token of an administrator: a new one, or again of one who is there. Throws ALREADY_EXISTS for other users. */
  inviteAdministrator(email: string): Promise<{ setup_token: string; setup_token_expires_at: string }>
}

export function createBootstrap(store: Store, passwords: Passwords): Bootstrap {
  const invite = (email: string) => passwords.invite(operatorAtTheMachine, { email, role: 'admin' })

  return {
    hasPeople: async () => (await countPeople(store.db, null)) > 0,
    async ensureAdministrator(email, password) {
      if ((await countPeople(store.db, 'admin')) === 0) {
        await invite(email).catch((error: unknown) => {
          // Another process that starts now was first.
          if (!(error instanceof ApiError && error.code === 'ALREADY_EXISTS')) throw error
        })
      }
      const user = await readUserByEmail(store.db, email)
      // One without a password was invited by a start that ended early.
      if (user?.role !== 'admin' || user.status !== 'active' || (await readPasswordHash(store.db, user.id))) return
      await passwords.give(operatorAtTheMachine, user.id, password)
    },
    async inviteAdministrator(email) {
      const user = await readUserByEmail(store.db, email)
      if (!user) return invite(email)
      if (user.role !== 'admin') throw new ApiError('ALREADY_EXISTS', `${email} is a user without that role.`)
      return passwords.inviteAgain(operatorAtTheMachine, user.id)
    },
  }
}
