import { isMap, isScalar, type Pair, parseDocument, Scalar, YAMLMap, YAMLSeq } from 'yaml'
import { settingsByVariable } from './environment.ts'
import { brandOf } from './schema.ts'

/** A configuration in its present form. */
export interface PresentYaml {
  text: string
  /** Keys of providers that stood in the file, by the variable that it names in their place. */
  keys: Record<string, string>
}

/** What the older form says without a section, and no variable says so. */
const discoverySettings = ['cache_ttl', 'timeout', 'max_retries'].map((name) => [name, `discovery.${name}`] as const)

/** Older name → path of the setting: the variables in lower case, and what discovery was told. */
const paths: ReadonlyMap<string, string> = new Map([
  ...[...settingsByVariable].map(([name, path]) => [name.toLowerCase(), path] as const),
  ...discoverySettings,
])

/**
 * The present form of a configuration of the older one, settings side by side and providers by name, with its comments;
 * null for one of the present form. Throws where it is no YAML, or says a thing twice.
 */
export function presentYaml(text: string): PresentYaml | null {
  const document = parseDocument(text, { uniqueKeys: true, version: '1.2', schema: 'core' })
  const [error] = document.errors
  if (error) throw new Error(error.message.split('\n')[0])
  const root: unknown = document.contents
  if (!isMap(root)) return null
  const loose = root.items.filter((pair) => isScalar(pair.value) && paths.has(nameOf(pair)))
  const named: unknown = root.get('providers', true)
  if (loose.length === 0 && !isMap(named)) return null
  root.items = root.items.filter((pair) => !loose.includes(pair))
  for (const pair of loose) place(root, paths.get(nameOf(pair)) ?? '', pair)
  const keys: Record<string, string> = {}
  if (isMap(named)) root.set('providers', providerList(named, keys))
  return { text: document.toString({ lineWidth: 0 }), keys }
}

const nameOf = ({ key }: Pair): string => String(isScalar(key) ? key.value : key)

function place(root: YAMLMap, path: string, pair: Pair): void {
  const parts = path.split('.')
  const last = parts.pop() ?? ''
  let section = root
  for (const part of parts) {
    const known: unknown = section.get(part, true)
    const next: YAMLMap = isMap(known) ? known : new YAMLMap()
    if (known !== next) section.set(part, next)
    section = next
  }
  if (section.has(last)) throw new Error(`${nameOf(pair)} and ${path} say the same thing`)
  section.add({ key: renamed(pair, last), value: pair.value } as Pair)
}

/** The comments of a key are those of its new name. */
function renamed({ key }: Pair, name: string): Scalar {
  const scalar = new Scalar(name)
  if (isScalar(key) && key.commentBefore) scalar.commentBefore = key.commentBefore
  return scalar
}

function providerList(named: YAMLMap, keys: Record<string, string>): YAMLSeq {
  const list = withComments(new YAMLSeq(), named)
  for (const pair of named.items) {
    const said = isMap(pair.value) ? pair.value : new YAMLMap()
    const provider = withComments(providerOf(nameOf(pair), said, keys), said)
    if (isScalar(pair.key) && pair.key.commentBefore)
      provider.commentBefore = [pair.key.commentBefore, said.commentBefore].filter(Boolean).join('\n')
    list.add(provider)
  }
  return list
}

function withComments<T extends YAMLMap | YAMLSeq>(node: T, { commentBefore, comment }: YAMLMap): T {
  node.commentBefore = commentBefore ?? null
  node.comment = comment ?? null
  return node
}

const variable = /^\$\{?([A-Z][A-Z0-9_]*)\}?$/

/** A key becomes the name of a variable; what was null was not said. */
function providerOf(name: string, said: YAMLMap, keys: Record<string, string>): YAMLMap {
  const provider = new YAMLMap()
  provider.set('name', name)
  if (!said.has('type')) provider.set('type', brandOf(name)?.id ?? name)
  for (const pair of said.items) {
    const value = isScalar(pair.value) ? pair.value.value : pair.value
    if (value === null) continue
    if (nameOf(pair) !== 'api_key') provider.add(pair)
    else {
      const own = `${name.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}_API_KEY`
      const referred = variable.exec(String(value))?.[1]
      if (referred === undefined) keys[own] = String(value)
      provider.add({ key: renamed(pair, 'api_key_env'), value: new Scalar(referred ?? own) } as Pair)
    }
  }
  if (!provider.has('models')) provider.set('models', ['*'])
  return provider
}
