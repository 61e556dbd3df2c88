import { isMap, type KeyPath, keysOf, keyText } from './key-path.ts'
import type { Config } from './schema.ts'
import type { ParsedFile } from './yaml-file.ts'

/** Where each key that is written comes from: `env:NAME` or `file:line`. What is not named has its default. */
export function originsOf(
  config: Config,
  files: readonly ParsedFile[],
  variables: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const origins = new Map<string, string>()
  for (const [path] of keysOf(config)) {
    const origin = variableOf(path, variables) ?? lineOf(path, files)
    if (origin !== undefined) origins.set(keyText(path), origin)
  }
  return origins
}

/** A variable may set what stands above the key. */
function variableOf(path: KeyPath, variables: ReadonlyMap<string, string>): string | undefined {
  const name = path.map((_, at) => variables.get(path.slice(0, at + 1).join('.'))).find(Boolean)
  return name && `env:${name}`
}

function lineOf(path: KeyPath, files: readonly ParsedFile[]): string | undefined {
  for (const file of files.toReversed()) {
    const position = file.exactly(inFile(path, file.value))
    if (position) return `${file.file}:${position.line}`
  }
  return undefined
}

/** In a file a provider goes by its place, which may be another one in each. */
function inFile([first, name, ...rest]: KeyPath, value: unknown): PropertyKey[] {
  if (first !== 'providers' || name === undefined) return [first, name, ...rest].filter((part) => part !== undefined)
  return [first, rowsOf(value).findIndex((row) => isMap(row) && row.name === name), ...rest]
}

const rowsOf = (value: unknown): readonly unknown[] =>
  isMap(value) && Array.isArray(value.providers) ? value.providers : []

function nameAt(value: unknown, at: PropertyKey | undefined): string | undefined {
  const row = typeof at === 'number' ? rowsOf(value)[at] : undefined
  return isMap(row) && typeof row.name === 'string' ? row.name : undefined
}

/** Where a mistake stands: in the highest file that has the key itself, else the nearest one above it. */
export function placeIn(
  files: readonly ParsedFile[],
  path: readonly PropertyKey[],
  merged: unknown,
): { source: string; line: number; column: number } | undefined {
  const [first, at, ...rest] = path
  const named = first === 'providers' ? nameAt(merged, at) : undefined
  for (let length = path.length; length > 0; length--) {
    for (const file of files.toReversed()) {
      const isHere = named === undefined || nameAt(file.value, at) === named
      const own = isHere ? path : inFile(['providers', named, ...rest.map(String)], file.value)
      const position = file.exactly(own.slice(0, length))
      if (position) return { source: file.file, ...position }
    }
  }
  return undefined
}
