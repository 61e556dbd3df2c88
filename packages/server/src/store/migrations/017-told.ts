import type { Migration } from '../migration.ts'

/** What an account was told of its balance and budgets, so that each crossing is told once. */
export const told: Migration = {
  name: '017-told',
  up: () => [
    'ALTER TABLE ledger_accounts ADD COLUMN told INTEGER NOT NULL DEFAULT 0',
    'ALTER TABLE budget_windows ADD COLUMN told INTEGER NOT NULL DEFAULT 0',
  ],
}
