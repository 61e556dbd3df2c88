/** A run of letters or of digits. */
export interface Token {
  text: string
  isNumber: boolean
  /** It stands directly after the token before: `4o` is a number and a linked letter. */
  isLinked: boolean
}

const runs = /\p{L}[\p{L}\p{M}]*|\p{N}+|\+/gu
// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is ASCII
const ascii = /^[\x00-\x7f]*$/
const plainRuns = /[a-z]+|[0-9]+|\+/g

/** Lower-case runs of letters and digits; everything else separates, but `+`, which is the word `plus`. */
export function tokenize(text: string): Token[] {
  const isAscii = ascii.test(text)
  const tokens: Token[] = []
  let end = -1
  const all = isAscii ? text.toLowerCase() : text.normalize('NFKC').toLowerCase()
  const pattern = isAscii ? plainRuns : runs
  pattern.lastIndex = 0
  for (let match = pattern.exec(all); match !== null; match = pattern.exec(all)) {
    const run = match[0]
    const isNumber = isAscii ? run.charCodeAt(0) >= 48 && run.charCodeAt(0) <= 57 : /^\p{N}/u.test(run)
    tokens.push({ text: run === '+' ? 'plus' : run, isNumber, isLinked: match.index === end })
    end = match.index + run.length
  }
  return tokens
}

/** Tokens without what separates them: equal for `gpt-4o`, `GPT 4o` and `gpt4o`. */
export const squeezed = (tokens: readonly Token[]): string => tokens.map(({ text }) => text).join('')

/** How ids are compared when they are typed exactly: case and form of characters do not count. */
export const folded = (text: string): string => text.normalize('NFKC').trim().toLowerCase()
