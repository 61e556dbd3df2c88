import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shellWords } from './shell-words.ts'

test('plain words stay as they are, others are quoted', () => {
  expect(shellWords(['--model', 'Qwen/Qwen3-8B', 'a b', "it's", '$(rm)', ''])).toBe(
    `--model Qwen/Qwen3-8B 'a b' 'it'"'"'s' '$(rm)' ''`,
  )
})

test('a shell reads back what was written', () => {
  const word = fc.string({ unit: fc.constantFrom(...`ab '"\\$\`*~#;&|<>()\n\t!`), maxLength: 8 })
  fc.assert(
    fc.property(fc.array(word, { maxLength: 5 }), (words) => {
      const script = `set -- ${shellWords(words)}; for word; do printf '%s\\0' "$word"; done`
      const text = execFileSync('/bin/sh', ['-c', script], { timeout: 5_000 }).toString()
      expect(text).toBe(words.map((one) => `${one}\0`).join(''))
    }),
    { numRuns: 20 },
  )
})
