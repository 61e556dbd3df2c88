import { isDeepStrictEqual } from 'node:util'
import { deepFreeze } from './deep-freeze.ts'
import { isMap, type KeyPath, keyText } from './key-path.ts'
import { needsRestart } from './restart-keys.ts'
import type { Config } from './schema.ts'

/** What a configuration that was read changes in the one that runs; paths of keys, never values. */
export interface Comparison {
  /** Take effect at once: `providers[openai].timeout`. */
  readonly applied: readonly string[]
  /** Keep what runs until a restart: `server.port`. */
  readonly needsRestart: readonly string[]
  /** What runs from now on, frozen. A part that did not change is the same object as before. */
  readonly config: Config
}

interface Found {
  readonly applied: string[]
  readonly needsRestart: string[]
}

/** Key by key; providers are compared by name. */
export function compareConfigs(running: Config, read: Config): Comparison {
  const found: Found = { applied: [], needsRestart: [] }
  const config = compared([], running, read, found) as Config
  return { ...found, config: deepFreeze(config) }
}

/** The value that runs: the new one, unless its key needs a restart. */
function compared(path: KeyPath, running: unknown, read: unknown, found: Found): unknown {
  if (isDeepStrictEqual(running, read)) return running
  if (path.length === 1 && path[0] === 'providers') return comparedByName(running as Rows, read as Rows, found)
  const [before, after] = [running ?? {}, read ?? {}]
  if (isMap(before) && isMap(after) && (isMap(running) || isMap(read))) {
    const members = comparedMap(path, before, after, found)
    return Object.keys(members).length > 0 || (isMap(running) && isMap(read)) ? members : undefined
  }
  const isHeld = needsRestart(path)
  found[isHeld ? 'needsRestart' : 'applied'].push(keyText(path))
  return isHeld ? running : read
}

function comparedMap(path: KeyPath, running: Values, read: Values, found: Found): Values {
  const names = new Set([...Object.keys(read), ...Object.keys(running)])
  const members = [...names].map((name) => [name, compared([...path, name], running[name], read[name], found)] as const)
  return Object.fromEntries(members.filter(([, member]) => member !== undefined))
}

type Rows = readonly { readonly name: string }[]

/** A provider that came, went or moved is one path. */
function comparedByName(running: Rows, read: Rows, found: Found): unknown {
  const names = (rows: Rows) => rows.map(({ name }) => name)
  const [before, after] = [names(running), names(read)]
  found.applied.push(...before.filter((name) => !after.includes(name)).map((name) => `providers[${name}]`))
  const rows = read.map((row) => {
    const known = running.find(({ name }) => name === row.name)
    if (known !== undefined) return compared(['providers', row.name], known, row, found)
    found.applied.push(`providers[${row.name}]`)
    return row
  })
  const kept = (one: readonly string[], other: readonly string[]) => one.filter((name) => other.includes(name))
  if (!isDeepStrictEqual(kept(before, after), kept(after, before))) found.applied.push('providers')
  return rows
}

type Values = Readonly<Record<string, unknown>>
