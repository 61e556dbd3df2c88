import { expect, it } from 'vitest'
import { testClock } from '../../../test/runtime.ts'
import { runRules } from './run-rules.ts'

const good = { name: 'good', run: () => ['one', 'two'] }

it('answers in the order of the rules', async () => {
  const later = { name: 'later', run: async () => ['three'] }
  expect(await runRules([later, good], testClock())).toEqual(['three', 'one', 'two'])
})

it('one that throws, rejects or returns nonsense says so and stops no other', async () => {
  const rules = [
    {
      name: 'throws',
      run: () => {
        throw new Error('boom')
      },
    },
    { name: 'rejects', run: () => Promise.reject(new TypeError('no')) },
    { name: 'text', run: () => 'abc' as unknown as string[] },
    { name: 'numbers', run: () => [1] as unknown as string[] },
    { name: 'nothing', run: () => null },
    { name: 'undefined', run: () => undefined },
    good,
  ]
  expect(await runRules(rules, testClock())).toEqual([
    'Rule throws failed: boom',
    'Rule rejects failed: no',
    'Rule text failed: it did not return a list of sentences',
    'Rule numbers failed: it did not return a list of sentences',
    'one',
    'two',
  ])
})

it('one that hangs is given up after a second, and the others are there', async () => {
  const clock = testClock()
  const hangs = { name: 'hangs', run: () => new Promise<string[]>(() => undefined) }
  const running = runRules([hangs, good], clock)
  await clock.advance(1_000)
  expect(await running).toEqual(['Rule hangs failed: no answer within 1 s', 'one', 'two'])
})

it('what a rule says is bounded', async () => {
  const talks = { name: 'talks', run: () => Array.from({ length: 1_000 }, () => 'x'.repeat(5_000)) }
  const said = await runRules([talks], testClock())
  expect(said).toHaveLength(100)
  expect(said[0]).toHaveLength(1_000)
})
