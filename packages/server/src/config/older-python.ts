import { type Document, isMap, parseDocument } from 'yaml'
import { settingOf, settingsByVariable } from './environment.ts'
import { type PresentYaml, presentYaml } from './older-yaml.ts'
import { type FromVariable, type PythonDict, type PythonValue, readPython } from './python-literals.ts'
import { schemaKeys } from './schema-keys.ts'
import { isSecret } from './secrets.ts'

/** Files of Python that older systems were configured by. */
export const pythonFiles = ['production_config.py', 'gunicorn.conf.py'] as const

/** Whether files are those of an older system of ours: the other one may be anybody's. */
export const isOlderSystem = (files: readonly string[]): boolean => files.includes('production_config.py')

/** A configuration in its present form, and what of the older one has no place in it, by file and line. */
interface PresentPython extends PresentYaml {
  leftOut: string[]
}

/** Of several things in one file, so that the name alone does not tell. */
const ambiguous = new Set(['timeout', 'cache_ttl', 'max_retries', 'debug'])

/** Name in an older file → path: the variables in lower case, and what Gunicorn calls otherwise. */
const paths: ReadonlyMap<string, string> = new Map([
  ...[...settingsByVariable]
    .map(([name, path]) => [name.toLowerCase(), path] as const)
    .filter(([name]) => !ambiguous.has(name)),
  ['loglevel', 'logging.level'],
  ['certfile', 'server.ssl.certfile'],
  ['keyfile', 'server.ssl.keyfile'],
  ['graceful_timeout', 'server.drain_timeout'],
])

interface Leaf {
  names: readonly string[]
  value: PythonValue
  place: string
}

/**
 * The configuration that older files of Python state, added to the text of a present one, which beats them. Nothing of the
 * files is executed; secrets go to the variables that set them, but for those of which one is set already. Throws where the
 * present one is no YAML.
 */
export function presentPython(
  files: readonly { name: string; text: string }[],
  config: string,
  isSet: (variable: string) => boolean,
): PresentPython {
  const present = presentYaml(config) ?? { text: config, keys: {} }
  const document = documentOf(present.text)
  const keys = { ...present.keys }
  const leftOut: string[] = []
  const known = new Set(schemaKeys().map(({ path }) => path.join('.')))
  for (const { name, text } of files) {
    const read = readPython(text)
    leftOut.push(...read.leftOut.map(({ line, text }) => `${name}:${line}: ${text}`))
    for (const leaf of read.settings.flatMap((setting) => leavesOf([], setting, name))) {
      const settings = settingsOf(leaf, known)
      if (settings === null) leftOut.push(`${leaf.place}: ${leaf.names.join('.')} is no setting of this server`)
      for (const [path, value] of settings ?? []) {
        const variable = isSecret(path.split('.')) ? variableOf(path) : undefined
        if (variable === undefined) addSetting(document, path, value)
        else if (!isSet(variable)) keys[variable] ??= typeof value === 'string' ? value : JSON.stringify(value)
      }
    }
  }
  const text = document.contents === null ? '{}\n' : document.toString({ lineWidth: 0 })
  const renewed = presentYaml(text)
  return { text: renewed?.text ?? text, keys: { ...keys, ...renewed?.keys }, leftOut }
}

function documentOf(text: string): Document {
  const document = parseDocument(text, { uniqueKeys: true, version: '1.2', schema: 'core' })
  const [error] = document.errors
  if (error) throw new Error(error.message.split('\n')[0])
  return document
}

/** What is there stays, also where it is no section. */
function addSetting(document: Document, path: string, value: unknown): void {
  const parts = path.split('.')
  const sections = parts.slice(1).map((_, at) => document.getIn(parts.slice(0, at + 1), true))
  if (document.hasIn(parts) || sections.some((section) => section !== undefined && !isMap(section))) return
  document.setIn(parts, document.createNode(value))
}

const variableOf = (path: string): string | undefined =>
  [...settingsByVariable].find(([, setting]) => setting === path)?.[0]

function leavesOf(above: readonly string[], { name, value, line }: PythonDict['items'][number], file: string): Leaf[] {
  const names = [...above, name.toLowerCase()]
  const isProvider = names.at(-2) === 'providers'
  if (isDict(value) && !isProvider) return value.items.flatMap((item) => leavesOf(names, item, file))
  return [{ names, value, place: `${file}:${line}` }]
}

/** Path and value of the settings that a leaf states: none where only its variable does; null where it is none of ours. */
function settingsOf({ names, value }: Leaf, known: ReadonlySet<string>): [path: string, value: unknown][] | null {
  const last = names.at(-1) ?? ''
  if (names.at(-2) === 'providers') return [[`providers.${last}`, plain(value)]]
  const setting = isVariable(value) ? settingOf(value.name) : null
  if (isVariable(value) && setting !== null) return stated(setting, value)
  if (last === 'bind' && typeof value === 'string') return bound(value)
  const path = pathOf(names, known)
  return path === null ? null : [[path, plain(value)]]
}

/** A variable sets its key itself; what stands where it is not set becomes the key's value. */
function stated({ path, read }: NonNullable<ReturnType<typeof settingOf>>, { fallback, written }: FromVariable) {
  if (fallback === undefined) return []
  const value = read === undefined || typeof written === 'object' ? plain(fallback) : read(String(written))
  return [[path, value] as [path: string, value: unknown]]
}

function pathOf(names: readonly string[], known: ReadonlySet<string>): string | null {
  const last = names.at(-1) ?? ''
  const suffixes = names.map((_, at) => names.slice(at).join('.'))
  const own = suffixes.find((path) => path.includes('.') && known.has(path))
  // Below a section the name alone says little: `timeout` of what?
  const older = paths.get(names.slice(-2).join('_')) ?? (names.length < 3 ? paths.get(last) : undefined)
  return own ?? older ?? null
}

/** `0.0.0.0:8000`, `[::]:8000`. */
function bound(address: string): [string, unknown][] | null {
  const [, host, port] = /^\[?([^\]]*?)\]?:(\d{1,5})$/.exec(address) ?? []
  if (port === undefined) return null
  return [...(host ? [['server.host', host] as [string, unknown]] : []), ['server.port', Number(port)]]
}

const isDict = (value: PythonValue): value is PythonDict =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'dict'

const isVariable = (value: PythonValue): value is FromVariable =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'variable'

/** As YAML has it; a variable that has no key of its own is asked for when the file is read. */
function plain(value: PythonValue): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (isDict(value)) return Object.fromEntries(value.items.map(({ name, value }) => [name, plain(value)]))
  if (!isVariable(value)) return value
  const { name, fallback } = value
  return fallback === undefined || typeof fallback === 'object' ? `\${${name}}` : `\${${name}:-${fallback}}`
}
