/** A run of letters or of digits. */
export interface Token {
  text: string
  isNumber: boolean
  /** It stands directly after the token before: `4o` is a number and a linked letter. */
  isLinked: boolean
}

const runs = /\p{L}[\p{L}\p{M}]*|\p{N}+|\+/gu

/** Lower-case runs of letters and digits; everything else separates, but `+`, which is the word `plus`. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = []
  let end = -1
  for (const match of text.normalize('NFKC').toLowerCase().matchAll(runs)) {
    const run = match[0]
    tokens.push({ text: run === '+' ? 'plus' : run, isNumber: /^\p{N}/u.test(run), isLinked: match.index === end })
    end = match.index + run.length
  }
  return tokens
}

/** Tokens without what separates them: equal for `gpt-4o`, `GPT 4o` and `gpt4o`. */
export const squeezed = (tokens: readonly Token[]): string => tokens.map(({ text }) => text).join('')

/** How ids are compared when they are typed exactly: case and form of characters do not count. */
export const folded = (text: string): string => text.normalize('NFKC').trim().toLowerCase()
