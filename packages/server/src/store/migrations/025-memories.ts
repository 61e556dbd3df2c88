import type { Migration } from '../migration.ts'

/** Memories of conversations, and condensed contexts. */
export const memories: Migration = {
  name: '025-memories',
  up(dialect) {
    const name = dialect === 'postgres' ? 'TEXT COLLATE "C"' : 'TEXT'
    return [
      `CREATE TABLE memories (
         user_id TEXT NOT NULL REFERENCES users (id),
         id TEXT NOT NULL,
         seq INTEGER NOT NULL,
         conversation_id ${name} NOT NULL,
         role TEXT NOT NULL CHECK (role IN ('system', 'user', 'assistant')),
         content TEXT NOT NULL,
         metadata TEXT NOT NULL,
         own_id TEXT,
         at INTEGER NOT NULL,
         vec BLOB,
         model TEXT,
         PRIMARY KEY (user_id, id)
       )`,
      'CREATE UNIQUE INDEX memories_in_order ON memories (user_id, seq)',
      'CREATE INDEX memories_of_conversation ON memories (user_id, conversation_id, seq)',
      `CREATE UNIQUE INDEX memories_by_own_id ON memories (user_id, conversation_id, own_id) WHERE own_id IS NOT NULL`,
      `CREATE TABLE contexts (
         user_id TEXT NOT NULL REFERENCES users (id),
         id TEXT NOT NULL,
         summary TEXT NOT NULL,
         tokens_before INTEGER NOT NULL,
         tokens_after INTEGER NOT NULL,
         strategy TEXT NOT NULL CHECK (strategy IN ('none', 'summary', 'truncate')),
         created_at INTEGER NOT NULL,
         expires_at INTEGER NOT NULL,
         PRIMARY KEY (user_id, id)
       )`,
      'CREATE INDEX contexts_in_order ON contexts (user_id, created_at, id)',
      'CREATE INDEX contexts_expired ON contexts (expires_at)',
    ]
  },
}
