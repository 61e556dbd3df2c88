import { expect, test } from 'vitest'
import { Turns } from './turns.ts'

const nothing = async () => {}

test('work of one key runs one at a time, in its order', async () => {
  const turns = new Turns()
  const seen: string[] = []
  const job = (name: string) => async () => {
    seen.push(`${name} begins`)
    await nothing()
    seen.push(`${name} ends`)
    return name
  }
  expect(await Promise.all([turns.take('a', job('one')), turns.take('a', job('two'))])).toEqual(['one', 'two'])
  expect(seen).toEqual(['one begins', 'one ends', 'two begins', 'two ends'])
})

test('work of another key waits for nobody', async () => {
  const turns = new Turns()
  const { promise, resolve } = Promise.withResolvers<void>()
  const slow = turns.take('a', () => promise)
  expect(await turns.take('b', async () => 'done')).toBe('done')
  resolve()
  await slow
})

test('a failure is told to its own caller, and the next has its turn', async () => {
  const turns = new Turns()
  const failed = turns.take('a', () => Promise.reject(new Error('full')))
  const next = turns.take('a', async () => 'done')
  await expect(failed).rejects.toThrow('full')
  expect(await next).toBe('done')
})

test('256 may wait; one more is told to come again', async () => {
  const turns = new Turns()
  const { promise, resolve } = Promise.withResolvers<void>()
  const waiting = Array.from({ length: 257 }, () => turns.take('a', () => promise))
  await expect(turns.take('a', nothing)).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
  resolve()
  await Promise.all(waiting)
  expect(await turns.take('a', async () => 'free again')).toBe('free again')
})
