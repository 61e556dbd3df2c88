import { sql } from 'kysely'
import type { Clock, Log } from '../runtime.ts'
import type { Store, Tx } from './database.ts'

interface PostgresWireParts {
  url: string
  store: Pick<Store, 'writeSoon'>
  clock: Pick<Clock, 'sleep'>
  log: Log
}

const connectTimeoutMs = 2_000
const againAfterMs = 1_000

/** Messages between processes by LISTEN and NOTIFY; listens on a connection of its own, which is opened again when lost. */
export function postgresWire(
  { url, store, clock, log }: PostgresWireParts,
  channel: string,
  heard: (message: string) => void,
) {
  const closing = new AbortController()
  const listening = listen()
  const notify = (tx: Tx, messages: readonly string[]): Promise<unknown> =>
    sql`SELECT pg_notify(${channel}, value) FROM json_array_elements_text(CAST(${JSON.stringify(messages)} AS json))`.execute(
      tx,
    )
  return {
    send: (messages: readonly string[]) => store.writeSoon((tx) => notify(tx, messages)),
    // A notification costs a commit, unless it goes out with one that is made anyway.
    sendWith: notify,
    async close() {
      closing.abort()
      await listening
    },
  }

  async function listen(): Promise<void> {
    const { Client } = (await import('pg')).default
    while (!closing.signal.aborted) {
      const client = new Client({ connectionString: url, connectionTimeoutMillis: connectTimeoutMs, keepAlive: true })
      const lost = new AbortController()
      const isOver = AbortSignal.any([closing.signal, lost.signal])
      client.on('error', (error) => {
        log.debug('PostgreSQL tells nothing', { error })
        lost.abort()
      })
      client.on('end', () => lost.abort())
      client.on('notification', ({ payload }) => heard(payload ?? ''))
      try {
        await client.connect()
        await client.query(`LISTEN ${client.escapeIdentifier(channel)}`)
        if (!isOver.aborted) await new Promise((resolve) => isOver.addEventListener('abort', resolve, { once: true }))
      } catch (error) {
        log.debug('PostgreSQL cannot be listened to', { error })
      }
      // A connection that broke has ended already.
      await client.end().catch(() => {})
      await clock.sleep(againAfterMs, closing.signal)
    }
  }
}
