import { expect, it } from 'vitest'
import { sharedCheck } from './recheck.ts'

/** A check whose runs are ended by hand. */
function byHand() {
  const runs: PromiseWithResolvers<void>[] = []
  const ask = sharedCheck(() => {
    const run = Promise.withResolvers<void>()
    runs.push(run)
    return run.promise
  })
  return { runs, ask }
}
const turns = async () => {
  for (let n = 0; n < 10; n++) await Promise.resolve()
}

it('who comes while a check runs waits for the next, and a thousand wait for one', async () => {
  const { runs, ask } = byHand()
  const answered: string[] = []
  void ask().then(() => answered.push('first'))
  await turns()
  for (let n = 0; n < 1_000; n++) void ask().then(() => answered.push('second'))
  await turns()
  expect(runs).toHaveLength(1)
  runs[0]?.resolve()
  await turns()
  expect(answered).toEqual(['first'])
  expect(runs).toHaveLength(2)
  runs[1]?.resolve()
  await turns()
  expect(answered).toHaveLength(1_001)
})

it('a check that fails answers who asked, and stops no other', async () => {
  const { runs, ask } = byHand()
  const first = ask()
  await turns()
  runs[0]?.reject(new Error('down'))
  await first
  const second = ask()
  await turns()
  expect(runs).toHaveLength(2)
  runs[1]?.resolve()
  await second
})
