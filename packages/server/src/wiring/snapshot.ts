import { createHmac } from 'node:crypto'
import { clouds } from '@proxyapi/clouds'
import { brands } from '@proxyapi/providers'
import { canonicalJson } from '../canonical-json.ts'
import { compareConfigs } from '../config/compare.ts'
import type { LoadedConfig } from '../config/load.ts'
import type { Config } from '../config/schema.ts'
import type { Templates } from '../gateway/template/templates.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** What the files and the environment say, read once and checked. */
export interface Reading extends LoadedConfig {
  readonly templates: Templates
  /** With every sealed secret under its own name. */
  readonly environment: Environment
}

/** What a server runs with: replaced as a whole, changed never. */
export interface Snapshot extends Reading {
  /** Of what was read; what needs a restart may differ from what runs. */
  readonly hash: string
  /** From 1; grows with each one that replaces another. */
  readonly version: number
}

/** What a reading changes in what runs; paths of keys and names of variables, never values. */
export interface Change {
  readonly applied: readonly string[]
  readonly needsRestart: readonly string[]
  readonly snapshot: Snapshot
}

/** Rooms take these at their start. */
const startVariables = [
  'ENCRYPTION_KEY',
  'ENCRYPTION_KEYS_PREVIOUS',
  'STRIPE_SECRET_KEY',
  'STRIPE_WEBHOOK_SECRET',
  'PROXY_API_PUBLIC_URL',
  'PROXY_API_METRICS_TOKEN',
]

const liveVariables = ({ providers }: Config): string[] => [
  ...[...brands.values(), ...clouds.values()].flatMap(({ keyEnv }) => keyEnv),
  ...providers.flatMap(({ api_key_env }) => api_key_env ?? []),
]

/** The first one of a process. */
export const snapshotOf = (reading: Reading): Snapshot => ({ ...reading, hash: hashOf(reading), version: 1 })

/** What runs once a reading has been taken over. */
export function changeOf(running: Snapshot, read: Reading): Change {
  const { applied, needsRestart, config } = compareConfigs(running.config, read.config)
  const differs = (name: string) => running.environment[name] !== read.environment[name]
  const live = [...new Set([...liveVariables(running.config), ...liveVariables(read.config)])].filter(differs)
  const held = startVariables.filter(differs)
  const templates = changedTemplates(running.templates, read.templates)
  const kept = Object.fromEntries(held.map((name) => [name, running.environment[name]]))
  return {
    applied: [...applied, ...templates, ...live],
    needsRestart: [...needsRestart, ...held],
    snapshot: {
      ...read,
      config,
      templates: templates.length > 0 ? read.templates : { ...running.templates, variables: read.templates.variables },
      environment: { ...read.environment, ...kept },
      hash: hashOf(read),
      version: running.version + 1,
    },
  }
}

function changedTemplates({ byName: before }: Templates, { byName: after }: Templates): string[] {
  const text = (templates: Templates['byName'], name: string) => canonicalJson(templates.get(name)?.program)
  const names = [...new Set([...before.keys(), ...after.keys()])]
  return names.filter((name) => text(before, name) !== text(after, name)).map((name) => `templates[${name}]`)
}

/**
 * SHA-256 in hex, equal for equal readings. Keyed where the environment holds a key, so that nobody can guess the secrets in
 * it by trying.
 */
export function hashOf({
  config,
  templates,
  environment,
}: Pick<Reading, 'config' | 'templates' | 'environment'>): string {
  const names = [...new Set([...liveVariables(config), ...startVariables])]
  const read = {
    config,
    templates: Object.fromEntries([...templates.byName].map(([name, { program }]) => [name, program])),
    variables: Object.fromEntries(names.map((name) => [name, environment[name]])),
  }
  return createHmac('sha256', environment.ENCRYPTION_KEY ?? '')
    .update(canonicalJson(read))
    .digest('hex')
}
