import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Migration, noteMigration, sha256 } from './migration-history.ts'
import { keepAside, replaceFile } from './replace-file.ts'

/** Puts a text in the place of a file, which is kept beside it, and notes that; returns where it is kept. */
export function convertFile(
  folder: string,
  { format, file, text }: Pick<Migration, 'format' | 'file'> & { text: string },
  now: number,
): string {
  const path = join(folder, file)
  const before = readFileSync(path)
  const backup = keepAside(path)
  replaceFile(path, text)
  noteMigration(folder, {
    at: new Date(now).toISOString(),
    action: 'migrate',
    format,
    file,
    backup: backup.slice(folder.length + 1),
    sha256_before: sha256(before),
    sha256_after: sha256(text),
  })
  return backup
}
