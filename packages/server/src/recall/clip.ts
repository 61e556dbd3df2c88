import type { CountTokens } from '../question.ts'

interface Room {
  readonly tokens: number
  readonly countTokens: CountTokens
}

/** The longest end of a text that has room: its oldest part is left out. */
export const clippedStart = (text: string, room: Room): string => text.slice(text.length - charsIn(text, room, true))

/** The longest beginning of a text that has room. */
export const clippedEnd = (text: string, room: Room): string => text.slice(0, charsIn(text, room, false))

/** Most characters at one end of a text that have room, found by halving; no pair of surrogates is parted. */
function charsIn(text: string, { tokens, countTokens }: Room, atEnd: boolean): number {
  const part = (length: number) => (atEnd ? text.slice(text.length - length) : text.slice(0, length))
  if (countTokens(text) <= tokens) return text.length
  let [fits, tooLong] = [0, text.length]
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2)
    if (countTokens(part(middle)) <= tokens) fits = middle
    else tooLong = middle
  }
  const isParted = atEnd ? /^[\uDC00-\uDFFF]/.test(part(fits)) : /[\uD800-\uDBFF]$/.test(part(fits))
  return isParted ? fits - 1 : fits
}
