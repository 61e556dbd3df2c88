import { describe, expect, test } from 'vitest'
import { compileRules, type WrittenRule } from './compile-rules.ts'

const rule = (more: Partial<WrittenRule>): WrittenRule => ({ type: 'keyword', action: 'flag', ...more })
const problemsOf = (...written: WrittenRule[]) => {
  const rules = compileRules(written, false)
  return Array.isArray(rules) ? rules.map(({ path, message }) => `${path.join('.')}: ${message}`) : []
}

describe('where a rule looks', () => {
  test.each([
    [undefined, false, ['input']],
    [undefined, true, ['input', 'output']],
    ['input', true, ['input']],
    ['output', false, ['output']],
    ['both', false, ['input', 'output']],
  ] as const)('on %s, with output sanitized %s: %o', (on, isOutputToo, places) => {
    const rules = compileRules([rule({ keywords: ['a'], ...(on && { on }) })], isOutputToo)
    expect(Object.entries(rules).flatMap(([place, found]) => (found.length > 0 ? [place] : []))).toEqual(places)
  })
})

test('a rule without a name is called by its place', () => {
  const rules = compileRules([rule({ keywords: ['a'] }), rule({ keywords: ['b'], name: 'words' })], false)
  expect(rules).toMatchObject({ input: [{ name: 'rule-1' }, { name: 'words' }] })
})

describe('mistakes name their rule and their place', () => {
  test.each([
    [[rule({})], ["0.keywords: must hold at least one keyword (rule 'rule-1')"]],
    [[rule({ type: 'regex', name: 'cards' })], ["0.patterns: must hold at least one pattern (rule 'cards')"]],
    [
      [rule({ keywords: ['a'] }), rule({ type: 'regex', patterns: ['a', '(?=b)'], name: 'ahead' })],
      ["1.patterns.1: uses look-around or a back-reference, which cannot be matched in linear time (rule 'ahead')"],
    ],
    [[rule({ keywords: Array.from({ length: 1_001 }, String) })], [': hold more than 1000 keywords']],
    [
      [rule({ type: 'regex', patterns: Array.from({ length: 101 }, (_, n) => `a${n}`) })],
      [': hold more than 100 patterns'],
    ],
  ])('%#', (written, problems) => {
    expect(problemsOf(...written)).toEqual(problems)
  })
})
