import { expect, it } from 'vitest'
import { authorOf, canonicalIdOf, familyOf, withoutDate } from './model-names.ts'

it.each([
  ['claude-sonnet-4-5-20250929', 'claude-sonnet-4-5'],
  ['gpt-4o-2024-08-06', 'gpt-4o'],
  ['gpt-4-0613', 'gpt-4'],
  ['command-r-08-2024', 'command-r'],
  ['gpt-4o', 'gpt-4o'],
  ['claude-sonnet-4-5', 'claude-sonnet-4-5'],
])('%s without its date is %s', (id, undated) => {
  expect(withoutDate(id)).toBe(undated)
})

it.each([
  ['claude-sonnet-4-5', 'anthropic', [], 'anthropic/claude-sonnet-4-5'],
  ['claude-sonnet-4-5-20250929', 'anthropic', ['claude-sonnet-4-5'], 'anthropic/claude-sonnet-4-5'],
  ['claude-sonnet-4-5-20250929', 'anthropic', [], 'anthropic/claude-sonnet-4-5-20250929'],
  ['anthropic/claude-sonnet-4.5', undefined, [], 'anthropic/claude-sonnet-4-5'],
  ['meta-llama/llama-3.3-70b-instruct:free', undefined, [], 'meta/llama-3-3-70b-instruct'],
  ['~anthropic/claude-opus-latest', undefined, [], 'anthropic/claude-opus-latest'],
  ['blackboxai/openai/gpt-4o', undefined, [], 'openai/gpt-4o'],
  ['gpt-4o', undefined, [], undefined],
])('%s by %s joins as %s', (id, author, names, canonical) => {
  expect(canonicalIdOf(id, author, names)).toBe(canonical)
})

it('takes the vendor in the id for the author', () => {
  expect(authorOf('x-ai/grok-4', 'openrouter')).toBe('xai')
  expect(authorOf('gpt-4o', 'openai')).toBe('openai')
  expect(authorOf('gpt-4o', undefined)).toBeUndefined()
})

it.each([
  ['claude-sonnet-4-5-20250929', 'claude-sonnet'],
  ['claude-3-5-haiku-20241022', 'claude-haiku'],
  ['gpt-4o', 'gpt'],
  ['gpt-4o-mini', 'gpt-mini'],
  ['o3-mini', 'o-mini'],
  ['gemini-2.5-flash-lite', 'gemini-flash-lite'],
  ['anthropic/claude-opus-4.1', 'claude-opus'],
  ['gemini-3-pro-preview', 'gemini-pro'],
  ['123', undefined],
])('%s is of the family %s', (id, family) => {
  expect(familyOf(id)).toBe(family)
})
