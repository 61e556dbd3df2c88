import type { Sliced } from '../../slices.ts'

type Reviver = (name: string, value: unknown, context?: { source?: string }) => unknown

/** Members of an object or array that stand together; `isLarge`: one of its own. */
interface Part {
  text: string
  isLarge: boolean
}

/** Smaller texts are parsed at once. */
const sliceChars = 32_768
const white = /^[ \t\n\r]*$/
const memberName = /^[ \t\n\r]*("(?:[^"\\]|\\.){0,1000}")[ \t\n\r]*:/

/**
 * What JSON.parse makes of a text, a part at a time; throws SyntaxError where it would. The reviver sees every member of an
 * object under its name, but neither objects and arrays that were parsed in parts nor the places of members in arrays.
 */
export function* parseJson(text: string, reviver: Reviver | undefined): Sliced<unknown> {
  const start = text.search(/[^ \t\n\r]/)
  const open = text.charAt(start)
  if (text.length <= sliceChars || (open !== '{' && open !== '[')) return JSON.parse(text, reviver)
  const parts = yield* partsOf(text, start)
  const read: object[] = []
  for (const part of parts) {
    if (parts.length > 1 && white.test(part.text)) throw new SyntaxError('A member is missing')
    read.push(open === '{' ? yield* membersOf(part, reviver) : yield* itemsOf(part, reviver))
    yield
  }
  return open === '[' ? read.flat() : Object.fromEntries(read.flatMap((members) => Object.entries(members)))
}

function* membersOf({ text, isLarge }: Part, reviver: Reviver | undefined): Sliced<object> {
  const [whole, name] = (isLarge && memberName.exec(text)) || []
  if (whole === undefined || name === undefined) return JSON.parse(`{${text}}`, reviver) as object
  const value = yield* parseJson(text.slice(whole.length), reviver)
  return Object.fromEntries([[JSON.parse(name) as string, value]])
}

/** In an array of their own, so that arrays among them stay whole. */
function* itemsOf({ text, isLarge }: Part, reviver: Reviver | undefined): Sliced<unknown[]> {
  return isLarge ? [yield* parseJson(text, reviver)] : (JSON.parse(`[${text}]`, reviver) as unknown[])
}

const quote = 34
const backslash = 92
const comma = 44
const opening: ReadonlySet<number> = new Set([91, 123])
const closing: ReadonlySet<number> = new Set([93, 125])

/** Cuts a text at commas of its outermost level, so that no part is larger than it must be. */
function* partsOf(text: string, start: number): Sliced<Part[]> {
  const parts: Part[] = []
  let from = start + 1
  let memberFrom = from
  let depth = 0
  let isText = false
  const add = (start: number, end: number, isLarge: boolean) => parts.push({ text: text.slice(start, end), isLarge })
  const endMember = (at: number, isLast: boolean) => {
    const isLarge = at - memberFrom > sliceChars
    if (isLarge && from < memberFrom) add(from, memberFrom - 1, false)
    if (isLarge) add(memberFrom, at, true)
    else if (isLast || at - from > sliceChars) add(from, at, false)
    else {
      memberFrom = at + 1
      return
    }
    from = at + 1
    memberFrom = from
  }
  for (let at = start; at < text.length; at++) {
    if (at % sliceChars === 0) yield
    const code = text.charCodeAt(at)
    if (isText) {
      if (code === backslash) at++
      else if (code === quote) isText = false
    } else if (code === quote) isText = true
    else if (opening.has(code)) depth++
    else if (code === comma && depth === 1) endMember(at, false)
    else if (closing.has(code) && --depth === 0) {
      endMember(at, true)
      requireEnd(text, start, at)
      return parts
    }
  }
  throw new SyntaxError('The text ends before its value does')
}

/** A value ends as it began, and nothing stands behind it. */
function requireEnd(text: string, start: number, at: number): void {
  const isPair = (text[start] === '{') === (text[at] === '}')
  if (!isPair || !white.test(text.slice(at + 1))) throw new SyntaxError('The value does not end as it began')
}
