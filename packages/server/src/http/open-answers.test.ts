import type { Outlet, StreamWriter } from '@proxyapi/contract'
import { ApiError, type ErrorCode } from '@proxyapi/contract/errors'
import { expect, test } from 'vitest'
import { noMetrics, testClock } from '../../test/runtime.ts'
import { writePages } from '../exports/write-pages.ts'
import { OpenAnswers } from './open-answers.ts'

function reader() {
  const leaving = new AbortController()
  const taken: string[] = []
  const outlet: Outlet = { signal: leaving.signal, write: (chunk) => void taken.push(chunk.toString()) }
  return { outlet, taken, leave: () => leaving.abort(new ApiError('CLIENT_DISCONNECTED')) }
}

function world() {
  const clock = testClock()
  const answers = new OpenAnswers(clock, noMetrics)
  const sweep = () => answers.job().run(new AbortController().signal)
  /** A credential that is good until it is not. */
  const credential = () => {
    let refusal: ErrorCode | null = null
    return {
      ask: async () => {
        if (refusal !== null) throw new ApiError(refusal)
      },
      becomes: (code: ErrorCode | null) => {
        refusal = code
      },
    }
  }
  return { clock, answers, sweep, credential }
}

/** Writes what it is told to, and says why it ended. */
const politely: StreamWriter = async ({ write, signal }) => {
  await write('said')
  if (!signal.aborted)
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
  await write(`, ended by ${(signal.reason as ApiError).code}`)
}

const never: StreamWriter = () => new Promise<void>(() => {})

test.each<ErrorCode>(['INVALID_API_KEY', 'INVALID_TOKEN', 'PERMISSION_DENIED', 'IP_NOT_ALLOWED'])(
  'an answer whose credential is %s ends with that, and others go on',
  async (code) => {
    const { answers, sweep, credential } = world()
    const [mine, others] = [credential(), credential()]
    const [here, there] = [reader(), reader()]
    const ended = answers.guarded(politely, mine.ask)(here.outlet)
    void answers.guarded(politely, others.ask)(there.outlet)
    await sweep()
    expect([here.taken, there.taken]).toEqual([['said'], ['said']])
    mine.becomes(code)
    await sweep()
    await ended
    expect([here.taken.join(''), there.taken]).toEqual([`said, ended by ${code}`, ['said']])
  },
)

test('where it cannot be known whether the credential stands, nothing ends', async () => {
  const { answers, sweep, credential } = world()
  const { ask, becomes } = credential()
  const { outlet, taken } = reader()
  void answers.guarded(politely, ask)(outlet)
  becomes('STORAGE_UNAVAILABLE')
  await sweep()
  expect(taken).toEqual(['said'])
})

test('who does not stop when he is told to is cut after a second', async () => {
  const { clock, answers, sweep, credential } = world()
  const { ask, becomes } = credential()
  const ended = expect(answers.guarded(never, ask)(reader().outlet)).rejects.toMatchObject({ code: 'INVALID_TOKEN' })
  becomes('INVALID_TOKEN')
  const swept = sweep()
  await clock.advance(0)
  await clock.advance(1_000)
  await ended
  await swept
})

test('a caller who leaves is heard of, and asked for no more', async () => {
  const { answers, sweep } = world()
  const { outlet, taken, leave } = reader()
  let asked = 0
  const ended = answers.guarded(politely, () => asked++)(outlet)
  leave()
  await ended
  await sweep()
  expect([taken.join(''), asked]).toEqual(['said, ended by CLIENT_DISCONNECTED', 0])
})

test('a file is cut between two pages, and its place is free', async () => {
  const { answers, sweep, credential } = world()
  const { ask, becomes } = credential()
  const { outlet, taken } = reader()
  let isFree = false
  async function* pages() {
    yield 'x'.repeat(70_000)
    becomes('INVALID_API_KEY')
    void sweep()
    await new Promise((resolve) => setImmediate(resolve))
    yield 'y'.repeat(70_000)
    yield 'the end'
  }
  const file = writePages(pages(), async () => {
    isFree = true
  })
  await expect(answers.guarded(file, ask)(outlet)).rejects.toMatchObject({ code: 'INVALID_API_KEY' })
  expect([taken.join('').includes('y'), isFree]).toEqual([false, true])
})
