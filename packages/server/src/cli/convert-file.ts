import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Migration, noteMigration, sha256 } from './migration-history.ts'
import { keepAside, replaceFile } from './replace-file.ts'

/**
 * Puts a text in the place of a file, which is kept beside it, as are those that it was made of in their place; notes that,
 * and returns where they are kept.
 */
export function convertFile(
  folder: string,
  {
    format,
    file,
    text,
    sources = [],
  }: Pick<Migration, 'format' | 'file'> & { text: string; sources?: readonly string[] },
  now: number,
): string[] {
  const path = join(folder, file)
  const below = (kept: string) => kept.slice(folder.length + 1)
  const before = existsSync(path) ? readFileSync(path) : null
  const backup = before === null ? null : below(keepAside(path))
  replaceFile(path, text)
  const kept = sources.map((source) => {
    const place = below(keepAside(join(folder, source)))
    rmSync(join(folder, source))
    return { file: source, backup: place }
  })
  noteMigration(folder, {
    at: new Date(now).toISOString(),
    action: 'migrate',
    format,
    file,
    backup,
    ...(kept.length > 0 && { sources: kept }),
    sha256_before: before === null ? '' : sha256(before),
    sha256_after: sha256(text),
  })
  return [...(backup === null ? [] : [backup]), ...kept.map(({ backup }) => backup)]
}
