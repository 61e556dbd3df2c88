import { parseJson } from '@proxyapi/contract'
import { isoTime } from './iso-time.ts'

/** A default model as the file says it. */
export interface WrittenSelection {
  provider: string
  model_name: string
  editable: boolean
  /** Milliseconds since 1970. */
  updatedAt: number
}

export interface SelectionsText {
  selections: WrittenSelection[]
  /** An entry is only the name of a model, as older versions wrote it. */
  isOld: boolean
}

const bytesMax = 256 * 1024
const entriesMax = 1_000
const nameLengthMax = 300

/**
 * Reads `config/model_selections.json`, new or old. What states no time was written at `writtenAt`; a time without a zone is
 * UTC. Throws an Error that names the entry: of a broken file nothing is taken.
 */
export function readSelectionsText(text: string, writtenAt: number): SelectionsText {
  const bytes = Buffer.from(text)
  if (bytes.length > bytesMax) throw new Error('it is larger than 256 KB')
  const value = parseJson(bytes)
  if (!isObject(value)) throw new Error('it is not an object of providers')
  const entries = Object.entries(value)
  if (entries.length > entriesMax) throw new Error('it holds more than 1,000 providers')
  return {
    selections: entries.map(([provider, entry]) => selectionOf(provider, entry, writtenAt)),
    isOld: entries.some(([, entry]) => typeof entry === 'string'),
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function selectionOf(provider: string, entry: unknown, writtenAt: number): WrittenSelection {
  if (typeof entry === 'string')
    return { provider, model_name: nameOf(provider, entry), editable: true, updatedAt: writtenAt }
  if (!isObject(entry)) throw new Error(`${provider}: is neither a model nor an object`)
  const { model_name, editable = true, last_updated } = entry
  if (typeof editable !== 'boolean') throw new Error(`${provider}.editable: is neither true nor false`)
  const updatedAt = last_updated === undefined ? writtenAt : timeOf(last_updated)
  if (updatedAt === null) throw new Error(`${provider}.last_updated: is not a time`)
  return { provider, model_name: nameOf(`${provider}.model_name`, model_name), editable, updatedAt }
}

function nameOf(path: string, name: unknown): string {
  if (typeof name === 'string' && name !== '' && name.length <= nameLengthMax) return name
  throw new Error(`${path}: is not the name of a model`)
}

const timePattern = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/

/** Python's isoformat among them: no zone, microseconds. */
function timeOf(text: unknown): number | null {
  const found = typeof text === 'string' ? timePattern.exec(text) : null
  if (found === null) return null
  const [, day, time, fraction = '', zone = 'Z'] = found
  const ms = Date.parse(`${day}T${time}${fraction.slice(0, 4)}${zone}`)
  return Number.isNaN(ms) ? null : ms
}

/** The file's text, by provider. */
export const selectionsText = (selections: readonly WrittenSelection[]): string =>
  `${JSON.stringify(
    Object.fromEntries(
      [...selections]
        .sort((a, b) => (a.provider < b.provider ? -1 : 1))
        .map(({ provider, model_name, editable, updatedAt }) => [
          provider,
          { model_name, editable, last_updated: isoTime(updatedAt) },
        ]),
    ),
    null,
    2,
  )}\n`
