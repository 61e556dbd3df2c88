import type { ErrorCode, OperationMeta } from '@proxyapi/contract'
import { type Asker, auditOf } from '../identity/asker.ts'
import type { Runtime } from '../runtime.ts'
import type { Store } from '../store/database.ts'

/** Refusals that say something of whoever asked. */
const denials: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'INVALID_API_KEY',
  'INVALID_TOKEN',
  'INVALID_CREDENTIALS',
  'INVALID_SIGNATURE',
  'PERMISSION_DENIED',
  'CANNOT_ESCALATE',
  'MODEL_NOT_ALLOWED',
  'IP_NOT_ALLOWED',
  'ORIGIN_NOT_ALLOWED',
])

interface Denial {
  asker: Asker
  operation: string
  code: ErrorCode
  count: number
}

export interface Denials {
  /** Keeps a refusal for the log, if it is one that belongs there; costs no query. */
  note(asker: Asker, operation: OperationMeta, code: ErrorCode): void
  /** Writes what was kept. */
  flush(): Promise<number>
}

const principalsMax = 1_000

/**
 * One entry a principal between two flushes, so that nobody fills the log by being refused: the first refusal, and how many
 * there were. All strangers are one principal.
 */
export function createDenials(store: Store, runtime: Runtime): Denials {
  const audit = auditOf(runtime)
  let kept = new Map<string, Denial>()
  return {
    note(asker, { id }, code) {
      if (!denials.has(code)) return
      const { kind, userId, keyId } = asker.principal
      const name = `${kind} ${userId} ${keyId}`
      const known = kept.get(name)
      if (known) known.count++
      else if (kept.size < principalsMax) kept.set(name, { asker, operation: id, code, count: 1 })
    },
    async flush() {
      if (kept.size === 0) return 0
      const written = [...kept.values()]
      kept = new Map()
      await store.write(async (tx) => {
        for (const { asker, operation, code, count } of written) {
          const target = { type: 'operation', id: operation }
          await audit(tx, asker, { action: 'access.denied', target, result: 'denied', details: { code, count } })
        }
      })
      return 0
    },
  }
}
