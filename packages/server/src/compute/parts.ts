import type { Egress } from '../egress/egress.ts'
import type { Events } from '../events/events.ts'
import type { LedgerRoom } from '../ledger/create-ledger.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Runtime } from '../runtime.ts'
import type { Cursors } from '../store/cursors.ts'
import type { Store } from '../store/database.ts'
import type { CloudAccount } from './drive.ts'

export interface ComputeSettings {
  defaultImage: string
  maxInstancesPerUser: number
  /** What tenants pay beyond the cloud's price. */
  marginPercent: number
  /** From when on a tenant pays for an instance that got ready. */
  chargeFrom: 'accepted' | 'ready'
  /** A further header in which callers may show us their key. */
  keyHeader: string | null
  /** Where instances reach this server, without a slash at its end; null: they do not check in. */
  publicUrl: string | null
  /** How long the one request of a create may take. */
  createTimeoutMs: number
}

/** Encrypts what must not stand in a row as it is; `place` is `<table>:<id>:<column>` and bound to the result. */
export interface Sealer {
  seal(text: string, place: string): string
  open(sealed: string, place: string): string
}

export interface ComputeParts extends Runtime {
  store: Store
  ledger: Ledger & Pick<LedgerRoom, 'recall'>
  events: Events
  egress: Egress
  /** Every cloud that this server knows, with and without a key. */
  accounts: readonly CloudAccount[]
  sealer: Sealer
  cursors: Cursors
  /** As they are now: a reload changes them. */
  settings(): ComputeSettings
  /** Runs a job of this room now. */
  wake(job: string): void
}

/** The names of this room's jobs. */
export const jobNames = {
  attempts: 'gpu.attempts',
  reconcile: 'gpu.reconcile',
  refresh: 'gpu.refresh',
  meter: 'gpu.meter',
  leases: 'gpu.leases',
  deployments: 'gpu.deployments',
} as const

/** A cloud at which something lives, or may yet turn up. */
export const reconcileEveryMs = 30_000

/** The account of a cloud that a row names: rows only ever name clouds that this server knows. */
export function accountOf({ accounts }: Pick<ComputeParts, 'accounts'>, provider: string): CloudAccount {
  const account = accounts.find(({ cloud }) => cloud.id === provider)
  if (!account) throw new Error(`A row names the cloud ${provider}, which this server does not know`)
  return account
}
