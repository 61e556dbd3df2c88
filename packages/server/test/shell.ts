/** A process for commands of the binary, whose words are kept; a server is told to stop as soon as it is up. */
import { randomBytes } from 'node:crypto'
import { runCommand } from '../src/cli/commands.ts'
import type { Shell } from '../src/cli/shell.ts'
import { realClock } from './ledger.ts'

export interface Ran {
  code: number
  out: string
  error: string
}

export async function run(
  folder: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<Ran> {
  const ran = { out: '', error: '' }
  const { promise: isUp, resolve: up } = Promise.withResolvers<void>()
  const shell: Shell = {
    environment,
    folder,
    write(text) {
      ran.out += text
      if (text.includes('listening on')) up()
    },
    writeError(text) {
      ran.error += text
    },
    clock: realClock,
    random: { float: Math.random, bytes: (length) => randomBytes(length) },
    onSignal: (handler) => void isUp.then(() => handler('SIGTERM')),
    onReload() {},
    compact() {},
    exit() {},
  }
  return { code: await runCommand(args, shell), ...ran }
}
