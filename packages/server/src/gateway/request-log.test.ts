import { ApiError } from '@proxyapi/contract/errors'
import { expect, test } from 'vitest'
import { quietLog } from '../../test/runtime.ts'
import type { Store } from '../store/database.ts'
import type { RequestEntry } from '../store/request-log.ts'
import { RequestLog } from './request-log.ts'

const entry = {} as RequestEntry
const run = (log: RequestLog) => log.job.run(new AbortController().signal)

function store() {
  const state = { writes: 0, isDown: false }
  const write = async () => {
    if (state.isDown) throw new ApiError('STORAGE_UNAVAILABLE')
    state.writes++
  }
  return { state, store: { dialect: 'sqlite', writeSoon: write } as unknown as Store }
}

test('entries are written in batches, and none twice by runs that meet', async () => {
  const { state, store: to } = store()
  const log = new RequestLog(to, quietLog)
  for (let n = 0; n < 1_200; n++) log.add(entry)
  expect(await Promise.all([run(log), run(log)])).toEqual([500, 500])
  expect(log.waiting).toBe(700)
  await log.flush()
  expect(log.waiting).toBe(0)
  expect(state.writes).toBe(3)
  expect(await run(log)).toBe(0)
})

test('a database that is down loses nothing; beyond 10,000 that wait, entries are dropped and counted', async () => {
  const { state, store: to } = store()
  const log = new RequestLog(to, quietLog)
  state.isDown = true
  for (let n = 0; n < 10_050; n++) log.add(entry)
  await expect(run(log)).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
  expect(log).toMatchObject({ waiting: 10_000, dropped: 50 })
  state.isDown = false
  await log.flush()
  expect(log.waiting).toBe(0)
})
