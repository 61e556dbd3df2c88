import { expect, test } from 'vitest'
import { testClock } from '../../test/runtime.ts'
import { createRecall } from './recall.ts'

/** Processes that answer when told, and count how often they are asked. */
function others({ answer = true } = {}) {
  const seen: string[] = []
  let gate = Promise.withResolvers<boolean>()
  return {
    seen,
    async recall(targets: readonly string[]) {
      seen.push(targets.join(' '))
      return gate.promise
    },
    isRecalling: async () => !answer,
    release(found: boolean | Error) {
      const { resolve, reject } = gate
      gate = Promise.withResolvers()
      if (found instanceof Error) reject(found)
      else resolve(found)
    },
  }
}
const turn = () => new Promise((resolve) => setImmediate(resolve))

test('sixty who ask at once are one question, and those who come meanwhile share the next', async () => {
  const there = others()
  const recall = createRecall(there, testClock())
  const first = recall(['b', 'a', 'a'])
  const later = Array.from({ length: 59 }, () => recall(['a', 'b']))
  expect(there.seen).toEqual(['a b'])
  there.release(false)
  await first
  await turn()
  expect(there.seen).toEqual(['a b', 'a b'])
  there.release(false)
  await Promise.all(later)
  const again = recall(['a', 'b'])
  expect(there.seen).toHaveLength(3)
  there.release(false)
  await again
})

test('other targets are asked for beside it', async () => {
  const there = others()
  const recall = createRecall(there, testClock())
  const both = [recall(['a']), recall(['b'])]
  expect(there.seen).toEqual(['a', 'b'])
  there.release(false)
  await Promise.all(both)
})

test('who does not answer is waited for one second', async () => {
  const there = others({ answer: false })
  const clock = testClock()
  const recall = createRecall(there, clock)
  let over = false
  const asked = recall(['a']).then(() => {
    over = true
  })
  there.release(true)
  for (let ms = 0; ms < 950; ms += 50) {
    await turn()
    await clock.advance(50)
  }
  expect(over).toBe(false)
  await turn()
  await clock.advance(50)
  await asked
})

test('a failure is told to those who waited for it, and to nobody after', async () => {
  const there = others()
  const recall = createRecall(there, testClock())
  const first = recall(['a'])
  const second = recall(['a'])
  there.release(new Error('down'))
  await expect(first).rejects.toThrow('down')
  await turn()
  there.release(false)
  await second
})
