import type { LogLine } from '@proxyapi/clouds'

/**
 * What the end of a log shows that its end did not show before: all of it where nothing of the earlier end is left. Where
 * that can be read in several ways, the fewest lines count as new.
 */
export function newLines(before: readonly LogLine[], now: readonly LogLine[]): LogLine[] {
  return now.slice(overlap(before.map(keyOf), now.map(keyOf)))
}

const keyOf = ({ timestamp, text }: LogLine): string => `${timestamp ?? ''} ${text}`

/** How many of the first of `now` are the last of `before`, at most: a search for `now` in `before` (Knuth, Morris, Pratt). */
function overlap(before: readonly string[], now: readonly string[]): number {
  const borders = bordersOf(now)
  let matched = 0
  for (const line of before) {
    while (matched > 0 && (matched === now.length || now[matched] !== line)) matched = borders[matched - 1] ?? 0
    if (now[matched] === line) matched += 1
  }
  return matched
}

/** For each prefix the length of the longest shorter one that it ends with. */
function bordersOf(lines: readonly string[]): number[] {
  const borders = lines.length > 0 ? [0] : []
  for (let at = 1, length = 0; at < lines.length; at++) {
    while (length > 0 && lines[length] !== lines[at]) length = borders[length - 1] ?? 0
    if (lines[length] === lines[at]) length += 1
    borders.push(length)
  }
  return borders
}
