import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { Config } from '../config/schema.ts'
import { createSecrets, previousKeysIn, type Secrets } from '../identity/secrets.ts'
import { requireSoundSecrets } from './start-rules.ts'

/** Secrets of a development server, beside its database (mode 0600), so that the printed lines work at every start. */
export interface KeysFile {
  /** What everything else is derived from: 32 bytes, base64url; the form of ENCRYPTION_KEY. */
  encryption_key: string
  /** The development account's API key, once it exists. */
  api_key: string | null
}

export interface KeysStore {
  read(): KeysFile
  saveApiKey(key: string): void
}

const sqliteFileOf = (databaseUrl: string): string => databaseUrl.replace(/^sqlite:(\/\/)?/, '')

/** Where the secrets of a development server with this database stand. */
export const keysFileOf = (databaseUrl: string): string =>
  /^postgres/.test(databaseUrl) ? './gpuproxy.db.keys' : `${sqliteFileOf(databaseUrl)}.keys`

const freshKeys = (): KeysFile => ({ encryption_key: randomBytes(32).toString('base64url'), api_key: null })

export function openKeysFile(file: string): KeysStore {
  const read = (): KeysFile => {
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as KeysFile
    const made = freshKeys()
    write(made)
    return made
  }
  const write = (keys: KeysFile): void => {
    writeFileSync(`${file}.new`, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 })
    renameSync(`${file}.new`, file)
    chmodSync(file, 0o600)
  }
  return { read, saveApiKey: (key) => write({ ...read(), api_key: key }) }
}

/** Of a database that nothing outlives. */
function keysInMemory(): KeysStore {
  let keys = freshKeys()
  return {
    read: () => keys,
    saveApiKey(key) {
      keys = { ...keys, api_key: key }
    },
  }
}

type Environment = Record<string, string | undefined>

/** Only a development server on loopback keeps its secrets in a file; null where ENCRYPTION_KEY is set. */
export function keysFor(config: Config, environment: Environment): KeysStore | null {
  requireSoundSecrets(config, environment)
  if (environment.ENCRYPTION_KEY) return null
  const { url } = config.database
  return sqliteFileOf(url) === ':memory:' ? keysInMemory() : openKeysFile(keysFileOf(url))
}

/** All secrets of this server. */
export const secretsFor = (config: Config, environment: Environment): Secrets =>
  createSecrets(
    keysFor(config, environment)?.read().encryption_key ?? environment.ENCRYPTION_KEY ?? '',
    previousKeysIn(environment.ENCRYPTION_KEYS_PREVIOUS),
  )
