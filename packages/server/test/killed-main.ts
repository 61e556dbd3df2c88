/**
 * The server's main with places at which it dies: on SIGUSR2 it reads the file KILL_AT names, and ends itself by SIGKILL when a
 * statement that the place names comes by. What is patched are the drivers of the databases, so the product knows nothing of it.
 */
import { readFileSync } from 'node:fs'
import { DatabaseSync, StatementSync } from 'node:sqlite'
import pg from 'pg'
import type { KillPlace } from './money/kill-places.ts'

let place: { mark: RegExp; when: KillPlace['when'] } | undefined
/** By connection: the transaction that is open has met the mark. */
const marked = new WeakMap<object, boolean>()

process.on('SIGUSR2', () => {
  const { mark, when } = JSON.parse(readFileSync(String(process.env.KILL_AT), 'utf8')) as KillPlace
  place = { mark: new RegExp(mark, 'i'), when }
  process.stdout.write(`armed ${mark} ${when}\n`)
})

const die = () => process.kill(process.pid, 'SIGKILL')

function before(connection: object, text: string): void {
  if (/^begin/i.test(text)) marked.set(connection, false)
  if (/^commit/i.test(text) && place?.when === 'before commit' && marked.get(connection)) die()
}

function after(connection: object, text: string): void {
  if (place?.mark.test(text)) {
    marked.set(connection, true)
    if (place.when === 'in transaction') die()
  }
  if (/^commit/i.test(text) && place?.when === 'after commit' && marked.get(connection)) die()
}

const { prepare } = DatabaseSync.prototype
DatabaseSync.prototype.prepare = function (text, ...rest) {
  const made = prepare.call(this, text, ...rest)
  for (const verb of ['run', 'all'] as const) {
    const own = StatementSync.prototype[verb] as (...values: unknown[]) => never
    made[verb] = (...values: unknown[]) => {
      before(this, text)
      const result = own.apply(made, values)
      after(this, text)
      return result
    }
  }
  return made
}

const query = pg.Client.prototype.query as (...values: unknown[]) => unknown
pg.Client.prototype.query = async function (this: object, ...values: unknown[]) {
  const [first] = values
  const text = typeof first === 'string' ? first : String((first as { text?: string }).text)
  before(this, text)
  const result = await query.apply(this, values)
  after(this, text)
  return result
} as never

await import('./shifted-main.ts')
