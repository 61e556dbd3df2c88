/** Where a text says what a model quotes from it. */
import type { Schemas } from './task-parts.ts'

type Evidence = Schemas['AiEvidence']

/** Finds quotes in one text: as they are written, else but for spaces; a found one is told as the text has it. */
export function quoteFinder(text: string): (quote: string) => Evidence {
  let squeezed: Squeezed | null = null
  return (quote) => {
    const at = text.indexOf(quote)
    if (at >= 0) return { quote, start: at, end: at + quote.length, verified: true }
    squeezed ??= squeeze(text)
    return loosely(quote, text, squeezed) ?? { quote, start: null, end: null, verified: false }
  }
}

/** A text with one space for each run of them, and where each of its units stands in the original. */
interface Squeezed {
  readonly text: string
  readonly places: readonly number[]
}

function squeeze(text: string): Squeezed {
  let squeezed = ''
  const places: number[] = []
  for (let at = 0; at < text.length; at++) {
    const unit = text.charAt(at)
    const isSpace = /\s/.test(unit)
    if (isSpace && (squeezed === '' || squeezed.endsWith(' '))) continue
    squeezed += isSpace ? ' ' : unit
    places.push(at)
  }
  return { text: squeezed, places }
}

function loosely(quote: string, text: string, { text: squeezed, places }: Squeezed): Evidence | null {
  const wanted = quote.trim().replace(/\s+/g, ' ')
  const at = wanted === '' ? -1 : squeezed.indexOf(wanted)
  const start = places[at]
  const last = places[at + wanted.length - 1]
  if (at < 0 || start === undefined || last === undefined) return null
  const end = last + 1
  return { quote: text.slice(start, end), start, end, verified: true }
}
