/**
 * Judges a JSON text before `JSON.parse` sees it: depth, number of values and members, duplicate names, well-formed
 * Unicode escapes. So price, guardrail and upstream see one value, and a bomb costs a scan instead of a heap.
 */
import { ApiError } from './errors.ts'

export const jsonDepthMax = 64
export const jsonValuesMax = 100_000
export const jsonMembersMax = 50_000

const quote = 0x22
const backslash = 0x5c
const openObject = 0x7b
const closeObject = 0x7d
const openArray = 0x5b
const closeArray = 0x5d
const comma = 0x2c
const colon = 0x3a

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const lenient = new TextDecoder()

/** Parses one JSON text. Throws INVALID_JSON or BODY_TOO_COMPLEX. */
export function parseJson(bytes: Uint8Array): unknown {
  scanJson(bytes)
  try {
    return JSON.parse(utf8.decode(bytes)) as unknown
  } catch (cause) {
    throw new ApiError('INVALID_JSON', bytes.length === 0 ? 'The body is empty; send one JSON text.' : undefined, {
      cause,
    })
  }
}

/** Numbers inside arrays count a twentieth: vectors and token lists are long and cheap. */
export function scanJson(bytes: Uint8Array): void {
  const stack: (Set<string> | null)[] = []
  let names: Set<string> | null = null
  let expectsName = false
  let twentieths = 0
  let at = 0
  while (at < bytes.length) {
    const byte = bytes[at]!
    if (byte === quote) {
      const end = endOfString(bytes, at)
      if (expectsName) {
        addName(names!, bytes, at, end)
        expectsName = false
      } else twentieths += 20
      at = end + 1
      continue
    }
    if (byte === openObject || byte === openArray) {
      if (stack.length >= jsonDepthMax)
        throw new ApiError('BODY_TOO_COMPLEX', `The body is nested deeper than ${jsonDepthMax} levels.`)
      stack.push(names)
      names = byte === openObject ? new Set() : null
      expectsName = byte === openObject
      twentieths += 20
    } else if (byte === closeObject || byte === closeArray) {
      names = stack.pop() ?? null
      expectsName = false
    } else if (byte === comma) {
      expectsName = names !== null
    } else if (byte > 0x20 && byte !== colon) {
      at = endOfLiteral(bytes, at)
      twentieths += names === null && stack.length > 0 ? 1 : 20
      if (twentieths > jsonValuesMax * 20) throw new ApiError('BODY_TOO_COMPLEX')
      continue
    }
    if (twentieths > jsonValuesMax * 20) throw new ApiError('BODY_TOO_COMPLEX')
    at++
  }
}

function addName(names: Set<string>, bytes: Uint8Array, start: number, end: number): void {
  const name = plainName(bytes, start, end) ?? nameOf(lenient.decode(bytes.subarray(start, end + 1)))
  if (names.has(name))
    throw new ApiError('INVALID_JSON', `The member ${JSON.stringify(name)} stands twice in one object.`)
  if (name === '__proto__') throw new ApiError('INVALID_JSON', 'The member name __proto__ is not accepted.')
  if (names.size >= jsonMembersMax)
    throw new ApiError('BODY_TOO_COMPLEX', `An object has more than ${jsonMembersMax} members.`)
  names.add(name)
}

/** A name of unescaped ASCII, which most are: a decoder costs more than such a name; undefined: it is another. */
function plainName(bytes: Uint8Array, start: number, end: number): string | undefined {
  let name = ''
  for (let at = start + 1; at < end; at++) {
    const byte = bytes[at]!
    if (byte >= 0x80 || byte === backslash) return undefined
    name += String.fromCharCode(byte)
  }
  return name
}

const nameOf = (raw: string): string => (raw.includes('\\') ? unescaped(raw) : raw.slice(1, -1))

function unescaped(raw: string): string {
  try {
    return JSON.parse(raw) as string
  } catch (cause) {
    throw new ApiError('INVALID_JSON', undefined, { cause })
  }
}

/** Index of the closing quote; checks that `\u` escapes are whole characters. */
function endOfString(bytes: Uint8Array, start: number): number {
  let at = start + 1
  while (at < bytes.length) {
    const byte = bytes[at]!
    if (byte === quote) return at
    if (byte !== backslash) {
      at++
    } else if (bytes[at + 1] === 0x75) {
      const unit = hexUnit(bytes, at)
      if (unit >= 0xdc00 && unit <= 0xdfff) throw loneSurrogate()
      at += 6
      if (unit < 0xd800 || unit > 0xdbff) continue
      const low = bytes[at] === backslash && bytes[at + 1] === 0x75 ? hexUnit(bytes, at) : 0
      if (low < 0xdc00 || low > 0xdfff) throw loneSurrogate()
      at += 6
    } else at += 2
  }
  throw new ApiError('INVALID_JSON')
}

const loneSurrogate = () => new ApiError('INVALID_JSON', 'A text holds half of a surrogate pair; send valid Unicode.')

function hexUnit(bytes: Uint8Array, at: number): number {
  const text = String.fromCharCode(...bytes.subarray(at + 2, at + 6))
  return /^[0-9a-fA-F]{4}$/.test(text) ? Number.parseInt(text, 16) : 0
}

function endOfLiteral(bytes: Uint8Array, start: number): number {
  let at = start
  while (at < bytes.length) {
    const byte = bytes[at]!
    if (byte <= 0x20 || byte === comma || byte === closeObject || byte === closeArray) return at
    if (byte === quote || byte === openObject || byte === openArray || byte === colon) return Math.max(at, start + 1)
    at++
  }
  return at
}
