import { sql } from 'kysely'
import type { Log, Runtime } from '../runtime.ts'
import type { Job } from '../worker.ts'
import type { Store, Tx } from './database.ts'
import { ulid } from './ids.ts'

/** One of the places that a caller has. */
export interface Place {
  /** Gives it back, once; resolves when the next one may have it. Never throws: what is not given back lapses. */
  leave(): Promise<void>
}

/** Places that a caller has only so many of, over all processes that share the database: an export, open sockets. */
export interface Places {
  /** Null where all are taken. Kept until it is left; it lapses half a minute after its process has died. */
  take(what: string, caller: string, most: number): Promise<Place | null>
  job(): Job
  /** Gives back all that this process has. */
  close(): Promise<void>
}

interface PlacesParts extends Pick<Runtime, 'clock' | 'random'> {
  store: Store
  log: Log
}

const leaseMs = 30_000
const renewEveryMs = 10_000

export function createPlaces({ store, clock, random, log }: PlacesParts): Places {
  const newId = () => ulid(clock.now(), random.bytes(10))
  const holder = newId()
  const held = new Set<string>()
  const lapses = () => clock.now() + leaseMs
  /** Nobody else has a file: what stands there was left by a process that died. */
  let isSwept = store.dialect !== 'sqlite'

  return {
    async take(what, caller, most) {
      const id = newId()
      const isTaken = await store.writeSoon(async (tx) => {
        await lockCaller(tx, store, `${what} ${caller}`)
        if (!isSwept) await tx.deleteFrom('places').where('holder', '<>', holder).execute()
        const own = tx.deleteFrom('places').where('what', '=', what).where('caller', '=', caller)
        await own.where('lapses_at', '<=', clock.now()).execute()
        if ((await countPlaces(tx, what, caller)) >= most) return false
        await tx.insertInto('places').values({ id, what, caller, holder, lapses_at: lapses() }).execute()
        return true
      })
      isSwept = true
      if (!isTaken) return null
      held.add(id)
      return {
        async leave() {
          if (held.delete(id)) await forget((tx) => tx.deleteFrom('places').where('id', '=', id).execute())
        },
      }
    },
    job: () => ({
      name: 'places.renew',
      everyMs: renewEveryMs,
      async run() {
        if (held.size === 0) return 0
        await store.writeSoon((tx) =>
          tx.updateTable('places').set({ lapses_at: lapses() }).where('holder', '=', holder).execute(),
        )
        return 0
      },
    }),
    async close() {
      if (held.size > 0) await forget((tx) => tx.deleteFrom('places').where('holder', '=', holder).execute())
      held.clear()
    },
  }

  async function forget(work: (tx: Tx) => Promise<unknown>): Promise<void> {
    await store.writeSoon(work).catch((error: unknown) => log.debug('A place lapses later', { error }))
  }
}

/** Two that count the same places wait for one another. */
async function lockCaller(tx: Tx, { dialect }: Store, name: string): Promise<void> {
  if (dialect === 'postgres') await sql`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(tx)
}

async function countPlaces(tx: Tx, what: string, caller: string): Promise<number> {
  const { taken } = await tx
    .selectFrom('places')
    .select((select) => select.fn.countAll<number>().as('taken'))
    .where('what', '=', what)
    .where('caller', '=', caller)
    .executeTakeFirstOrThrow()
  return Number(taken)
}
