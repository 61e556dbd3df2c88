import type { Migration } from '../migration.ts'

/** Vectors in collections; names and ids are in the order of their bytes on every database. */
export const vectors: Migration = {
  name: '021-vectors',
  up(dialect) {
    const name = dialect === 'postgres' ? 'TEXT COLLATE "C"' : 'TEXT'
    return [
      `CREATE TABLE vector_collections (
         user_id TEXT NOT NULL REFERENCES users (id),
         collection ${name} NOT NULL,
         metric TEXT NOT NULL CHECK (metric IN ('cosine', 'dot', 'l2')),
         dimensions INTEGER NOT NULL,
         model TEXT,
         count INTEGER NOT NULL,
         version TEXT NOT NULL,
         created_at INTEGER NOT NULL,
         updated_at INTEGER NOT NULL,
         PRIMARY KEY (user_id, collection)
       )`,
      `CREATE TABLE vectors (
         user_id TEXT NOT NULL,
         collection ${name} NOT NULL,
         id ${name} NOT NULL,
         vec BLOB NOT NULL,
         metadata TEXT NOT NULL,
         text TEXT,
         updated_at INTEGER NOT NULL,
         PRIMARY KEY (user_id, collection, id)
       )`,
    ]
  },
}
