/** `secrets rotate`: what is stored under an earlier encryption key is sealed with the present one. */
import { rewrap } from '../identity/rewrap.ts'
import { openStore } from '../store/database.ts'
import { migrate } from '../store/migrate.ts'
import { readConfigFiles } from './config-files.ts'
import { secretsFor } from './keys-file.ts'
import { quietLog } from './quiet-log.ts'
import { staleLines } from './sealed-environment.ts'
import type { Shell } from './shell.ts'

interface RotateOptions {
  config?: string
  envFile?: string
}

/** Says what it did and what still needs the earlier keys; 1 where something opens with no key that is here. */
export async function rotateSecrets(shell: Shell, options: RotateOptions): Promise<number> {
  const { environment, load } = readConfigFiles(shell, options)
  const { config } = load()
  const secrets = secretsFor(config, environment)
  const log = quietLog(shell)
  const store = await openStore({ url: config.database.url, log })
  try {
    await migrate(store)
    const { texts, lost, waitingKeys } = await rewrap(store, secrets, shell.clock.now())
    shell.write(`Stored texts that were sealed anew with ENCRYPTION_KEY: ${texts}\n`)
    for (const place of lost) shell.writeError(`${place} opens with no key that is here\n`)
    shell.write(`API keys that still need ENCRYPTION_KEYS_PREVIOUS, until each is used once: ${waitingKeys}\n`)
    const lines = staleLines(environment, secrets)
    if (lines.length > 0) shell.write(`Replace in the environment:\n${lines.join('\n')}\n`)
    return lost.length > 0 ? 1 : 0
  } finally {
    await store.close()
  }
}
