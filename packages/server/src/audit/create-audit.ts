import type { Runtime } from '../runtime.ts'
import { chainHead, chainNames } from '../store/chains.ts'
import type { Store } from '../store/database.ts'
import type { Job } from '../worker.ts'
import { checkpointText } from './checkpoint.ts'
import { retain } from './retain.ts'
import { measureSeals, sealAll } from './seal.ts'

export interface AuditParts {
  store: Store
  runtime: Runtime
  /** Signs checkpoints and cuts. */
  chainKey: Uint8Array
}

export interface AuditRoom {
  jobs(): Job[]
}

const sealEveryMs = 500
const hourMs = 3_600_000

/** The audit log: who did what. Its rows, and the ledger's transfers, are chained so that a change of the past shows. */
export function createAudit({ store, runtime, chainKey }: AuditParts): AuditRoom {
  return {
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
