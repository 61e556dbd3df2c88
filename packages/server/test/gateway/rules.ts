/** Content rules and works for tests. */
import { compileRules, type WrittenRule } from '../../src/gateway/filter/compile-rules.ts'
import type { Work } from '../../src/gateway/filter/pace.ts'
import type { FilterRules } from '../../src/gateway/filter/rule.ts'

export function rulesOf(...written: (Partial<WrittenRule> & Pick<WrittenRule, 'action'>)[]): FilterRules {
  const rows = written.map((row): WrittenRule => ({ type: row.keywords ? 'keyword' : 'regex', ...row }))
  const rules = compileRules(rows, false)
  if (Array.isArray(rules)) throw new Error(rules.map(({ message }) => message).join('; '))
  return rules as FilterRules
}

/** The result of a work, however many turns it takes. */
export function finished<T>(work: Work<T>): T {
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
  }
}
