import type { Dialect } from '../database.ts'
import { dueColumns } from '../due.ts'
import type { Migration } from '../migration.ts'

const tables = [
  `CREATE TABLE gpu_installation (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    install TEXT NOT NULL)`,

  `CREATE TABLE gpu_instances (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    billing TEXT NOT NULL,
    offer_id TEXT NOT NULL,
    provider TEXT NOT NULL,
    status TEXT NOT NULL,
    desired TEXT NOT NULL,
    wish TEXT,
    gpu_model TEXT NOT NULL,
    gpu_count INTEGER NOT NULL,
    vram REAL,
    location TEXT,
    price INTEGER NOT NULL,
    price_max INTEGER NOT NULL,
    launch TEXT NOT NULL,
    secrets TEXT,
    image TEXT NOT NULL,
    name TEXT,
    ip TEXT,
    ssh TEXT,
    ports TEXT,
    ready_evidence TEXT,
    hold_id TEXT NOT NULL,
    held INTEGER NOT NULL,
    cost INTEGER NOT NULL,
    max_spend INTEGER,
    lease_expires_at INTEGER,
    idle_ttl_ms INTEGER,
    used_at INTEGER,
    warned TEXT NOT NULL,
    error TEXT,
    idempotency_key TEXT,
    request_hash TEXT NOT NULL,
    first_answer TEXT NOT NULL,
    deployment_id TEXT,
    attempt INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    ready_at INTEGER,
    ended_at INTEGER,
    interrupted_at INTEGER,
    announced_at INTEGER,
    UNIQUE (user_id, idempotency_key))`,
  'CREATE INDEX gpu_instances_of_user ON gpu_instances (user_id, created_at)',
  'CREATE INDEX gpu_instances_live ON gpu_instances (user_id, offer_id) WHERE ended_at IS NULL',

  `CREATE TABLE gpu_attempts (
    id TEXT PRIMARY KEY,
    contract_id TEXT NOT NULL REFERENCES gpu_instances (id),
    n INTEGER NOT NULL,
    provider TEXT NOT NULL,
    offer_id TEXT NOT NULL,
    offer TEXT NOT NULL,
    machine TEXT,
    phase TEXT NOT NULL,
    provider_id TEXT,
    error TEXT,
    discard INTEGER NOT NULL,
    orphan INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    sent_at INTEGER,
    accepted_at INTEGER,
    running_at INTEGER,
    ready_at INTEGER,
    ended_at INTEGER,
    searches INTEGER NOT NULL,
    searches_empty INTEGER NOT NULL,
    look INTEGER NOT NULL,
    progress TEXT NOT NULL,
    progress_at INTEGER,
    probe_passes INTEGER NOT NULL,
    probe_misses INTEGER NOT NULL,
    seen_at INTEGER,
    misses INTEGER NOT NULL,
    missed_at INTEGER,
    destroy_tries INTEGER NOT NULL,
    destroy_sent_at INTEGER,
    destroy_since INTEGER,
    gone_at INTEGER,
    gone_source TEXT,
    gone_uncertainty_ms INTEGER,
    ${dueColumns},
    UNIQUE (contract_id, n))`,
  'CREATE INDEX gpu_attempts_due ON gpu_attempts (due_at) WHERE due_at IS NOT NULL',
  'CREATE INDEX gpu_attempts_open ON gpu_attempts (provider) WHERE ended_at IS NULL',

  `CREATE TABLE gpu_segments (
    id TEXT PRIMARY KEY,
    attempt_id TEXT NOT NULL REFERENCES gpu_attempts (id),
    seq INTEGER NOT NULL,
    contract_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    offer_id TEXT NOT NULL,
    provider TEXT NOT NULL,
    gpu_model TEXT NOT NULL,
    kind TEXT NOT NULL,
    payer TEXT NOT NULL,
    cost_rate INTEGER NOT NULL,
    charge_rate INTEGER NOT NULL,
    from_at INTEGER NOT NULL,
    from_source TEXT NOT NULL,
    from_uncertainty_ms INTEGER NOT NULL,
    to_at INTEGER,
    to_source TEXT,
    to_uncertainty_ms INTEGER,
    posted_until INTEGER NOT NULL,
    tick INTEGER NOT NULL,
    cost_posted INTEGER NOT NULL,
    charge_posted INTEGER NOT NULL,
    cost_rest INTEGER NOT NULL,
    charge_rest INTEGER NOT NULL,
    UNIQUE (attempt_id, seq))`,
  'CREATE INDEX gpu_segments_open ON gpu_segments (posted_until) WHERE to_at IS NULL',
  'CREATE INDEX gpu_segments_of_user ON gpu_segments (user_id, from_at)',

  `CREATE TABLE gpu_snapshots (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    fetched_at INTEGER,
    partial INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    doubted INTEGER,
    offers BLOB,
    ${dueColumns})`,

  `CREATE TABLE gpu_clouds (
    id TEXT PRIMARY KEY,
    disabled TEXT,
    disabled_until INTEGER,
    failures INTEGER NOT NULL,
    failing_since INTEGER,
    ${dueColumns})`,

  `CREATE TABLE gpu_watched_tags (
    id TEXT PRIMARY KEY,
    provider TEXT NOT NULL,
    provider_id TEXT,
    first_seen_at INTEGER NOT NULL,
    rounds INTEGER NOT NULL,
    reported INTEGER NOT NULL,
    destroy_sent_at INTEGER,
    until_at INTEGER NOT NULL)`,
]

/** Milliseconds as a time of the database, so that callers' SQL can compare it with its own `now`. */
const time = (dialect: Dialect, column: string) =>
  dialect === 'postgres'
    ? `to_timestamp(${column} / 1000.0)`
    : `strftime('%Y-%m-%d %H:%M:%f', ${column} / 1000.0, 'unixepoch')`

const usd = (dialect: Dialect, column: string) =>
  dialect === 'postgres' ? `CAST(${column} / 1000000.0 AS numeric(20,6))` : `${column} / 1000000.0`

/** For direct SQL: hours and USD of what tenants pay, as far as it has been posted, so that it agrees with the ledger. */
const usageView = (dialect: Dialect) => `CREATE VIEW gpu_usage AS
  SELECT id, user_id, offer_id AS instance_id, contract_id, provider, gpu_model, kind,
    ${time(dialect, 'from_at')} AS start_time,
    ${time(dialect, 'to_at')} AS end_time,
    (posted_until - from_at) / 3600000.0 AS duration,
    ${usd(dialect, 'charge_posted')} AS cost
  FROM gpu_segments WHERE payer <> 'operator'`

export const gpu: Migration = { name: '005-gpu', up: (dialect) => [...tables, usageView(dialect)] }
