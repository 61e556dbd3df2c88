/** `audit verify` and `ledger check`: whether what is stored is what was written. */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { readCheckpoints } from '../audit/checkpoint.ts'
import { type Evidence, type Verdict, verifyChain } from '../audit/verify.ts'
import { createSecrets, previousKeysIn } from '../identity/secrets.ts'
import { checkLedger, type Violation } from '../ledger/invariants.ts'
import type { Head } from '../store/chains.ts'
import { openStore, type Store } from '../store/database.ts'
import { missingMigrations } from '../store/migrate.ts'
import { readConfigFiles } from './config-files.ts'
import { keysFileOf, openKeysFile } from './keys-file.ts'
import { quietLog } from './quiet-log.ts'
import type { Shell } from './shell.ts'

interface EvidenceOptions {
  config?: string
  envFile?: string
  /** SQLite file or PostgreSQL URL; else that of the configuration. */
  database?: string
  checkpoints?: string[]
  head?: string
}

/** Reads the chain of the audit log; 1 where it is not whole. */
export const verifyAudit = (shell: Shell, options: EvidenceOptions): Promise<number> =>
  withStore(shell, options, async (store, evidence) =>
    tellVerdict(shell, 'audit log', await verifyChain(store, 'audit', evidence)),
  )

/** Checks the invariants of the ledger and reads the chain of its transfers; 1 where something does not hold. */
export const verifyLedger = (shell: Shell, options: EvidenceOptions): Promise<number> =>
  withStore(shell, options, async (store, evidence) => {
    const violations = await checkLedger(store.db)
    for (const violation of violations) shell.writeError(`${violationText(violation)}\n`)
    const chain = tellVerdict(shell, 'ledger', await verifyChain(store, 'transfers', evidence))
    return violations.length > 0 ? 1 : chain
  })

const violationText = ({ invariant, subject, expected, found }: Violation) =>
  `ledger: ${invariant}: ${subject}: expected ${expected}, found ${found}`

function tellVerdict(shell: Shell, name: string, { links, head, met, fault }: Verdict): number {
  if (fault !== null) {
    shell.writeError(`${name}: ${fault}\n`)
    return 1
  }
  const at = head === null ? 'empty' : `head ${head.seq}:${head.hash}`
  shell.write(`${name}: ${links} rows are as they were written, ${at}, ${met} checkpoints met\n`)
  return 0
}

async function withStore(
  shell: Shell,
  options: EvidenceOptions,
  work: (store: Store, evidence: Evidence) => Promise<number>,
): Promise<number> {
  const files = readConfigFiles(shell, options)
  const url = options.database ?? files.load().config.database.url
  const isPostgres = /^postgres(ql)?:/.test(url)
  if (!isPostgres && !existsSync(url.replace(/^sqlite:(\/\/)?/, ''))) throw new Error(`There is no database ${url}.`)
  const log = quietLog(shell)
  const store = await openStore({ url, log })
  try {
    const missing = await missingMigrations(store)
    if (missing.length > 0)
      throw new Error(
        `The database has no ${missing.join(', ')}: start this version of the server once, then check again.`,
      )
    return await work(store, evidenceOf(shell, options, keysOf(files.environment, url)))
  } finally {
    await store.close()
  }
}

/** As `serve` has them; none where this machine does not have the first. */
function keysOf(environment: Record<string, string | undefined>, url: string): readonly Uint8Array[] {
  const file = keysFileOf(url)
  const text = environment.ENCRYPTION_KEY ?? (existsSync(file) ? openKeysFile(file).read().encryption_key : null)
  return text === null ? [] : createSecrets(text, previousKeysIn(environment.ENCRYPTION_KEYS_PREVIOUS)).chainKeys
}

function evidenceOf(shell: Shell, { checkpoints = [], head }: EvidenceOptions, keys: readonly Uint8Array[]): Evidence {
  const logs = checkpoints.map((file) => readFileSync(resolve(shell.folder, file), 'utf8'))
  return { keys, checkpoints: logs.flatMap(readCheckpoints), heads: head === undefined ? [] : [headOf(head)] }
}

function headOf(text: string): Head {
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? []
  if (seq === undefined || hash === undefined)
    throw new Error('--head must be <seq>:<hash>, as the audit log tells it.')
  return { seq: Number(seq), hash }
}
