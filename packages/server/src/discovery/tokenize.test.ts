import fc from 'fast-check'
import { expect, it } from 'vitest'
import { squeezed, tokenize } from './tokenize.ts'

const shown = (text: string) =>
  tokenize(text)
    .map(({ text, isLinked }) => (isLinked ? `~${text}` : text))
    .join(' ')

it.each([
  ['gpt-4o', 'gpt 4 ~o'],
  ['GPT 4o', 'gpt 4 ~o'],
  ['gpt4o', 'gpt ~4 ~o'],
  ['claude-sonnet-4.5', 'claude sonnet 4 5'],
  ['anthropic/claude_3:beta', 'anthropic claude 3 beta'],
  ['command-r+', 'command r ~plus'],
  ['ｇｐｔ－４', 'gpt 4'],
  ['100% *.^$(x', '100 x'],
  ['', ''],
  ['–—·', ''],
  ['Qwen3-Coder-480B', 'qwen ~3 coder 480 ~b'],
])('%j', (text, tokens) => {
  expect(shown(text)).toBe(tokens)
})

it('joins what separators had parted', () => {
  expect(squeezed(tokenize('claude-sonnet-4.5'))).toBe('claudesonnet45')
})

it('takes any Unicode', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      for (const token of tokenize(text)) expect(token.text).not.toBe('')
    }),
  )
})
