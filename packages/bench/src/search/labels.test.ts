import { expect, it } from 'vitest'
import { collapsedKey, judge, type Label, readLabels } from './labels.ts'

const label = (over: Partial<Label>): Label => ({
  query: 'm',
  expect_top1_any_of: ['m-1'],
  expect_in_top5: ['m-1', 'm-2'],
  why: 'a test',
  ...over,
})
const found = (...ids: string[]) => ids.map((id) => ({ id, providers: ['grok', 'xai'] }))

it.each([
  ['openai/GPT-4.1', 'gpt-4-1'],
  ['~anthropic/claude-opus-latest', 'claude-opus-latest'],
  ['meta/llama-3.3-70b:free', 'llama-3-3-70b'],
  ['m:1:free', 'm'],
])('%s is counted as %s', (id, key) => {
  expect(collapsedKey(id)).toBe(key)
})

it('the first row counts by its id, or with its provider in any spelling', () => {
  for (const expected of ['m-1', 'grok/m-1', 'xai/m-1'])
    expect(judge(label({ expect_top1_any_of: [expected] }), found('m-1')).isTop1).toBe(true)
  expect(judge(label({ expect_top1_any_of: ['openai/m-1'] }), found('m-1')).isTop1).toBe(false)
  expect(judge(label({}), []).isTop1).toBe(false)
})

it('recall counts models and not rows', () => {
  expect(judge(label({}), found('m-1', 'a/m-1', 'b/M-1:free', 'x', 'y', 'z', 'm-2')).recall).toBe(1)
  expect(judge(label({}), found('m-1', 'v', 'w', 'x', 'y', 'm-2')).recall).toBe(0.5)
  expect(judge(label({}), []).recall).toBe(0)
})

it('a file is a list of rows, or sets', () => {
  expect(readLabels(JSON.stringify([label({})]))).toEqual([{ rows: [label({})] }])
  const sets = [{ format: 'litellm', providers: ['openai'], rows: [label({})] }]
  expect(readLabels(JSON.stringify({ sets }))).toEqual(sets)
})
