import { type Asker, type Audit, auditOf, type Deed } from '../identity/asker.ts'
import type { Runtime } from '../runtime.ts'
import { chainHead, chainNames } from '../store/chains.ts'
import type { Cursors } from '../store/cursors.ts'
import type { Store } from '../store/database.ts'
import type { Job } from '../worker.ts'
import { checkpointText } from './checkpoint.ts'
import { createDenials, type Denials } from './denials.ts'
import { type AuditPage, type AuditQuery, listEntries } from './list-entries.ts'
import { retain } from './retain.ts'
import { measureSeals, sealAll } from './seal.ts'

export interface AuditParts {
  store: Store
  runtime: Runtime
  cursors: Cursors
  /** Signs checkpoints and cuts. */
  chainKey: Uint8Array
}

export interface AuditRoom {
  readonly denials: Denials
  /** Throws INVALID_CURSOR. */
  list(asker: Asker, query: AuditQuery): Promise<AuditPage>
  /** Writes an entry in the transaction of what it tells of. */
  readonly record: Audit
  /** Writes an entry of something that changes nothing: a look at what belongs to others. */
  note(asker: Asker, deed: Deed): Promise<void>
  jobs(): Job[]
}

const sealEveryMs = 500
const secondMs = 1_000
const hourMs = 3_600 * secondMs

/** The audit log: who did what. Its rows, and the ledger's transfers, are chained so that a change of the past shows. */
export function createAudit({ store, runtime, cursors, chainKey }: AuditParts): AuditRoom {
  const denials = createDenials(store, runtime)
  const audit = auditOf(runtime)
  return {
    denials,
    record: audit,
    list: ({ principal }, query) => listEntries({ db: store.db, cursors }, principal, query),
    note: (asker, deed) => store.write((tx) => audit(tx, asker, deed)),
    jobs: () => [
      {
        name: 'audit.seal',
        everyMs: sealEveryMs,
        async run() {
          const sealed = await sealAll(store)
          if (sealed === 0) await measureSeals(store, runtime)
          return sealed
        },
      },
      { name: 'audit.denials', everyMs: secondMs, run: () => denials.flush() },
      { name: 'audit.checkpoint', everyMs: hourMs, run: () => noteCheckpoints(store, runtime, chainKey) },
      { name: 'audit.retain', everyMs: hourMs, run: () => retain(store, runtime, chainKey) },
    ],
  }
}

/** What a log that stands elsewhere says later of the chains as they are now. */
async function noteCheckpoints(store: Store, { clock, log }: Runtime, key: Uint8Array): Promise<number> {
  for (const chain of chainNames) {
    const head = await chainHead(store.db, chain)
    if (head === null) continue
    const checkpoint = checkpointText(key, { chain, ...head, at: clock.now() })
    log.info('Checkpoint of a chain', { event: 'audit.checkpoint', checkpoint })
  }
  return 0
}
