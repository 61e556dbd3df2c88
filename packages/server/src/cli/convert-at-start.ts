import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isOlderSystem } from '../config/older-python.ts'
import { putInPlace } from './legacy-files.ts'
import { readOlder } from './legacy-formats.ts'
import type { Shell } from './shell.ts'

/**
 * Replaces an older configuration in the working directory by its present form, with the original beside it, and says what
 * was done; files of Python stay where they are. What cannot be written is read in its present form all the same; what is
 * broken is told of by who reads it.
 */
export function convertAtStart(shell: Shell): string[] {
  const isConfigured = ['config.yaml', 'config.json'].some((name) => existsSync(join(shell.folder, name)))
  const format = isConfigured ? 'yaml' : 'python'
  try {
    const older = readOlder(format, shell)
    if (older === null || (older.sources.length > 0 && !isOlderSystem(older.sources))) return []
    const told = older.leftOut.map((line) => `Left out: ${line.split(': ')[0]}`)
    return [
      `An older configuration is now ${older.file}`,
      ...told,
      ...putInPlace(shell, format, { ...older, sources: [] }),
    ]
  } catch (error) {
    return [`An older configuration was not rewritten: ${(error as Error).message}`]
  }
}
