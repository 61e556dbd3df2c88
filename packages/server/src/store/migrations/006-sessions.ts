import type { Migration } from '../migration.ts'

/** Passwords, invitations, attempts to sign in, ended tokens, identities of other providers. */
export const sessions: Migration = {
  name: '006-sessions',
  up: () => [
    `CREATE TABLE user_passwords (
       user_id TEXT PRIMARY KEY REFERENCES users (id),
       hash TEXT NOT NULL,
       set_at INTEGER NOT NULL)`,
    `CREATE TABLE setup_tokens (
       digest TEXT PRIMARY KEY,
       user_id TEXT NOT NULL REFERENCES users (id),
       expires_at INTEGER NOT NULL)`,
    'CREATE INDEX setup_tokens_by_user ON setup_tokens (user_id)',
    'CREATE TABLE login_attempts (place TEXT PRIMARY KEY, times TEXT NOT NULL, until INTEGER NOT NULL)',
    'CREATE INDEX login_attempts_by_end ON login_attempts (until)',
    'CREATE TABLE revoked_tokens (id TEXT PRIMARY KEY, expires_at INTEGER NOT NULL)',
    'CREATE INDEX revoked_tokens_by_end ON revoked_tokens (expires_at)',
    `CREATE TABLE user_identities (
       issuer TEXT NOT NULL,
       subject TEXT NOT NULL,
       user_id TEXT NOT NULL REFERENCES users (id),
       linked_at INTEGER NOT NULL,
       PRIMARY KEY (issuer, subject))`,
    'CREATE INDEX user_identities_by_user ON user_identities (user_id)',
    `CREATE TABLE login_codes (
       digest TEXT PRIMARY KEY,
       user_id TEXT NOT NULL REFERENCES users (id),
       expires_at INTEGER NOT NULL)`,
  ],
}
