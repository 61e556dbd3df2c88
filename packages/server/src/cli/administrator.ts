/** `admin create`: whoever holds the machine and its secrets lets the first administrator in. */
import { createBootstrap } from '../identity/bootstrap.ts'
import { createPasswordHashes } from '../identity/password-hash.ts'
import { createPasswords } from '../identity/passwords.ts'
import { createSignInAttempts } from '../identity/sign-in-attempts.ts'
import { createUsers } from '../identity/users.ts'
import { createCursors } from '../store/cursors.ts'
import { openStore } from '../store/database.ts'
import { migrate } from '../store/migrate.ts'
import { createLog } from '../telemetry/log.ts'
import { readConfigFiles } from './config-files.ts'
import { secretsFor } from './keys-file.ts'
import type { Shell } from './shell.ts'

interface AdministratorOptions {
  email: string
  config?: string
  envFile?: string
}

/** Prints a setup token, which is shown nowhere again. */
export async function createAdministrator(shell: Shell, { email, ...options }: AdministratorOptions): Promise<number> {
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new Error('--email must be an email address')
  const files = readConfigFiles(shell, options)
  const { config } = files.load()
  const secrets = secretsFor(config, files.environment)
  const log = createLog({ level: 'warning', format: 'text', now: shell.clock.now, write: shell.writeError, fields: {} })
  const store = await openStore({ url: config.database.url, log })
  try {
    await migrate(store)
    const { clock, random } = shell
    const passwords = createPasswords({
      store,
      runtime: { clock, random },
      peppers: secrets.peppers,
      users: createUsers(store, createCursors(secrets.cursorKey), { clock, random }),
      hashes: createPasswordHashes(random),
      attempts: createSignInAttempts(store, clock, secrets.peppers[0]),
      changed() {},
    })
    const { setup_token, setup_token_expires_at } = await createBootstrap(store, passwords).inviteAdministrator(email)
    shell.write(`Setup token of ${email}, for one use until ${setup_token_expires_at}: ${setup_token}

  curl http://${config.server.host}:${config.server.port}/api/v1/auth/password -H 'Content-Type: application/json' \\
    -d '{"setup_token":"${setup_token}","password":"<at least 12 characters>"}'
`)
    return 0
  } finally {
    await store.close()
  }
}
