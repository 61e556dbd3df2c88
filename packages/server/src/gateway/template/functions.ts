import { createHash } from 'node:crypto'
import { TemplateLimit, textMax } from './limits.ts'

/** What templates get from outside. */
export interface TemplateTools {
  /** Wall clock, milliseconds. */
  now(): number
  /** 0 ≤ x < 1. */
  random(): number
  uuid(): string
}

/** Values of the engine as its functions get them: lists hold wrapped values, mappings are maps of such. */
type Given = unknown

const needleMax = 256
const rangeMax = 1_000
const listMax = 1_000
const indentMax = 16

/** The functions that trees are rewritten to call, each linear in what it is given. */
export function functionsOf({ now, random, uuid }: TemplateTools): Record<string, (...args: Given[]) => unknown> {
  return {
    now: () => new Date(now()).toISOString(),
    random: () => random(),
    uuid: () => uuid(),
    range,
    json_encode: (value) => short(JSON.stringify(plain(value)) ?? 'null'),
    tojson: (value) => short(JSON.stringify(plain(value)) ?? 'null'),
    base64_encode: (value) => short(Buffer.from(textOf(value)).toString('base64')),
    hash: (value) => createHash('sha256').update(textOf(value)).digest('hex'),
    join,
    replace,
    split,
    indent,
    sort: (list) => [...listOf(list)].sort(compared),
    in: (needle, place) => isIn(needle, place),
    not_in: (needle, place) => !isIn(needle, place),
  }
}

function range(...given: Given[]): number[] {
  const [first = 0, second, step = 1] = given.map(Number)
  const [start, stop] = second === undefined ? [0, first] : [first, second]
  const count = Math.max(0, Math.ceil((stop - start) / step))
  if (!(count <= rangeMax)) throw new TemplateLimit(`a range is longer than ${rangeMax}`)
  return Array.from({ length: count }, (_, index) => start + index * step)
}

function join(list: Given, separator: Given = ''): string {
  const texts = typeof list === 'string' ? [...list] : listOf(list).map(textOf)
  const between = textOf(separator)
  const length = texts.reduce((sum, text) => sum + text.length + between.length, 0)
  return length > textMax + between.length ? tooLong() : texts.join(between)
}

function replace(text: Given, old: Given, by: Given): string {
  const pieces = split(text, old)
  return join(pieces, by)
}

function split(text: Given, separator?: Given): string[] {
  if (separator == null) return few(textOf(text).trim().split(/\s+/))
  const between = textOf(separator)
  if (between === '' || between.length > needleMax)
    throw new TemplateLimit(`what is searched for is empty or longer than ${needleMax} characters`)
  return few(textOf(text).split(between, listMax + 1))
}

function indent(text: Given, width: Given = 4): string {
  const by = ' '.repeat(Math.min(Math.max(0, Number(width) || 0), indentMax))
  return short(textOf(text).replace(/\n(?=[^\n])/g, `\n${by}`))
}

function isIn(needle: Given, place: Given): boolean {
  if (place instanceof Map) return place.has(needle)
  if (Array.isArray(place)) return place.some((item) => unwrapped(item) === needle)
  const searched = textOf(needle)
  if (searched.length > needleMax)
    throw new TemplateLimit(`what is searched for is longer than ${needleMax} characters`)
  return textOf(place).includes(searched)
}

function compared(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const [one, other] = [textOf(a), textOf(b)]
  return one < other ? -1 : Number(one > other)
}

function listOf(list: Given): unknown[] {
  if (!Array.isArray(list)) throw new TemplateLimit('a list was expected')
  return few(list).map(plain)
}

function few<T>(list: T[]): T[] {
  if (list.length > listMax) throw new TemplateLimit(`a list is longer than ${listMax}`)
  return list
}

const short = (text: string): string => (text.length > textMax ? tooLong() : text)

function tooLong(): never {
  throw new TemplateLimit(`a text is longer than ${textMax} characters`)
}

function textOf(value: Given): string {
  if (typeof value === 'string') return value
  return value == null ? '' : JSON.stringify(plain(value))
}

/** A value without the engine’s wraps. That it is no larger than a text may be was seen when it was made. */
function plain(value: unknown): unknown {
  const inner = unwrapped(value)
  if (Array.isArray(inner)) return inner.map(plain)
  if (inner instanceof Map) return Object.fromEntries([...inner].map(([name, member]) => [name, plain(member)]))
  return inner
}

const unwrapped = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Map) && 'value' in value
    ? value.value
    : value
