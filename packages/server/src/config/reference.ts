import { isInert } from './inert-keys.ts'
import { loadConfig } from './load.ts'
import { needsRestart } from './restart-keys.ts'
import { schemaKeys, type ValueSchema } from './schema-keys.ts'

/** The page of all keys, made of what is checked and of what runs where nothing is written. */
export function configReference(): string {
  const { config } = loadConfig({ files: [], environment: {} })
  const rows = schemaKeys()
    .filter(({ path }) => !path.slice(0, 2).join('.').startsWith('discovery.overrides'))
    .map(({ path, schema }) => {
      const known = path.includes('*') ? undefined : valueAt(config, path)
      const change = isInert(path) ? 'no effect yet' : needsRestart(path) ? 'restart' : 'live'
      return `| \`${nameOf(path)}\` | ${typeOf(schema)} | ${defaultOf(known, schema)} | ${change} |`
    })
  return `# Every key of the configuration

Written by \`proxyapi config schema --keys\`; a test compares it. What keys mean: [Configuration](guides/configuration.md).
\`<name>\` is a name of yours. \`live\`: a change holds from the next request on. \`restart\`: it is named, and what runs stays.
\`no effect yet\`: checked, and named in a warning. Rows of \`discovery.overrides\` are fields of a model.

| key | type | default | change |
|---|---|---|---|
${rows.join('\n')}
`
}

const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], value)

const nameOf = (path: readonly string[]): string =>
  path.join('.').replace('providers.*', 'providers[]').replaceAll('*', '<name>')

function typeOf({ type, enum: words, const: word, anyOf, minimum, maximum, format, items }: ValueSchema): string {
  if (words) return words.map((one) => `\`${String(one)}\``).join(' ')
  if (word !== undefined) return `\`${String(word)}\``
  if (format === 'duration' || format === 'size') return format
  if (anyOf) return anyOf.map(typeOf).join(' or ')
  if (type === 'array') return `list of ${items === undefined ? 'values' : typeOf(items)}`
  if (type === 'object') return 'map'
  if (format === 'uri') return 'URL'
  const bounds = minimum === undefined || maximum === undefined ? '' : ` ${minimum}–${maximum}`
  return `${typeof type === 'string' ? type : 'text'}${bounds}`
}

function defaultOf(value: unknown, { format }: ValueSchema): string {
  if (value === undefined || value === null) return '–'
  if (format === 'duration')
    return inUnits(value as number, [
      [3_600_000, 'h'],
      [60_000, 'm'],
      [1_000, 's'],
      [1, 'ms'],
    ])
  if (format === 'size')
    return inUnits(value as number, [
      [2 ** 30, 'GB'],
      [2 ** 20, 'MB'],
      [2 ** 10, 'KB'],
      [1, 'B'],
    ])
  if (Array.isArray(value) && value.some((item) => typeof item === 'object')) return `${value.length} rows`
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``
}

function inUnits(value: number, units: readonly [size: number, name: string][]): string {
  const [size, name] = units.find(([one]) => value >= one && value % one === 0) ?? [1, '']
  return `${value / size}${name}`
}
