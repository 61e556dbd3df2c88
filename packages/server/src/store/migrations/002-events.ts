import type { Migration } from '../migrate.ts'

export const events: Migration = { name: '002-events', up: () => [] }
