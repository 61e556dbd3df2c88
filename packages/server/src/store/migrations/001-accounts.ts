import type { Migration } from '../migrate.ts'

export const accounts: Migration = { name: '001-accounts', up: () => [] }
