import type { Outlet } from '@proxyapi/contract'
import { ApiError } from '@proxyapi/contract/errors'
import { expect, test } from 'vitest'
import { CallerStream } from './caller-stream.ts'

function reader() {
  const leaving = new AbortController()
  const taken: string[] = []
  let drain: (() => void) | null = null
  let isSlow = false
  const outlet: Outlet = {
    signal: leaving.signal,
    write(chunk) {
      taken.push(chunk.toString())
      if (!isSlow) return
      return new Promise((resolve) => {
        drain = resolve
      })
    },
  }
  return {
    outlet,
    taken,
    leave: (reason?: ApiError) => leaving.abort(reason),
    slow(is: boolean) {
      isSlow = is
    },
    async drained() {
      drain?.()
      await new Promise((resolve) => setImmediate(resolve))
    },
  }
}

function source() {
  const told: string[] = []
  return {
    told,
    pause: () => void told.push('pause'),
    resume: () => void told.push('resume'),
    gone: () => void told.push('gone'),
    stop: ({ code }: ApiError) => void told.push(code),
  }
}

test('what was written before there was a reader comes first', async () => {
  const stream = new CallerStream(source())
  const { outlet, taken } = reader()
  stream.write('a')
  const done = stream.writer(outlet)
  stream.write('b')
  stream.end()
  await done
  expect(taken).toEqual(['a', 'b'])
})

test('an end before there was a reader', async () => {
  const stream = new CallerStream(source())
  const { outlet, taken } = reader()
  stream.write('a')
  stream.end()
  stream.write('never')
  await stream.writer(outlet)
  expect(taken).toEqual(['a'])
})

test('ST01 a slow reader pauses the source, and nothing is written over its head', async () => {
  const from = source()
  const stream = new CallerStream(from)
  const to = reader()
  to.slow(true)
  const done = stream.writer(to.outlet)
  for (const chunk of ['a', 'b', 'c']) stream.write(chunk)
  expect(to.taken).toEqual(['a'])
  expect(from.told).toEqual(['resume', 'pause'])
  await to.drained()
  expect(to.taken).toEqual(['a', 'b'])
  to.slow(false)
  await to.drained()
  expect(to.taken).toEqual(['a', 'b', 'c'])
  expect(from.told.at(-1)).toBe('resume')
  stream.end()
  await done
})

test('an end waits for what is held', async () => {
  const stream = new CallerStream(source())
  const to = reader()
  to.slow(true)
  const done = stream.writer(to.outlet)
  stream.write('a')
  stream.write('b')
  stream.end()
  to.slow(false)
  await to.drained()
  await done
  expect(to.taken).toEqual(['a', 'b'])
})

test('too much for a reader who is not there yet pauses the source', () => {
  const from = source()
  const stream = new CallerStream(from)
  stream.write(Buffer.alloc(1_048_576))
  expect(from.told).toEqual([])
  stream.write('a')
  expect(from.told).toEqual(['pause'])
})

test('a cut is no end: the writer fails, at once or as soon as there is a reader', async () => {
  const reason = new Error('cut')
  const running = new CallerStream(source())
  const to = reader()
  const done = running.writer(to.outlet)
  running.write('a')
  running.cut(reason)
  running.write('never')
  await expect(done).rejects.toBe(reason)
  const early = new CallerStream(source())
  early.write('b')
  early.cut(reason)
  await expect(early.writer(to.outlet)).rejects.toBe(reason)
  expect(to.taken).toEqual(['a'])
})

test('a reader who leaves ends it, also one who was gone before', async () => {
  const from = source()
  const stream = new CallerStream(from)
  const to = reader()
  const done = stream.writer(to.outlet)
  to.leave()
  await done
  stream.write('a')
  expect(from.told).toEqual(['resume', 'gone'])
  expect(to.taken).toEqual([])
  const late = source()
  await new CallerStream(late).writer(to.outlet)
  expect(late.told).toEqual(['gone'])
})

test('a reader who may have no more is told why, after what he had to get', async () => {
  const { told, ...own } = source()
  const stream = new CallerStream(own)
  const { outlet, taken, leave, slow, drained } = reader()
  const done = stream.writer(outlet)
  slow(true)
  stream.write('a')
  stream.write('b')
  leave(new ApiError('INVALID_API_KEY'))
  expect(told.at(-1)).toBe('INVALID_API_KEY')
  stream.write('why')
  stream.end()
  slow(false)
  await drained()
  await done
  expect(taken).toEqual(['a', 'b', 'why'])
})

test('one who has gone is told nothing', async () => {
  const { told, ...own } = source()
  const stream = new CallerStream(own)
  const { outlet, taken, leave } = reader()
  const done = stream.writer(outlet)
  leave(new ApiError('CLIENT_DISCONNECTED'))
  stream.write('a')
  await done
  expect([told.at(-1), taken]).toEqual(['gone', []])
})
