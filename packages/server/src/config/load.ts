import type { z } from 'zod'
import { deepFreeze } from './deep-freeze.ts'
import { environmentLayer } from './environment.ts'
import { generatedProviders } from './generated-providers.ts'
import { isInert } from './inert-keys.ts'
import { isMap, keysOf, keyText } from './key-path.ts'
import { originsOf, placeIn } from './origin.ts'
import { ConfigError, type ConfigProblem, dotted } from './problem.ts'
import { type Config, configSchema, providerTypeList } from './schema.ts'
import { hidden, hiddenPaths } from './secrets.ts'
import { substitute } from './substitute.ts'
import { configWarnings } from './warnings.ts'
import { type ParsedFile, parseConfigFile } from './yaml-file.ts'

export interface ConfigInput {
  /** Lowest first: later files override earlier ones. `providers` are merged by name. */
  files: { name: string; text: string }[]
  /** Process environment over `.env`. */
  environment: Record<string, string | undefined>
}

export interface LoadedConfig {
  readonly config: Config
  readonly warnings: readonly string[]
  /** Where a key comes from: `env:NAME` or `file:line`; what is not named is a default. */
  readonly origin: ReadonlyMap<string, string>
}

/** Layers → one checked, frozen configuration. Throws ConfigError with every mistake at once. */
export function loadConfig({ files, environment }: ConfigInput): LoadedConfig {
  const title = files.at(-1)?.name ?? 'the environment'
  const parsed = files.map(({ name, text }) => parseConfigFile(name, text))
  const broken = parsed.flatMap((file) => ('problems' in file ? file.problems : []))
  if (broken.length > 0) throw new ConfigError(broken, title)
  const sound = parsed as ParsedFile[]
  const layer = environmentLayer(environment)
  const written = [...sound.map(({ value }) => value), layer.value].reduce<unknown>(
    (below, above) => merge(below, above),
    {},
  )
  const merged = { providers: generatedProviders(environment), ...(written as object) }
  const { value, missing } = substitute(merged, environment)
  const keys = missing.filter(({ path }) => path[0] === 'auth' && path[1] === 'api_keys')
  const given = withoutFree(pruned(value))
  const strict = configSchema.safeParse(given, { reportInput: true })
  const unknown = environment.PROXY_API_CONFIG_UNKNOWN_KEYS === 'warn' ? unknownKeys(strict.error?.issues ?? []) : []
  const result = unknown.length === 0 ? strict : configSchema.safeParse(without(given, unknown), { reportInput: true })
  const problems = [
    ...layer.problems,
    ...keys.map(({ name, path }) => ({ path: dotted(path), message: `Environment variable '${name}' not found` })),
    ...hiddenPaths(written).map((path) => ({ path: dotted(path), message: `${hidden} stands for a secret; write it` })),
    ...(result.error?.issues ?? []).flatMap(toProblems),
  ].map((problem) => located(problem, sound, layer.origin, merged))
  if (problems.length > 0 || !result.success) throw new ConfigError(problems, title)
  const origin = originsOf(result.data, sound, layer.origin)
  const inert = keysOf(result.data).flatMap(([path]) =>
    isInert(path) && origin.has(keyText(path)) ? keyText(path) : [],
  )
  const unset = [...new Set(missing.map(({ name }) => name))]
  const warnings = [
    ...layer.warnings,
    ...unknown.map((path) => `${dotted(path)}: unknown key`),
    ...(unset.length > 0 ? [`Environment variables that are not set: ${unset.join(', ')}`] : []),
    ...(inert.length > 0 ? [`Without effect yet: ${inert.join(', ')}`] : []),
    ...configWarnings(result.data),
  ]
  return { config: deepFreeze(result.data), warnings, origin }
}

function merge(below: unknown, above: unknown, key?: string): unknown {
  if (key === 'providers' && Array.isArray(below) && Array.isArray(above)) return mergeByName(below, above)
  if (!isMap(below) || !isMap(above)) return above
  const all = new Set([...Object.keys(below), ...Object.keys(above)])
  return Object.fromEntries(
    [...all].map((name) => [
      name,
      name in above ? (name in below ? merge(below[name], above[name], name) : above[name]) : below[name],
    ]),
  )
}

function mergeByName(below: unknown[], above: unknown[]): unknown[] {
  const nameOf = (row: unknown) => (isMap(row) ? row.name : undefined)
  const kept = below.map((row) => merge(row, above.find((other) => nameOf(other) === nameOf(row)) ?? row))
  return [...kept, ...above.filter((row) => !below.some((other) => nameOf(other) === nameOf(row)))]
}

/** What a missing variable left absent. */
function pruned(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => item !== undefined).map(pruned)
  if (!isMap(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined && member !== null)
      .map(([key, member]) => [key, pruned(member)]),
  )
}

/** Keys that begin with `x-` are the operator's own. */
function withoutFree(value: unknown): unknown {
  return isMap(value) ? Object.fromEntries(Object.entries(value).filter(([key]) => !key.startsWith('x-'))) : value
}

type Issue = z.core.$ZodIssue

const unknownKeys = (issues: readonly Issue[]): PropertyKey[][] =>
  issues.flatMap(({ path, ...issue }) =>
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [],
  )

/** A newer version knows these keys; this one does without. */
function without(value: unknown, paths: readonly (readonly PropertyKey[])[]): unknown {
  const copy = structuredClone(value)
  for (const path of paths) {
    const parent = path.slice(0, -1).reduce((at, part) => (at as Record<PropertyKey, unknown>)[part], copy)
    delete (parent as Record<PropertyKey, unknown>)[path.at(-1) ?? '']
  }
  return copy
}

/** Messages in the words that existing users know. */
function toProblems(issue: Issue): ConfigProblem[] {
  const path = dotted(issue.path)
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: dotted([...issue.path, key]),
      message: `unknown key${suggestion(key, issue.path)}`,
    }))
  }
  return [{ path, message: messageOf(issue) }]
}

function messageOf(issue: Issue): string {
  const { input } = issue
  if (issue.message === 'type') return `${quoted(input)} is not one of ${providerTypeList}`
  if (issue.code === 'invalid_type' && input === undefined) return 'is a required property'
  if (issue.code === 'invalid_type')
    return `${quoted(input)} is not of type '${issue.expected === 'int' ? 'integer' : issue.expected}'`
  if (issue.code === 'too_small' && issue.origin !== 'array' && issue.origin !== 'string')
    return `${quoted(input)} is less than the minimum of ${issue.minimum}`
  if (issue.code === 'too_big' && issue.origin !== 'array' && issue.origin !== 'string')
    return `${quoted(input)} is greater than the maximum of ${issue.maximum}`
  if (issue.code === 'invalid_value')
    return `${quoted(input)} is not one of [${issue.values.map((value) => `'${String(value)}'`).join(', ')}]`
  return issue.message
}

const quoted = (value: unknown) =>
  typeof value === 'string' ? `'${value.slice(0, 100)}'` : JSON.stringify(value)?.slice(0, 100)

function suggestion(key: string, path: readonly PropertyKey[]): string {
  const near = keysAt(path)
    .map((known) => [known, distance(known, key)] as const)
    .sort((a, b) => a[1] - b[1])[0]
  return near && near[1] <= 3 ? `, did you mean '${near[0]}'?` : ''
}

function keysAt(path: readonly PropertyKey[]): string[] {
  let at: unknown = configSchema
  for (const part of path) at = typeof part === 'number' ? inner(at, 'element') : memberAt(at, part)
  return Object.keys((inner(at, 'shape') as object | undefined) ?? {})
}

/** Of a map, every member is alike. */
const memberAt = (schema: unknown, name: PropertyKey): unknown =>
  (inner(schema, 'shape') as Record<PropertyKey, unknown> | undefined)?.[name] ?? inner(schema, 'valueType')

/** A property of a schema, through its defaults and options. */
function inner(schema: unknown, property: 'shape' | 'element' | 'valueType'): unknown {
  let at = schema as Inner | undefined
  while (at && at[property] === undefined) at = at._zod?.def.innerType as typeof at
  return at?.[property]
}

interface Inner {
  readonly shape?: unknown
  readonly element?: unknown
  readonly valueType?: unknown
  readonly _zod?: { readonly def: { readonly innerType?: unknown } }
}

/** Levenshtein distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + Number(a[i - 1] !== b[j - 1])))
    row = next
  }
  return row[b.length]!
}

function located(
  problem: ConfigProblem,
  files: readonly ParsedFile[],
  origin: ReadonlyMap<string, string>,
  merged: unknown,
): ConfigProblem {
  const variable = origin.get(problem.path)
  if (variable) return { ...problem, path: variable, source: 'environment' }
  const path = [...problem.path.matchAll(/[^.[\]]+/g)].map(([part]) => (/^\d+$/.test(part) ? Number(part) : part))
  return { ...problem, ...placeIn(files, path, merged) }
}
