import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { codeBlocks } from './code-blocks.ts'

const block = (text: string) => codeBlocks(text).blocks[0]

describe('a fenced block', () => {
  test.each([
    ['```ts\nconst a = 1\n```', { language: 'ts', code: 'const a = 1', path: null, complete: true }],
    ['```\nplain\n```', { language: null, code: 'plain', path: null, complete: true }],
    ['~~~py\nx\n~~~', { language: 'py', code: 'x', path: null, complete: true }],
    ['```python:src/app.py\nx\n```', { language: 'python', code: 'x', path: 'src/app.py', complete: true }],
    ['```js\n// file: src/a b.js\nx\n```', { language: 'js', code: '// file: src/a b.js\nx', path: 'src/a b.js' }],
    ['```py\n# file: a.py\nx\n```', { path: 'a.py' }],
    ['```html\n<!-- file: a.html -->\n```', { path: 'a.html' }],
    ['```css\n/* file: a.css */\n```', { path: 'a.css' }],
    ['```ts title="a.ts"\nx\n```', { language: 'ts', path: null }],
    ['````md\n```ts\nx\n```\n````', { language: 'md', code: '```ts\nx\n```', complete: true }],
    ['```\na\n`````', { code: 'a', complete: true }],
    ['~~~\n```\n~~~', { code: '```', complete: true }],
    ['```\na\n``` b\n```', { code: 'a\n``` b', complete: true }],
    ['   ```\n   a\n     b\n  c\n   ```', { code: 'a\n  b\nc', complete: true }],
    ['```\r\na\r\n```\r\n', { code: 'a', complete: true }],
    ['```\n\n  a\n\n```', { code: '\n  a\n', complete: true }],
    ['```ts\nconst cut', { language: 'ts', code: 'const cut', complete: false }],
    ['```ts', { language: 'ts', code: '', complete: false }],
  ])('%j', (text, expected) => {
    expect(block(text)).toMatchObject(expected)
  })

  test.each([
    ['    ```\nindented code\n    ```'],
    ['``not three``'],
    ['``` with ` in its words\n'],
    ['text ```\n'],
    [''],
  ])('is not %j', (text) => {
    expect(codeBlocks(text).blocks).toEqual([])
  })
})

test('blocks come in order, and what stands around them is the explanation', () => {
  const text = 'First:\n\n```ts\na\n```\n\nThen:\n\n```py\nb\n```\nDone.'
  const { blocks, explanation } = codeBlocks(text)
  expect(blocks.map(({ language, code }) => [language, code])).toEqual([
    ['ts', 'a'],
    ['py', 'b'],
  ])
  expect(explanation).toBe('First:\n\nThen:\n\nDone.')
})

test('whatever code stands between fences that are longer than its own, it is read as it was', () => {
  const line = fc.string({ unit: fc.constantFrom('`', '~', ' ', 'a', '{', '#', ':'), maxLength: 12 })
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 8 }), (lines) => {
      const code = lines.join('\n')
      const fence = '`'.repeat(Math.max(3, 1 + longestRun(code)))
      expect(codeBlocks(`Look:\n${fence}x\n${code}\n${fence}\nbye`)).toMatchObject({
        blocks: [{ language: 'x', code, complete: true }],
        explanation: 'Look:\nbye',
      })
    }),
  )
})

const longestRun = (text: string) => Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))

test('any text is split, and no line of it is in two places', () => {
  const line = fc.constantFrom('```', '````', '~~~', '```ts', 'a', '', '  ```', '    ```', '``` x')
  fc.assert(
    fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
      const { blocks, explanation } = codeBlocks(lines.join('\n'))
      const told = blocks.flatMap(({ code }) => code.split('\n').filter((text) => text === 'a')).length
      expect(told + explanation.split('\n').filter((text) => text === 'a').length).toBe(
        lines.filter((text) => text === 'a').length,
      )
      expect(blocks.slice(0, -1).every(({ complete }) => complete)).toBe(true)
    }),
  )
})
