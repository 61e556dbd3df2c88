import type { Migration } from '../migrate.ts'

export const gpu: Migration = { name: '005-gpu', up: () => [] }
