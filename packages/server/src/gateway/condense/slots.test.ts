import { expect, test } from 'vitest'
import { Slots } from './slots.ts'

test('so many at once, the others in order, also after one that failed', async () => {
  const slots = new Slots(() => 2)
  const ends: (() => void)[] = []
  const begun: number[] = []
  const work = (n: number) => () => {
    begun.push(n)
    return new Promise<void>((resolve, reject) => ends.push(n === 0 ? () => reject(new Error('no')) : resolve))
  }
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  const all = [0, 1, 2, 3].map((n) => slots.run(work(n)).catch(() => 'failed'))
  await turn()
  expect(begun).toEqual([0, 1])
  ends[0]?.()
  await turn()
  expect(begun).toEqual([0, 1, 2])
  for (const end of ends) end()
  await turn()
  expect(begun).toEqual([0, 1, 2, 3])
  ends[3]?.()
  expect(await Promise.all(all)).toEqual(['failed', undefined, undefined, undefined])
  expect(await slots.run(async () => 'free')).toBe('free')
})

test('more room holds from the next end on, less room too', async () => {
  let most = 1
  const slots = new Slots(() => most)
  const ends: (() => void)[] = []
  const work = () => new Promise<void>((resolve) => ends.push(resolve))
  const turn = () => new Promise((resolve) => setImmediate(resolve))
  const all = Array.from({ length: 5 }, () => slots.run(work))
  await turn()
  expect(ends).toHaveLength(1)
  most = 3
  ends[0]?.()
  await turn()
  expect(ends).toHaveLength(4)
  most = 1
  ends[1]?.()
  ends[2]?.()
  await turn()
  expect(ends).toHaveLength(4)
  ends[3]?.()
  await turn()
  expect(ends).toHaveLength(5)
  ends[4]?.()
  await Promise.all(all)
})
