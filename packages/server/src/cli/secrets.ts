/** `secrets encrypt`: the line that stands for a secret in the environment. */
import { readConfigFiles } from './config-files.ts'
import { secretsFor } from './keys-file.ts'
import { sealedLine } from './sealed-environment.ts'
import type { Shell } from './shell.ts'

interface SecretsOptions {
  config?: string
  envFile?: string
}

/** Seals the value that the variable has now; it is read from the environment, so that no list of processes shows it. */
export function encryptSecret(shell: Shell, name: string, options: SecretsOptions): number {
  const files = readConfigFiles(shell, options)
  const value = files.environment[name]
  if (!value) throw new Error(`The variable ${name} is not set: set it, encrypt it, and keep the line instead.`)
  shell.write(`${sealedLine(name, value, secretsFor(files.load().config, files.environment))}\n`)
  return 0
}
