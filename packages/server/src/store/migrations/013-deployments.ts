import { dueColumns } from '../due.ts'
import type { Migration } from '../migration.ts'

export const deployments: Migration = {
  name: '013-deployments',
  up: () => [
    `CREATE TABLE gpu_deployments (
      id TEXT PRIMARY KEY,
      user_id TEXT NOT NULL,
      key_id TEXT,
      billing TEXT NOT NULL,
      name TEXT NOT NULL,
      spec TEXT NOT NULL,
      secrets TEXT NOT NULL,
      status TEXT NOT NULL,
      error TEXT,
      memory TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      changed_at INTEGER NOT NULL,
      ready_at INTEGER,
      ended_at INTEGER,
      ${dueColumns})`,
    'CREATE UNIQUE INDEX gpu_deployments_name ON gpu_deployments (user_id, name) WHERE ended_at IS NULL',
    'CREATE INDEX gpu_deployments_of_user ON gpu_deployments (user_id, id)',
    'CREATE INDEX gpu_deployments_due ON gpu_deployments (due_at) WHERE due_at IS NOT NULL',
    'CREATE INDEX gpu_instances_of_deployment ON gpu_instances (deployment_id) WHERE deployment_id IS NOT NULL',
    `CREATE TABLE gateway_routes (
      deployment_id TEXT PRIMARY KEY,
      user_id TEXT NOT NULL,
      name TEXT NOT NULL,
      model TEXT NOT NULL,
      doc TEXT NOT NULL,
      token TEXT NOT NULL)`,
    `CREATE TABLE gateway_loads (
      deployment_id TEXT NOT NULL,
      node TEXT NOT NULL,
      at INTEGER NOT NULL,
      called_at INTEGER,
      open INTEGER NOT NULL,
      waiting INTEGER NOT NULL,
      replicas TEXT NOT NULL,
      PRIMARY KEY (deployment_id, node))`,
  ],
}
