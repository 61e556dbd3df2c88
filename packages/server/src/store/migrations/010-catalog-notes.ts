import type { Migration } from '../migration.ts'

/** What a source says of why it says so, such as an operator's note on a correction. */
export const catalogNotes: Migration = {
  name: '010-catalog-notes',
  up: () => ['ALTER TABLE model_observations ADD COLUMN note TEXT'],
}
