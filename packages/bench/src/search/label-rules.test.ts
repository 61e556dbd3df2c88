import { describe, expect, it } from 'vitest'
import { type Labelled, labelsByRule } from './label-rules.ts'

const row = (id: string, over: Partial<Labelled> = {}): Labelled => ({
  id,
  name: id,
  provider: 'openai',
  status: 'ga',
  ...over,
})
const asked = (rows: Labelled[], why: string) =>
  labelsByRule(rows, 10)
    .filter((label) => label.why === why)
    .map(({ query, expect_top1_any_of }) => [query, expect_top1_any_of])

describe('labels by rule', () => {
  it('are one edit away, unless the edit makes or may mean another word', () => {
    const rows = [row('claude-sonnet-4'), row('claude-opus-4', { provider: 'x' })]
    expect(asked(rows, 'two letters swapped')).toEqual(
      expect.arrayContaining([
        ['cladue-opus-4', ['claude-opus-4']],
        ['cladue-sonnet-4', ['claude-sonnet-4']],
      ]),
    )
    expect(asked([row('sonnet-1'), row('sonet-1')], 'a letter left out')).toEqual([['soet-1', ['sonet-1']]])
    expect(asked([row('gpt-4')], 'two letters swapped')).toEqual([])
  })

  it('leave separators out only where one model is meant', () => {
    expect(asked([row('gpt-4.1-mini')], 'all in one word')).toEqual([['gpt41mini', ['gpt-4.1-mini']]])
    expect(asked([row('gpt-4.1-mini'), row('gpt-41-mini')], 'all in one word')).toEqual([])
  })

  it('name the same model whoever offers it, but with a vendor only his', () => {
    const rows = [row('gpt-5-mini'), row('openai/gpt-5-mini', { provider: 'openrouter' })]
    const both = ['gpt-5-mini', 'openai/gpt-5-mini']
    expect(asked(rows, 'spaces for dashes and dots')).toEqual([['gpt 5 mini', both]])
    expect(asked(rows, 'the vendor and the words')).toEqual([['openai gpt 5 mini', ['openai/gpt-5-mini']]])
    expect(asked(rows, 'the size first')).toEqual([['mini gpt 5', both]])
  })

  it('without a date mean the plain model, else its only snapshot', () => {
    const snapshots = [row('gpt-5-2025-08-07'), row('o9-2025-01-01')]
    expect(asked([row('gpt-5'), ...snapshots], 'without its date')).toEqual(
      expect.arrayContaining([
        ['gpt 5', expect.arrayContaining(['gpt-5'])],
        ['o9', ['o9-2025-01-01']],
      ]),
    )
    expect(asked([row('o9-2025-01-01'), row('o9-2025-02-01')], 'without its date')).toEqual([])
  })

  it('are of live rows, as many as asked, the same each time and in whatever order the rows stand', () => {
    const rows = Array.from({ length: 40 }, (_, at) => row(`model-name-${at}`))
    expect(labelsByRule([...rows].reverse(), 3)).toEqual(labelsByRule(rows, 3))
    expect(asked(rows, 'the id in capitals')).toHaveLength(10)
    expect(labelsByRule([row('gpt-4-turbo', { status: 'retired' })], 3)).toEqual([])
  })
})
