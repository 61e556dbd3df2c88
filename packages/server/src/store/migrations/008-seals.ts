import type { Dialect } from '../database.ts'
import { appendOnly, type Migration } from '../migration.ts'

/** Chains over the audit log and the ledger's transfers; only what a cut covers may be deleted. */
export const seals: Migration = {
  name: '008-seals',
  up: (dialect) => [
    ...tables(dialect),
    ...waiting,
    ...(dialect === 'sqlite' ? sqliteTriggers : postgresTriggers),
    ...appendOnly(dialect, 'chain_cuts'),
    'CREATE INDEX audit_entries_by_actor ON audit_entries (actor_id, id)',
    'CREATE INDEX audit_entries_by_action ON audit_entries (action, id)',
  ],
}

const ordinal: Record<Dialect, string> = {
  sqlite: 'INTEGER PRIMARY KEY AUTOINCREMENT',
  postgres: 'BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
}

const tables = (dialect: Dialect) => [
  `CREATE TABLE chain_seals (
     chain TEXT NOT NULL CHECK (chain IN ('audit', 'transfers')),
     seq INTEGER NOT NULL CHECK (seq > 0),
     row_id TEXT NOT NULL,
     hash TEXT NOT NULL,
     PRIMARY KEY (chain, seq),
     UNIQUE (row_id, chain))`,
  `CREATE TABLE chain_cuts (
     chain TEXT NOT NULL,
     seq INTEGER NOT NULL,
     hash TEXT NOT NULL,
     at INTEGER NOT NULL,
     mac TEXT NOT NULL,
     PRIMARY KEY (chain, seq))`,
  `CREATE TABLE chain_unsealed (
     ordinal ${ordinal[dialect]},
     chain TEXT NOT NULL,
     row_id TEXT NOT NULL)`,
]

/** What was written before there was a chain. */
const waiting = [
  "INSERT INTO chain_unsealed (chain, row_id) SELECT 'audit', id FROM audit_entries ORDER BY id",
  "INSERT INTO chain_unsealed (chain, row_id) SELECT 'transfers', id FROM ledger_transfers ORDER BY id",
]

const lastCut = (chain: string) => `COALESCE((SELECT MAX(seq) FROM chain_cuts WHERE chain = ${chain}), 0)`
const isCut = (chain: string, rowId: string) =>
  `EXISTS (SELECT 1 FROM chain_seals s WHERE s.chain = ${chain} AND s.row_id = ${rowId} AND s.seq <= ${lastCut(chain)})`

const refuse = (table: string) => `BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END`

const sqliteTriggers = [
  `CREATE TRIGGER audit_entries_wait AFTER INSERT ON audit_entries
   BEGIN INSERT INTO chain_unsealed (chain, row_id) VALUES ('audit', NEW.id); END`,
  `CREATE TRIGGER ledger_transfers_wait AFTER INSERT ON ledger_transfers
   BEGIN INSERT INTO chain_unsealed (chain, row_id) VALUES ('transfers', NEW.id); END`,
  'DROP TRIGGER audit_entries_no_delete',
  `CREATE TRIGGER audit_entries_no_delete BEFORE DELETE ON audit_entries
   WHEN NOT ${isCut("'audit'", 'OLD.id')} ${refuse('audit_entries')}`,
  `CREATE TRIGGER chain_seals_no_update BEFORE UPDATE ON chain_seals ${refuse('chain_seals')}`,
  `CREATE TRIGGER chain_seals_no_delete BEFORE DELETE ON chain_seals
   WHEN OLD.seq > ${lastCut('OLD.chain')} ${refuse('chain_seals')}`,
]

const refuseRow = (table: string, unless: string) =>
  `CREATE FUNCTION ${table}_uncut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
     IF ${unless} THEN RETURN OLD; END IF;
     RAISE EXCEPTION '${table} is append-only'; END $$`

const postgresTriggers = [
  `CREATE FUNCTION chain_wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
     INSERT INTO chain_unsealed (chain, row_id) SELECT TG_ARGV[0], id FROM inserted ORDER BY id; RETURN NULL; END $$`,
  ...[
    ['audit_entries', 'audit'],
    ['ledger_transfers', 'transfers'],
  ].map(
    ([table, chain]) => `CREATE TRIGGER ${table}_wait AFTER INSERT ON ${table} REFERENCING NEW TABLE AS inserted
   FOR EACH STATEMENT EXECUTE FUNCTION chain_wait('${chain}')`,
  ),
  'DROP TRIGGER audit_entries_append_only ON audit_entries',
  ...appendOnly('postgres', 'chain_seals').slice(0, 1),
  ...['audit_entries', 'chain_seals'].map(
    (table) =>
      `CREATE TRIGGER ${table}_append_only BEFORE UPDATE ON ${table}
       FOR EACH STATEMENT EXECUTE FUNCTION ${table}_append_only()`,
  ),
  refuseRow('audit_entries', isCut("'audit'", 'OLD.id')),
  refuseRow('chain_seals', `OLD.seq <= ${lastCut('OLD.chain')}`),
  ...['audit_entries', 'chain_seals'].map(
    (table) => `CREATE TRIGGER ${table}_uncut BEFORE DELETE ON ${table}
       FOR EACH ROW EXECUTE FUNCTION ${table}_uncut()`,
  ),
  ...['audit_entries', 'chain_seals', 'ledger_transfers', 'usage_records'].map(
    (table) =>
      `CREATE TRIGGER ${table}_no_truncate BEFORE TRUNCATE ON ${table}
       FOR EACH STATEMENT EXECUTE FUNCTION ${table}_append_only()`,
  ),
]
