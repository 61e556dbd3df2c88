import { squeezed, type Token } from '../tokenize.ts'
import { providerWord } from './search-record.ts'

/** What the words of a query are in the catalog. */
export interface Vocabulary {
  known: ReadonlySet<string>
  /** Words that are not known, but begin known ones. */
  begun: ReadonlySet<string>
  /** Words that are neither → the known ones that were meant. */
  corrected: ReadonlyMap<string, readonly string[]>
}

/** Words of a query that are joined by their writer and parted in the catalog, or the other way round. */
export function joinsOf(tokens: readonly Token[], at: number): string[] {
  const here = tokens[at] as Token
  const [before, after] = [tokens[at - 1], tokens[at + 1]]
  return [
    ...(before === undefined ? [] : [before.text + here.text]),
    ...(after === undefined ? [] : [here.text + after.text]),
  ]
}

/**
 * The tsquery of rows that have every token, or whose provider it names; null where a token has no row, or all are loose.
 * What is no number and known to nobody is left out.
 */
export function tsqueryOf(
  tokens: readonly Token[],
  vocabulary: Vocabulary,
  providersOf: (token: Token) => Iterable<string>,
): string | null {
  const groups = tokens.flatMap((token, at): string[] => {
    const words = readingsOf(tokens, at, vocabulary)
    const named = [...providersOf(token)].map((provider) => quoted(providerWord(provider)))
    const all = [...words, ...named]
    if (all.length > 0) return [`(${all.join(' | ')})`]
    return token.isNumber ? ["'='"] : []
  })
  return groups.length > 0 ? groups.join(' & ') : null
}

function readingsOf(tokens: readonly Token[], at: number, { known, begun, corrected }: Vocabulary): string[] {
  const { text, isNumber } = tokens[at] as Token
  const joins = joinsOf(tokens, at).filter((word) => known.has(word))
  const isTyping = at === tokens.length - 1 && !isNumber
  const own = known.has(text) && !isTyping ? [quoted(text)] : []
  const beginnings = (isTyping && (known.has(text) || begun.has(text))) || begun.has(text) ? [`${quoted(text)}:*`] : []
  const found = [...own, ...beginnings, ...joins.map(quoted)]
  return found.length > 0 ? found : (corrected.get(text) ?? []).map(quoted)
}

/** Words are letters and digits; quoted, none of them is an operator. */
const quoted = (word: string): string => `'${word.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`

/** What a row may be called that was typed whole: with and without the words that name its provider. */
export function wholeNames(typed: string, tokens: readonly Token[], isProvider: (token: Token) => boolean): string[] {
  const named = tokens.filter(isProvider)
  const rests = [...(named.length > 0 ? [named] : []), ...named.map((one) => [one])].map((words) =>
    squeezed(tokens.filter((token) => !words.includes(token))),
  )
  return [...new Set([typed, squeezed(tokens), ...rests])].filter((name) => name !== '')
}
