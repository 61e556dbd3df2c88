import type { Migration } from '../migrate.ts'

export const catalog: Migration = { name: '003-catalog', up: () => [] }
