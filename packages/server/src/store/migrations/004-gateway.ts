import type { Migration } from '../migrate.ts'

export const gateway: Migration = { name: '004-gateway', up: () => [] }
