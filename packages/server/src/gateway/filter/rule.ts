/** What a content rule is, once it is compiled. */

export type FilterAction = 'flag' | 'redact' | 'block'

export interface Span {
  readonly start: number
  readonly end: number
}

/** Finds one kind of text, in time that is linear in the text. */
export interface Matcher {
  /** Steps a character, at worst: what a search costs is this times the characters it looks at. */
  readonly stepsPerCharacter: number
  /** UTF-16 units of the longest match that is found whole wherever texts are cut; longer ones may be found in part. */
  readonly width: number
  /** A search may look at everything behind `from`, not just as far as its match and a width more. */
  readonly looksFar: boolean
  /** The first match that begins at `from` or behind it; what stands before `from` is context only. */
  find(text: string, from: number): Span | null
}

export interface FilterRule {
  readonly name: string
  readonly action: FilterAction
  readonly matchers: readonly Matcher[]
}

/** Compiled once a configuration. */
export interface FilterRules {
  readonly input: readonly FilterRule[]
  readonly output: readonly FilterRule[]
}

export const noRules: FilterRules = { input: [], output: [] }

/** What a rule has found somewhere in a call or an answer. */
export interface Verdict {
  readonly rule: string
  readonly action: FilterAction
}

/** Longest match of an unbounded pattern that is surely found whole where a text is cut. */
export const widthMax = 256
export const redacted = '[redacted]'

/** The verdicts as the header tells them: `flag=cards,redact=words`. */
export const verdictsText = (verdicts: readonly Verdict[]): string =>
  verdicts.map(({ rule, action }) => `${action}=${rule}`).join(',')
