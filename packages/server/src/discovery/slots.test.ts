import { expect, it } from 'vitest'
import { createSlots } from './slots.ts'

it('runs so many at a time, in the order in which they came, whatever they end with', async () => {
  const slots = createSlots(2)
  const started: number[] = []
  const gates = Array.from({ length: 5 }, () => Promise.withResolvers<void>())
  const runs = gates.map((gate, at) =>
    slots.run(async () => {
      started.push(at)
      await gate.promise
      if (at === 1) throw new Error('one')
      return at
    }),
  )
  const settled = Promise.allSettled(runs)
  expect(started).toEqual([0, 1])
  gates[1]?.resolve()
  await expect(runs[1]).rejects.toThrow('one')
  await expect.poll(() => started).toEqual([0, 1, 2])
  for (const gate of gates) gate.resolve()
  expect((await settled).map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'fulfilled',
    'fulfilled',
    'fulfilled',
  ])
  expect(started).toEqual([0, 1, 2, 3, 4])
  expect(await slots.run(async () => 'free again')).toBe('free again')
})
