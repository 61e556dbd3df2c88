import { keywordMatcher } from './keywords.ts'
import { patternMatcher } from './pattern.ts'
import type { FilterAction, FilterRule, FilterRules, Matcher } from './rule.ts'

/** A rule as it is written in the configuration. */
export interface WrittenRule {
  readonly type: 'keyword' | 'regex'
  readonly name?: string | undefined
  readonly keywords?: readonly string[] | undefined
  readonly patterns?: readonly string[] | undefined
  readonly action: FilterAction
  readonly on?: 'input' | 'output' | 'both' | undefined
}

/** Where among the rules something is wrong. */
export interface RuleProblem {
  readonly path: readonly (string | number)[]
  readonly message: string
}

const keywordsMax = 1_000
const patternsMax = 100

/** Rules ready to run, or what is wrong with them. `isOutputToo` is for rules that do not say where they look. */
export function compileRules(written: readonly WrittenRule[], isOutputToo: boolean): FilterRules | RuleProblem[] {
  const problems: RuleProblem[] = []
  const rules = written.map((rule, index) => {
    const name = rule.name ?? `rule-${index + 1}`
    const say = (path: (string | number)[], message: string) =>
      problems.push({ path: [index, ...path], message: `${message} (rule '${name}')` })
    const matchers = rule.type === 'keyword' ? keywordsOf(rule, say) : patternsOf(rule, say)
    const compiled: FilterRule = { name, action: rule.action, matchers }
    return { compiled, on: rule.on ?? (isOutputToo ? 'both' : 'input') }
  })
  limitTotals(written, problems)
  if (problems.length > 0) return problems
  return {
    input: rules.filter(({ on }) => on !== 'output').map(({ compiled }) => compiled),
    output: rules.filter(({ on }) => on !== 'input').map(({ compiled }) => compiled),
  }
}

type Say = (path: (string | number)[], message: string) => void

function keywordsOf({ keywords = [] }: WrittenRule, say: Say): Matcher[] {
  if (keywords.length === 0) say(['keywords'], 'must hold at least one keyword')
  const words = keywords.map((word) => word.trim()).filter((word) => word !== '')
  return words.length === 0 ? [] : [keywordMatcher(words)]
}

function patternsOf({ patterns = [] }: WrittenRule, say: Say): Matcher[] {
  if (patterns.length === 0) say(['patterns'], 'must hold at least one pattern')
  return patterns.flatMap((source, at) => {
    const matcher = patternMatcher(source)
    if (!('error' in matcher)) return [matcher]
    say(['patterns', at], matcher.error)
    return []
  })
}

/** All rules are run over every text, so their sum is what counts. */
function limitTotals(written: readonly WrittenRule[], problems: RuleProblem[]): void {
  const sum = (key: 'keywords' | 'patterns') => written.reduce((count, rule) => count + (rule[key]?.length ?? 0), 0)
  if (sum('keywords') > keywordsMax) problems.push({ path: [], message: `hold more than ${keywordsMax} keywords` })
  if (sum('patterns') > patternsMax) problems.push({ path: [], message: `hold more than ${patternsMax} patterns` })
}
