import { existsSync } from 'node:fs'
import type { components } from '@proxyapi/contract'
import { openStore } from '../../store/database.ts'
import { putTestRun } from '../../store/integrations.ts'
import { readUser } from '../../store/users.ts'
import { createLog } from '../../telemetry/log.ts'
import { readConfigFiles } from '../config-files.ts'
import type { Shell } from '../shell.ts'

interface ConfigOptions {
  config?: string
  envFile?: string
}

/**
 * Keeps a summary as `last_test`, in the database of the configuration that the server runs by. False where that is not at
 * hand: the API reads summaries and takes none.
 */
export async function keepSummary(
  shell: Shell,
  options: ConfigOptions,
  userId: string,
  summary: components['schemas']['IntegrationTestSummary'],
): Promise<boolean> {
  const { url } = readConfigFiles(shell, options).load().config.database
  const file = url.replace(/^sqlite:(\/\/)?/, '')
  if (!/^postgres(ql)?:/.test(url) && !existsSync(file)) return false
  const log = createLog({ level: 'warning', format: 'text', now: shell.clock.now, write: shell.writeError, fields: {} })
  const store = await openStore({ url, log })
  try {
    if ((await readUser(store.db, userId)) === undefined) return false
    const row = { user_id: userId, at: Date.parse(summary.last_run), summary: JSON.stringify(summary) }
    await store.write((tx) => putTestRun(tx, row))
    return true
  } finally {
    await store.close()
  }
}
