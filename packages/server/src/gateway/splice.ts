/** Changes members of a JSON object in its text, so that all others stay as they were written: order, spelling, big numbers. */

const quote = 0x22
const backslash = 0x5c
const comma = 0x2c
const colon = 0x3a
const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d

type Json = Readonly<Record<string, unknown>>

/**
 * `text` is the JSON of `before`; the result is that of `after`, two objects that share the values which are the same.
 * Null where the text is not such an object, so that the caller writes `after` out as a whole.
 */
export function spliced(text: Buffer, before: Json, after: Json): Buffer | null {
  const changes = changesOf(before, after)
  if (changes.size === 0) return text
  const members = membersOf(text)
  if (members === null) return null
  const pieces: Buffer[] = []
  const separate = () => pieces.push(pieces.length === 0 ? openObject : separator)
  for (const { name, start, valueStart, end } of members) {
    const value = changes.get(name)
    if (changes.delete(name) && value === undefined) continue
    separate()
    if (value === undefined) pieces.push(text.subarray(start, end))
    else pieces.push(text.subarray(start, valueStart), Buffer.from(value))
  }
  for (const [name, value] of changes) {
    if (value === undefined) continue
    separate()
    pieces.push(Buffer.from(`${JSON.stringify(name)}:${value}`))
  }
  if (pieces.length === 0) separate()
  pieces.push(closeObject)
  return Buffer.concat(pieces)
}

const openObject = Buffer.from('{')
const closeObject = Buffer.from('}')
const separator = Buffer.from(',')

/** New values as JSON text by name; undefined: the member goes. */
function changesOf(before: Json, after: Json): Map<string, string | undefined> {
  const changes = new Map<string, string | undefined>()
  // Own members only: one may be called as something that every object inherits.
  const has = (body: Json, name: string) => Object.hasOwn(body, name) && body[name] !== undefined
  for (const name of Object.keys(after)) {
    if (has(after, name) && !(has(before, name) && before[name] === after[name])) {
      changes.set(name, JSON.stringify(after[name]))
    }
  }
  for (const name of Object.keys(before)) if (has(before, name) && !has(after, name)) changes.set(name, undefined)
  return changes
}

interface Member {
  name: string
  start: number
  valueStart: number
  end: number
}

/** The members of the outermost object of a text that is known to be JSON; null where it is no object. */
function membersOf(text: Buffer): Member[] | null {
  let at = skipBlank(text, hasMark(text) ? 3 : 0)
  if (text[at] !== openBrace) return null
  const members: Member[] = []
  at = skipBlank(text, at + 1)
  while (text[at] === quote) {
    const start = at
    const nameEnd = stringEnd(text, at)
    const name = JSON.parse(text.toString('utf8', at, nameEnd)) as string
    at = skipBlank(text, nameEnd)
    if (text[at] !== colon) return null
    const valueStart = skipBlank(text, at + 1)
    const end = valueEnd(text, valueStart)
    members.push({ name, start, valueStart, end })
    at = skipBlank(text, end)
    if (text[at] === comma) at = skipBlank(text, at + 1)
  }
  return text[at] === closeBrace ? members : null
}

const hasMark = (text: Buffer) => text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf

function valueEnd(text: Buffer, start: number): number {
  const first = text[start]
  if (first === quote) return stringEnd(text, start)
  if (first === openBrace || first === openBracket) return nestedEnd(text, start)
  let at = start
  while (at < text.length && text[at] !== comma && text[at] !== closeBrace && !isBlank(text[at])) at++
  return at
}

function nestedEnd(text: Buffer, start: number): number {
  let depth = 0
  for (let at = start; at < text.length; at++) {
    const byte = text[at]
    if (byte === quote) at = stringEnd(text, at) - 1
    else if (byte === openBrace || byte === openBracket) depth++
    else if (byte === closeBrace || byte === closeBracket) {
      depth--
      if (depth === 0) return at + 1
    }
  }
  return text.length
}

/** Behind the closing quote. Long strings are searched, not walked. */
function stringEnd(text: Buffer, start: number): number {
  let at = start + 1
  for (;;) {
    const end = text.indexOf(quote, at)
    if (end === -1) return text.length
    let slashes = 0
    while (text[end - 1 - slashes] === backslash) slashes++
    if (slashes % 2 === 0) return end + 1
    at = end + 1
  }
}

const isBlank = (byte: number | undefined) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09

function skipBlank(text: Buffer, from: number): number {
  let at = from
  while (isBlank(text[at])) at++
  return at
}
