import type { DueColumns } from './due.ts'

/** A contract: what a tenant asked for and what came of it. Prices are micro-USD an hour, as the tenant pays them. */
export interface GpuInstanceRow {
  /** `inst_…`: the `contract_id` of the wire. */
  id: string
  user_id: string
  billing: 'prepaid' | 'unmetered'
  /** The offer that the caller chose; it stays: the `instance_id` of the wire. */
  offer_id: string
  /** The cloud that it runs at. */
  provider: string
  status: string
  /** What the tenant, or a limit, wants. */
  desired: 'running' | 'stopped' | 'terminated'
  /** What is still to be told to the cloud. */
  wish: 'start' | 'stop' | 'reboot' | null
  gpu_model: string
  gpu_count: number
  vram: number | null
  location: string | null
  price: number
  price_max: number
  /** JSON of a Launch, without its secrets. */
  launch: string
  /** Sealed JSON of the secrets of the launch; null without any. */
  secrets: string | null
  image: string
  name: string | null
  ip: string | null
  /** JSON `{host, port}`. */
  ssh: string | null
  /** JSON `[{port, public_port, host}]`, as the cloud maps them; null until it does. */
  ports: string | null
  ready_evidence: 'token' | 'port' | 'provider' | null
  hold_id: string
  /** Micro-USD that are left in the hold. */
  held: number
  /** Micro-USD that the tenant has been charged. */
  cost: number
  max_spend: number | null
  lease_expires_at: number | null
  idle_ttl_ms: number | null
  /** The last time that something was proxied to it, to a minute. */
  used_at: number | null
  /** JSON of the warnings that were given: each is given once. */
  warned: string
  /** JSON `{code, message}`. */
  error: string | null
  idempotency_key: string | null
  /** Of the request that the key came with. */
  request_hash: string
  /** JSON of the contract as it was when it was made: what a repeated request reads. */
  first_answer: string
  deployment_id: string | null
  /** The number of the current attempt. */
  attempt: number
  created_at: number
  ready_at: number | null
  ended_at: number | null
  interrupted_at: number | null
  /** When `instance.created` was written. */
  announced_at: number | null
}

export type AttemptPhase = 'intent' | 'sent' | 'unknown' | 'live' | 'refused' | 'absent' | 'destroyed'

/** One try to rent a machine, and the machine. A worker claims attempts, not contracts. */
export interface GpuAttemptRow extends DueColumns {
  /** The tag that the machine carries at the cloud. */
  id: string
  contract_id: string
  n: number
  provider: string
  offer_id: string
  /** JSON of the offer as it was seen, with the cloud's own prices and its `ref`. */
  offer: string
  machine: string | null
  phase: AttemptPhase
  provider_id: string | null
  /** JSON `{code, message}`: why it failed, or why it is given up. */
  error: string | null
  /** 1: alive, and not wanted. */
  discard: number
  /** 1: it came to life after it was given up; the operator pays for it. */
  orphan: number
  created_at: number
  sent_at: number | null
  /** From when on the cloud bills it. */
  accepted_at: number | null
  running_at: number | null
  ready_at: number | null
  /** When its end was proved. */
  ended_at: number | null
  /** Tag searches, and those of them that saw a complete list without it. */
  searches: number
  searches_empty: number
  /** 1: something moved, the cloud is to be asked. */
  look: number
  /** What the cloud last said of its boot, and when that last moved. */
  progress: string
  progress_at: number | null
  probe_passes: number
  probe_misses: number
  /** When the cloud last showed it. */
  seen_at: number | null
  /** Complete lists in a row without it, and when the first of them was read. */
  misses: number
  missed_at: number | null
  destroy_tries: number
  /** When the last request to destroy it went out. */
  destroy_sent_at: number | null
  /** When the first one did, since it is to be destroyed. */
  destroy_since: number | null
  /** When its billing ended as far as we know, and how we know. */
  gone_at: number | null
  gone_source: BoundarySource | null
  gone_uncertainty_ms: number | null
}

export type BoundarySource = 'observed' | 'cloud' | 'statement'

/** A stretch of one attempt at one price, `[from_at, to_at)`; rates are micro-USD an hour. */
export interface GpuSegmentRow {
  /** `<attempt>:<seq>` */
  id: string
  attempt_id: string
  seq: number
  contract_id: string
  user_id: string
  offer_id: string
  provider: string
  gpu_model: string
  kind: 'gpu' | 'disk_only' | 'prepaid_min' | 'egress'
  /** Who pays in the end; `open`: nobody yet, because it was never ready. */
  payer: 'open' | 'tenant' | 'operator'
  /** What the cloud charges, and what the tenant pays. */
  cost_rate: number
  charge_rate: number
  from_at: number
  from_source: BoundarySource
  from_uncertainty_ms: number
  to_at: number | null
  to_source: BoundarySource | null
  to_uncertainty_ms: number | null
  /** Posted up to this time, by so many postings. */
  posted_until: number
  tick: number
  cost_posted: number
  charge_posted: number
  /** What rounding left over, in micro-USD × ms of an hour; carried into the next posting. */
  cost_rest: number
  charge_rest: number
}

/** The newest offers of a cloud, as they were read; `due_at` is the next refresh. */
export interface GpuSnapshotRow extends DueColumns {
  /** The cloud. */
  id: string
  /** Grows with each refresh. */
  version: number
  fetched_at: number | null
  partial: number
  failures: number
  /** Rows of the last answer that looked too small to be believed. */
  doubted: number | null
  /** Gzipped JSON. */
  offers: Uint8Array | null
}

/** A cloud account; `due_at` is the next reconciliation. */
export interface GpuCloudRow extends DueColumns {
  id: string
  /** An outcome code after which nothing is rented there until `disabled_until`. */
  disabled: string | null
  disabled_until: number | null
  /** Failed reconciliations in a row, and since when. */
  failures: number
  failing_since: number | null
}

/** A tag to look out for: of an attempt that did not come to be, or of a machine that no row knows. */
export interface GpuWatchedTagRow {
  id: string
  provider: string
  /** Set where a machine carries it that no row knows. */
  provider_id: string | null
  first_seen_at: number
  rounds: number
  /** 1: it is told to the operator and otherwise left alone. */
  reported: number
  destroy_sent_at: number | null
  until_at: number
}

/** One row: four characters that tell the machines of this database from those of others. */
export interface GpuInstallationRow {
  one: number
  install: string
}

export interface GpuTables {
  gpu_instances: GpuInstanceRow
  gpu_attempts: GpuAttemptRow
  gpu_segments: GpuSegmentRow
  gpu_snapshots: GpuSnapshotRow
  gpu_clouds: GpuCloudRow
  gpu_watched_tags: GpuWatchedTagRow
  gpu_installation: GpuInstallationRow
}
