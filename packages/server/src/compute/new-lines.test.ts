import type { LogLine } from '@proxyapi/clouds'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { newLines } from './new-lines.ts'

const line = (text: string): LogLine => ({ timestamp: null, text })
const log = fc.array(fc.constantFrom('a', 'b', 'c').map(line), { maxLength: 30 })

it.each([
  [[], ['a', 'b'], ['a', 'b']],
  [['a', 'b'], ['a', 'b'], []],
  [['a', 'b'], ['a', 'b', 'c'], ['c']],
  [['a', 'b', 'c'], ['b', 'c', 'd'], ['d']],
  [['a', 'a'], ['a', 'a', 'a'], ['a']],
  [
    ['a', 'b'],
    ['x', 'y'],
    ['x', 'y'],
  ],
  [['a', 'b'], [], []],
])('after %j the end %j has %j that is new', (before, now, fresh) => {
  expect(newLines(before.map(line), now.map(line))).toEqual(fresh.map(line))
})

it('is the least that continues what was seen', () => {
  fc.assert(
    fc.property(log, log, (before, now) => {
      const least = [...now.keys(), now.length].findLast(
        (kept) =>
          kept <= before.length && now.slice(0, kept).every((one, at) => one.text === before.at(at - kept)?.text),
      )
      expect(newLines(before, now)).toEqual(now.slice(least))
    }),
  )
})

it('tells each line of a log once, in order, whatever its end shows of it, where lines differ', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 20 }), (steps) => {
      const all: LogLine[] = []
      const told: LogLine[] = []
      let before: LogLine[] = []
      for (const added of steps) {
        for (let n = 0; n < added; n++) all.push(line(`line ${all.length}`))
        const now = all.slice(-6)
        told.push(...newLines(before, now))
        before = now
      }
      expect(told).toEqual(all)
    }),
  )
})
