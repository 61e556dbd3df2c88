import { describe, expect, test } from 'vitest'
import { type Advanced, advance, type RunEvent } from './advance.ts'
import { allSteps, type Definition } from './definition.ts'
import { dueAtOf, newRun, type RunState } from './run-state.ts'

const start = 1_000_000
const define = (steps: unknown, more: object = {}) =>
  ({
    name: 'n',
    timeout_seconds: 1_000,
    on_timeout: 'cancel',
    compensate_on_failure: false,
    steps,
    ...more,
  }) as Definition
const ask = (id: string, more: object = {}) => ({ id, type: 'generate', with: { prompt: id }, ...more })
const rent = (id: string) => ({ id, type: 'gpu.create', with: { filter: {} } })
const remember = (id: string) => ({
  id,
  type: 'memory.add',
  with: { conversation_id: 'c', role: 'user', content: 'x' },
})
const post = (id: string, more: object = {}) => ({
  id,
  type: 'http',
  with: { integration_id: 'a', method: 'POST', endpoint: '/' },
  ...more,
})

/** A run that is driven by hand. */
function driven(definition: Definition, maxCost: number | null = null) {
  let now = start
  const ids = allSteps(definition.steps).map(({ id }) => id)
  let run: RunState = newRun(ids, { input: {}, maxCost, now, lifeMs: definition.timeout_seconds * 1_000 })
  let last: Advanced = { run, effects: [], notes: [] }
  const tell = (event: RunEvent) => {
    last = advance(definition, run, event, now)
    run = last.run
    return last.effects.map(({ do: verb, step }) => `${verb} ${step}`)
  }
  return {
    tell,
    good: (step: string, output: unknown = null, costs = {}) => tell({ type: 'succeeded', step, output, costs }),
    bad: (step: string, code = 'TARGET_HTTP_ERROR', more: object = {}) =>
      tell({ type: 'failed', step, error: { code, message: code, retry: false } as never, ...more }),
    pass: (ms: number) => {
      now += ms
      return tell({ type: 'tick' })
    },
    get run() {
      return run
    },
    get events() {
      return last.notes.map(({ event, step }) => (step === null ? event : `${event} ${step}`))
    },
    get due() {
      return dueAtOf(run, now)
    },
    status: (id: string) => run.steps[id]?.status,
  }
}

test('steps begin one after another, and what they say is known to the next', () => {
  const run = driven(define([ask('a'), ask('b')], { output: { $ref: '/steps/b/result' } }))
  expect(run.tell({ type: 'claimed' })).toEqual(['run a'])
  expect(run.run.status).toBe('running')
  expect(run.good('a', { result: 'A' })).toEqual(['run b'])
  expect(run.good('b', { result: 'B' }, { b: 5 })).toEqual([])
  expect(run.run).toMatchObject({ status: 'succeeded', output: 'B', costs: { b: 5 } })
  expect(run.events).toEqual(['step.succeeded b', 'run.succeeded'])
})

test('what ran when its worker died is run again, and what has ended is not', () => {
  const run = driven(define([ask('a'), ask('b')]))
  run.tell({ type: 'claimed' })
  run.good('a')
  expect(run.tell({ type: 'claimed' })).toEqual(['run b'])
  expect(run.events).toEqual(['step.repeated b'])
  expect(run.good('a')).toEqual([])
})

describe('failures', () => {
  test('are tried again after longer and longer waits, where that can help', () => {
    const run = driven(define([ask('a', { retry: { max_attempts: 3, delay_seconds: 2, factor: 3 } })]))
    run.tell({ type: 'claimed' })
    const retry = { error: { code: 'UPSTREAM_ERROR', message: 'x', retry: true } }
    run.bad('a', '', retry)
    expect([run.run.status, run.due]).toEqual(['waiting', start + 2_000])
    expect(run.pass(1_999)).toEqual([])
    expect(run.pass(1)).toEqual(['run a'])
    run.bad('a', '', retry)
    expect(run.due).toBe(start + 2_000 + 6_000)
    expect(run.pass(6_000)).toEqual(['run a'])
    run.bad('a', '', retry)
    expect(run.run).toMatchObject({ status: 'failed', error: { code: 'UPSTREAM_ERROR', step: 'a' } })
    expect(run.run.steps.a?.attempt).toBe(3)
  })

  test.each(['OUTCOME_UNKNOWN', 'BUDGET_EXCEEDED', 'INVALID_API_KEY'])('%s waits for a decision', (code) => {
    const run = driven(define([post('a')]))
    run.tell({ type: 'claimed' })
    run.bad('a', code)
    expect(run.run).toMatchObject({ status: 'suspended', error: { code, step: 'a' } })
    expect(run.due).toBe(start + 1_000_000)
  })

  test('with compensate_on_failure finished steps are undone', () => {
    const run = driven(define([remember('m'), ask('a')], { compensate_on_failure: true }))
    run.tell({ type: 'claimed' })
    run.good('m')
    expect(run.bad('a')).toEqual(['undo m'])
    run.tell({ type: 'undone', step: 'm' })
    expect(run.run).toMatchObject({ status: 'canceled', error: { step: 'a' } })
  })

  test('an output that is too long fails its step, whose effect stands', () => {
    const run = driven(define([post('a')]))
    run.tell({ type: 'claimed' })
    run.good('a', 'x'.repeat(300_000))
    expect(run.run).toMatchObject({ status: 'failed', error: { code: 'PAYLOAD_TOO_LARGE' } })
    expect(run.run.steps.a?.happened).toBe(true)
  })
})

describe('an unknown outcome is settled by', () => {
  const suspended = () => {
    const run = driven(define([ask('first'), post('a'), ask('b')]))
    run.tell({ type: 'claimed' })
    run.good('first')
    run.bad('a', 'OUTCOME_UNKNOWN', { happened: true })
    return run
  }
  const resume = { type: 'resume' as const, step: null, output: { id: 7 } }

  test('retry: the step is run again, what has ended is not', () => {
    const run = suspended()
    expect(run.tell({ ...resume, action: 'retry' })).toEqual([])
    expect(run.run.status).toBe('queued')
    expect(run.tell({ type: 'claimed' })).toEqual(['run a'])
  })

  test('skip: its output is null', () => {
    const run = suspended()
    run.tell({ ...resume, action: 'skip' })
    expect(run.tell({ type: 'claimed' })).toEqual(['run b'])
    expect(run.run.steps.a).toMatchObject({ status: 'skipped', output: null, happened: true })
  })

  test('complete: its output is what is said', () => {
    const run = suspended()
    run.tell({ ...resume, action: 'complete' })
    expect(run.tell({ type: 'claimed' })).toEqual(['run b'])
    expect(run.run.steps.a).toMatchObject({ status: 'succeeded', output: { id: 7 } })
  })

  test('no step that did not stop', () => {
    const run = suspended()
    expect(() => run.tell({ ...resume, step: 'b', action: 'skip' })).toThrow('no step at which the run stopped')
    run.tell({ ...resume, action: 'skip' })
    expect(() => run.tell({ ...resume, action: 'skip' })).toThrow('The run is queued')
  })
})

describe('cancel', () => {
  test('starts no step, aborts the one that runs and undoes the others in reverse', () => {
    const run = driven(define([rent('g'), remember('m'), ask('a'), ask('b')]))
    run.tell({ type: 'claimed' })
    run.good('g', { contract_id: 'inst_1' })
    run.good('m')
    expect(run.tell({ type: 'cancel', compensate: true })).toEqual(['abort a'])
    expect([run.run.status, run.status('b')]).toEqual(['canceling', 'canceled'])
    expect(run.tell({ type: 'cancel', compensate: true })).toEqual([])
    expect(run.bad('a', 'CLIENT_DISCONNECTED')).toEqual(['undo m'])
    expect(run.tell({ type: 'undone', step: 'm' })).toEqual(['undo g'])
    run.tell({ type: 'undo-waiting', step: 'g', until: start + 500, error: { code: 'UPSTREAM_ERROR', message: 'x' } })
    expect([run.run.status, run.due]).toEqual(['canceling', start + 500])
    expect(run.pass(500)).toEqual(['undo g'])
    run.tell({ type: 'undone', step: 'g' })
    expect(run.run).toMatchObject({
      status: 'canceled',
      undo: [
        { step: 'm', status: 'undone' },
        { step: 'g', status: 'undone', attempt: 2 },
      ],
    })
  })

  test('what succeeded while it was aborted is undone too', () => {
    const run = driven(define([rent('g'), ask('a')]))
    run.tell({ type: 'claimed' })
    run.tell({ type: 'cancel', compensate: true })
    expect(run.good('g', { contract_id: 'inst_1' })).toEqual(['undo g'])
  })

  test('of a dead worker’s step asks what it did before it is undone', () => {
    const run = driven(define([rent('g')]))
    run.tell({ type: 'claimed' })
    run.tell({ type: 'cancel', compensate: true })
    expect(run.tell({ type: 'claimed' })).toEqual(['run g', 'abort g'])
    expect(run.bad('g', 'INVALID_STATE')).toEqual([])
    expect(run.run).toMatchObject({ status: 'canceled', undo: [] })
  })

  test('says what is not undone', () => {
    const run = driven(define([post('a'), post('b', { compensate: { type: 'http', with: {} } }), ask('c')]))
    run.tell({ type: 'claimed' })
    run.good('a')
    run.good('b')
    run.tell({ type: 'cancel', compensate: true })
    expect(run.bad('c')).toEqual(['undo b'])
    run.tell({ type: 'not-undone', step: 'b', error: { code: 'TARGET_HTTP_ERROR', message: 'x' } })
    expect(run.run.undo).toMatchObject([
      { step: 'b', status: 'not_undone', error: { code: 'TARGET_HTTP_ERROR' } },
      { step: 'a', status: 'not_undone', error: null },
    ])
    expect(run.run.status).toBe('canceled')
  })

  test('leaves all as it is where it is told to', () => {
    const run = driven(define([remember('m'), { id: 'w', type: 'wait', seconds: 60 }]))
    run.tell({ type: 'claimed' })
    run.good('m')
    expect([run.run.status, run.due]).toEqual(['waiting', start + 60_000])
    run.tell({ type: 'cancel', compensate: false })
    expect(run.run).toMatchObject({ status: 'canceled', undo: [] })
  })
})

describe('time', () => {
  test('a run that lasts too long is canceled, or fails', () => {
    const steps = [remember('m'), { id: 'w', type: 'wait', seconds: 5_000 }]
    const run = driven(define(steps))
    run.tell({ type: 'claimed' })
    run.good('m')
    expect(run.due).toBe(start + 1_000_000)
    expect(run.pass(1_000_000)).toEqual(['undo m'])
    const other = driven(define(steps, { on_timeout: 'fail' }))
    other.tell({ type: 'claimed' })
    other.good('m')
    other.pass(1_000_000)
    expect(other.run).toMatchObject({ status: 'failed', error: { code: 'UPSTREAM_TIMEOUT', step: null }, undo: null })
  })

  test('waits end when they are over; those until the past do not begin', () => {
    const run = driven(
      define([
        { id: 'w', type: 'wait', seconds: 2 },
        { id: 'v', type: 'wait', until: '1970-01-01T00:00:00Z' },
      ]),
    )
    run.tell({ type: 'claimed' })
    expect(run.due).toBe(start + 2_000)
    run.pass(2_000)
    expect(run.run.status).toBe('succeeded')
  })
})

describe('branches', () => {
  const steps = (more: object = {}) => [
    {
      ...{ id: 'p', type: 'parallel', branches: ['a', 'b', 'c'].map((id) => ({ steps: [ask(id), ask(`${id}2`)] })) },
      ...{ max_in_flight: 2, fail_fast: true, ...more },
    },
    ask('z'),
  ]

  test('run side by side, so many at once', () => {
    const run = driven(define(steps()))
    expect(run.tell({ type: 'claimed' })).toEqual(['run a', 'run b'])
    expect(run.good('a')).toEqual(['run a2'])
    expect(run.good('a2')).toEqual(['run c'])
    expect(run.good('b')).toEqual(['run b2'])
    run.good('b2')
    run.good('c')
    expect(run.good('c2')).toEqual(['run z'])
  })

  test('where one has failed the others begin no further step', () => {
    const run = driven(define(steps()))
    run.tell({ type: 'claimed' })
    expect(run.bad('a')).toEqual([])
    expect(run.run.status).toBe('running')
    expect(run.good('b')).toEqual([])
    expect(run.run).toMatchObject({ status: 'failed', error: { step: 'a' } })
  })

  test('or go on to their ends, where they are told to', () => {
    const run = driven(define(steps({ fail_fast: false })))
    run.tell({ type: 'claimed' })
    expect(run.bad('a')).toEqual(['run c'])
    expect(run.good('b')).toEqual(['run b2'])
    run.good('b2')
    run.good('c')
    run.good('c2')
    expect(run.run.status).toBe('failed')
  })

  test('with a budget calls that cost begin one after another', () => {
    const run = driven(define(steps()), 100)
    expect(run.tell({ type: 'claimed' })).toEqual(['run a'])
    expect(run.good('a')).toEqual(['run a2'])
  })
})

test('a decision is kept, and steps of the other arm are skipped', () => {
  const run = driven(
    define([
      ask('a'),
      { id: 'c', type: 'condition', if: { $gt: [{ $ref: '/steps/a/n' }, 3] }, then: [ask('t')], else: [ask('e')] },
    ]),
  )
  run.tell({ type: 'claimed' })
  expect(run.good('a', { n: 4 })).toEqual(['run t'])
  expect([run.status('e'), run.status('c')]).toEqual(['skipped', 'running'])
  expect(run.tell({ type: 'claimed' })).toEqual(['run t'])
  run.good('t')
  expect(run.run.steps.c).toMatchObject({ status: 'succeeded', output: { decision: true } })
})
