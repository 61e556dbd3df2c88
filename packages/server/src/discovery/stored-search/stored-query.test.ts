import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tokenize } from '../tokenize.ts'
import { providerWord } from './search-record.ts'
import { filterGroup, groupsOf, stepsOf, tsqueryOf, type Vocabulary } from './stored-query.ts'

const vocabulary = (over: Partial<Vocabulary>): Vocabulary => ({
  known: new Map(),
  begun: new Map(),
  corrected: new Map(),
  ...over,
})
const nobody = () => []
const wordsOf = (text: string, over: Partial<Vocabulary>) =>
  groupsOf(tokenize(text), vocabulary(over), nobody).map(({ words }) => words)

describe('what rows must have', () => {
  it('is each known word, or the two that stand together as one', () => {
    const known = new Map([
      ['deep', 3],
      ['seek', 2],
      ['deepseek', 9],
    ])
    expect(groupsOf(tokenize('deep seek'), vocabulary({ known }), nobody)).toEqual([
      { words: ['deep', 'deepseek'], rows: 12, mostRows: 9 },
      { words: ['seek', 'deepseek'], rows: 11, mostRows: 9 },
    ])
  })

  it('is for the last word also what it begins, and for one that nothing has what was meant', () => {
    const begun = new Map([['son', new Map([['sonnet', 5]])]])
    const corrected = new Map([['cluade', new Map([['claude', 7]])]])
    expect(wordsOf('cluade son', { known: new Map([['son', 1]]), begun, corrected })).toEqual([
      ['claude'],
      ['son', 'sonnet'],
    ])
  })

  it('leaves out words of nobody, but no number', () => {
    const known = new Map([['gpt', 4]])
    expect(wordsOf('gpt whatever', { known })).toEqual([['gpt']])
    expect(wordsOf('gpt 99', { known })).toEqual([['gpt'], ['=']])
  })

  it('may be the word for a provider that has rows', () => {
    const known = new Map([[providerWord('azure'), 6]])
    const named = groupsOf(tokenize('azure'), vocabulary({ known }), () => ['azure', 'elsewhere'])
    expect(named).toEqual([{ words: [providerWord('azure')], rows: 6, mostRows: 6 }])
    expect(filterGroup([providerWord('elsewhere')], known)).toEqual({ words: ['='], rows: 0, mostRows: 0 })
  })

  it('is quoted', () => {
    expect(tsqueryOf({ words: ["o'neil", 'a\\b'] })).toBe("'o''neil' | 'a\\\\b'")
  })
})

describe('bands of rows', () => {
  const bands = fc.array(fc.nat({ max: 5_000 }), { minLength: 1, maxLength: 9 })

  it('are gone through in order to the last, and each once', () => {
    fc.assert(
      fc.property(bands, fc.nat({ max: 100_000 }), fc.integer({ min: 1, max: 1_000 }), (rows, rarest, wanted) => {
        const steps = stepsOf(rows, rarest, wanted)
        expect(steps.at(-1)).toBe(rows.length)
        expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b))
      }),
    )
  })

  it('are one step where few rows fit, and else as many as may have what is wanted', () => {
    const rows = [10, 90, 900, 9_000, 90_000]
    expect(stepsOf(rows, 500, 50)).toEqual([5])
    expect(stepsOf(rows, 50_000, 50)).toEqual([2, 3, 4, 5])
    expect(stepsOf(rows, 50_000, 400)).toEqual([3, 4, 5])
  })
})
