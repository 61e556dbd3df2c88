/** A database as one file, and back: a copy of SQLite's file, or what pg_dump writes. */
import { execFile } from 'node:child_process'
import { chmodSync, copyFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { copySqlite } from '../store/copy-sqlite.ts'
import type { Shell } from './shell.ts'

const run = promisify(execFile)

const dumpMs = 4 * 3_600_000
const sentenceCharactersMax = 500

export const isPostgres = (url: string): boolean => /^postgres(ql)?:/.test(url)

/** Of a SQLite database. */
export const fileOf = ({ folder }: Pick<Shell, 'folder'>, url: string): string =>
  resolve(folder, url.replace(/^sqlite:(\/\/)?/, ''))

/** How the dump of a database is called. */
export const dumpName = (url: string): string => (isPostgres(url) ? 'database.dump' : 'database.sqlite')

/** What was committed at one moment, while others write on; readable by its owner alone. */
export async function dumpDatabase(shell: Shell, url: string, to: string): Promise<void> {
  if (isPostgres(url)) await withTool(shell, 'pg_dump', ['--format=custom', '--no-owner', `--file=${to}`], url)
  else copySqlite(fileOf(shell, url), to)
  chmodSync(to, 0o600)
}

/** Into a database that holds nothing, or whose rows the dump takes the place of: all or nothing. */
export async function loadDump(shell: Shell, dump: string, url: string): Promise<void> {
  if (!isPostgres(url)) return copyFileSync(dump, fileOf(shell, url))
  await withTool(
    shell,
    'pg_restore',
    ['--clean', '--if-exists', '--no-owner', '--single-transaction', '--exit-on-error', dump],
    url,
  )
}

/** The password goes by the environment: arguments are seen by everybody on the machine. */
async function withTool({ environment }: Shell, tool: string, args: readonly string[], url: string): Promise<void> {
  const named = new URL(url)
  const password = decodeURIComponent(named.password)
  named.password = ''
  const env = { PATH: environment.PATH, ...(password && { PGPASSWORD: password }) }
  await run(tool, [`--dbname=${named.href}`, ...args], { env, timeout: dumpMs }).catch((error: Failed) => {
    if (error.code === 'ENOENT') throw new Error(`${tool} is not installed: it comes with PostgreSQL's client.`)
    throw new Error(`${tool}: ${(error.stderr || error.message).trim().slice(0, sentenceCharactersMax)}`)
  })
}

interface Failed {
  code?: string | number
  stderr?: string
  message: string
}
