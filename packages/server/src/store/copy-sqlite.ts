import { DatabaseSync } from 'node:sqlite'

/** Writes all that is committed at one moment to another file, while others write on. Waits while the database is locked. */
export function copySqlite(file: string, to: string): void {
  const database = new DatabaseSync(file, { readOnly: true, timeout: waitMs })
  try {
    database.prepare('VACUUM INTO ?').run(to)
  } finally {
    database.close()
  }
}

/** What is damaged in a file: pages, indexes, references. Empty where it is whole. */
export function damageOf(file: string): string[] {
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    const pages = database.prepare('PRAGMA integrity_check(10)').all() as { integrity_check: string }[]
    const references = database.prepare('PRAGMA foreign_key_check').all() as { table: string; parent: string }[]
    return [
      ...pages.map(({ integrity_check }) => integrity_check).filter((said) => said !== 'ok'),
      ...references.slice(0, 10).map(({ table, parent }) => `a row of ${table} refers to nothing in ${parent}`),
    ]
  } finally {
    database.close()
  }
}

const waitMs = 30_000
