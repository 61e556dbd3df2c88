import { expect, test } from 'vitest'
import { TurnEnd } from './turn-end.ts'

const turn = () => new Promise((resolve) => setImmediate(resolve))

test('does everything of one turn at its end, in order, and nothing before', async () => {
  const done: string[] = []
  const turnEnd = new TurnEnd()
  turnEnd.add(() => done.push('first'))
  await Promise.resolve()
  turnEnd.add(() => done.push('second'))
  expect(done).toEqual([])
  await turn()
  expect(done).toEqual(['first', 'second'])
})

test('what is given while it works waits for the next turn', async () => {
  const done: string[] = []
  const turnEnd = new TurnEnd()
  turnEnd.add(() => {
    done.push('first')
    turnEnd.add(() => done.push('second'))
  })
  await turn()
  expect(done).toEqual(['first'])
  await turn()
  expect(done).toEqual(['first', 'second'])
})
