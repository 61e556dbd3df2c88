/** Runs on each database: what survives a worker that dies anywhere, what is undone, who may see it. */
import { ApiError } from '@proxyapi/contract/errors'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Store } from '../../src/store/database.ts'
import type { Verbs } from '../../src/workflows/verbs.ts'
import { eachStore } from '../stores.ts'
import { actor, addUser, burst, type FakeWorld, fakeWorld, type Room, roomOn } from './world.ts'

/** A worker that dies before or after the n-th of its calls and writes; then it never answers again. */
function mortal(store: Store, verbs: Verbs, n: number, when: 'before' | 'after') {
  const state = { isDead: false, calls: 0 }
  const death = Promise.withResolvers<void>()
  const forever = new Promise<never>(() => undefined)
  const dies = async <T>(work: () => Promise<T>): Promise<T> => {
    const isLast = ++state.calls === n
    const die = () => {
      state.isDead = true
      death.resolve()
      return forever
    }
    if (state.isDead || (isLast && when === 'before')) return die()
    const result = await work()
    return state.isDead || isLast ? die() : result
  }
  const dying: Store = { ...store, write: (work) => dies(() => store.write(work)) }
  return { store: dying, verbs: through(verbs, dies), state, death: death.promise }
}

/** Verbs whose every call goes a way around. */
function through(verbs: Verbs, around: <T>(work: () => Promise<T>) => Promise<T>): Verbs {
  const wrapped = (target: object): object =>
    Object.fromEntries(
      Object.entries(target).map(([name, value]) => {
        if (typeof value !== 'function') return [name, wrapped(value)]
        return [name, name === 'cheapest' ? value : (...args: unknown[]) => around(() => value(...args))]
      }),
    )
  return wrapped(verbs) as Verbs
}

let seeds = 1_000

eachStore((_name, open) => {
  let store: Store
  let world: FakeWorld
  let room: Room
  beforeAll(async () => {
    store = await open()
    for (const id of ['usr_a', 'usr_b']) await addUser(store, id)
  })
  beforeEach(async () => {
    await empty()
    world = fakeWorld()
    room = roomOn(store, world)
  })
  afterAll(() => store.close())

  /** Workers of another world find no runs of this one. */
  const empty = () =>
    store.write(async (tx) => {
      for (const table of ['workflow_events', 'workflow_steps', 'workflow_runs'] as const)
        await tx.deleteFrom(table).execute()
    })
  const history = async (id: string) =>
    (await room.workflows.history('usr_a', { workflow_id: id, limit: 200 })).items as {
      seq: number
      event: string
      step: string | null
    }[]

  test('the example of the document comes to its end: one instance, one note, one charge, destroyed', async () => {
    const id = await room.execute(burst)
    const run = await room.until(id, 'succeeded', 'failed', 'suspended')
    expect(run).toMatchObject({ status: 'succeeded', output: 'answer to chat', error: null, cost: 0.26, max_cost: 5 })
    expect(run.steps.map(({ id: step, status }) => `${step} ${status}`)).toEqual(
      ['gpu', 'up', 'sum', 'keep', 'vec', 'big', 'tell', 'down'].map((step) => `${step} succeeded`),
    )
    expect([world.rented.size, world.notes.size, world.charges.size]).toEqual([1, 1, 1])
    expect([...world.notes.values()]).toEqual([{ text: 'answer to chat' }])
    expect(room.told).toMatchObject([
      { name: 'workflow.succeeded', data: { workflow_id: id, status: 'succeeded', cost: 0.26 } },
    ])
    const events = await history(id)
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, n) => n + 1))
    expect(events[0]).toMatchObject({ event: 'run.queued' })
    expect(events.at(-1)).toMatchObject({ event: 'run.succeeded' })
  })

  test('wherever its worker dies, before or after any call or write, it does each thing once', async () => {
    for (const when of ['before', 'after'] as const)
      for (let n = 1; ; n++) {
        await empty()
        const own = fakeWorld()
        const { store: dying, verbs, state, death } = mortal(store, own.verbs, n, when)
        const first = roomOn(dying, own, verbs, n, () => state.isDead)
        const id = await roomOn(store, own, own.verbs, ++seeds).execute(burst)
        for (let tries = 0; tries < 14 && !state.isDead; tries++) {
          await Promise.race([first.work(), death])
          await own.clock.advance(1_000)
        }
        if (!state.isDead) break
        await own.clock.advance(61_000)
        const run = await roomOn(store, own, own.verbs, 100 + n).until(id, 'succeeded', 'failed', 'suspended')
        const facts = [
          run.status,
          own.rented.size,
          own.notes.size,
          own.charges.size,
          own.memories.size,
          own.vectors.size,
        ]
        expect([when, n, ...facts]).toEqual([when, n, 'succeeded', 1, 1, 1, 1, 1])
        expect(run.cost).toBeCloseTo(0.26, 6)
        for (const contract of own.rented.values())
          expect(await own.verbs.gpu.get('usr_a', contract.contract_id)).toMatchObject({ status: 'terminated' })
      }
  }, 60_000)

  test('canceled before or during any step, no instance is left, and what was not undone is stated', async () => {
    for (let n = 1; ; n++) {
      await empty()
      const own = fakeWorld()
      let calls = 0
      let canceled: Promise<unknown> | null = null
      const verbs = through(own.verbs, async (work) => {
        if (++calls === n) {
          canceled = theirs.workflows.cancel('usr_a', { workflow_id: id, compensate: true }, async () => {})
          await canceled
        }
        return work()
      })
      const theirs = roomOn(store, own, verbs, n)
      const id = await theirs.execute(burst)
      const run = await theirs.until(id, 'succeeded', 'canceled', 'failed')
      if (canceled === null) break
      const left = await Promise.all(
        [...own.rented.values()].map(({ contract_id }) => own.verbs.gpu.get('usr_a', contract_id)),
      )
      expect([n, run.status, left.filter(({ status }) => status !== 'terminated')]).toEqual([n, 'canceled', []])
      expect([own.memories.size, own.vectors.size]).toEqual([0, 0])
      const notUndone = run.compensation.filter(({ status }) => status === 'not_undone').map(({ step }) => step)
      expect(notUndone.includes('tell')).toBe(own.notes.size > 0)
      const again = await theirs.workflows.cancel('usr_a', { workflow_id: id, compensate: true }, async () => {})
      expect(again).toEqual({ state: { workflow_id: id, status: 'canceled' }, isNew: false })
    }
  }, 60_000)

  describe('an unknown outcome suspends the run', () => {
    test.each([
      ['retry', 'succeeded', 2],
      ['skip', 'skipped', 1],
      ['complete', 'succeeded', 1],
    ] as const)('and %s ends it; what has ended is not repeated', async (action, status, posts) => {
      world.rules.http = () => 'unknown'
      const id = await room.execute(burst)
      const stopped = await room.until(id, 'suspended')
      expect(stopped.error).toMatchObject({ code: 'OUTCOME_UNKNOWN', step: 'tell', effects: expect.any(Array) })
      expect(room.told.map(({ name }) => name)).toEqual(['workflow.suspended'])
      world.rules.http = null
      const before = world.calls.length
      const output = { id: 9 }
      await room.workflows.resume(actor, { workflow_id: id, action, output }, async () => {})
      const run = await room.until(id, 'succeeded', 'failed')
      expect(run.status).toBe('succeeded')
      expect(run.steps.find(({ id: step }) => step === 'tell')).toMatchObject({
        status,
        ...(action === 'complete' && { output }),
      })
      const later = world.calls.slice(before).filter((call) => !call.startsWith('destroy'))
      expect(later).toEqual(action === 'retry' ? [`http ${id}/tell`] : [])
      expect(world.calls.filter((call) => call.startsWith('http'))).toHaveLength(posts)
      await expect(room.workflows.resume(actor, { workflow_id: id, action }, async () => {})).rejects.toMatchObject({
        code: 'INVALID_STATE',
      })
    })
  })

  test('a budget that the next call would pass suspends the run; a higher one lets it go on', async () => {
    const steps = ['a', 'b', 'c'].map((step) => ({ id: step, type: 'generate', with: { prompt: step } }))
    const id = await room.execute({ name: 'n', max_cost: 0.025, steps })
    const run = await room.until(id, 'suspended')
    expect(run).toMatchObject({ cost: 0.02, error: { code: 'BUDGET_EXCEEDED', step: 'c' } })
    const more = (max_cost: number) =>
      room.workflows.resume(actor, { workflow_id: id, action: 'retry', max_cost }, async () => {})
    await expect(more(0.01)).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
    await more(0.05)
    expect(await room.until(id, 'succeeded')).toMatchObject({ cost: 0.03, max_cost: 0.05 })
  })

  test('rights are asked anew by each step', async () => {
    const id = await room.execute({
      name: 'n',
      steps: [
        { id: 'a', type: 'generate', with: { prompt: 'a' } },
        { id: 'b', type: 'generate', with: { prompt: 'b' } },
      ],
    })
    world.rules.task = () => {
      world.rules.principal = () => {
        throw new ApiError('INVALID_API_KEY')
      }
    }
    expect(await room.until(id, 'suspended')).toMatchObject({ error: { code: 'INVALID_API_KEY', step: 'b' } })
    expect(world.calls).toHaveLength(1)
  })

  test('a machine is given back however long the cloud refuses, and the run says so', async () => {
    let refusals = 12
    world.rules.destroy = () => {
      if (refusals-- > 0) throw new ApiError('UPSTREAM_UNAVAILABLE')
    }
    const id = await room.execute({ name: 'n', steps: [burst.steps[0], { id: 'w', type: 'wait', seconds: 600 }] })
    await room.until(id, 'waiting')
    await room.workflows.cancel('usr_a', { workflow_id: id, compensate: true }, async () => {})
    expect((await room.workflows.status('usr_a', id)).status).toBe('canceling')
    const run = await room.until(id, 'canceled')
    expect(run.compensation).toMatchObject([{ step: 'gpu', status: 'undone' }])
    expect(run.compensation[0]?.attempt).toBeGreaterThan(12)
  })

  test('a worker that has lost its lease writes nothing', async () => {
    let go = () => {}
    const held = new Promise<void>((resolve) => {
      go = resolve
    })
    const slow: Verbs = { ...world.verbs, task: async (...args) => held.then(() => world.verbs.task(...args)) }
    const id = await room.execute({ name: 'n', steps: [{ id: 'a', type: 'generate', with: { prompt: 'a' } }] })
    const first = roomOn(store, world, slow, 5)
    await first.work()
    await store.write((tx) => tx.updateTable('workflow_runs').set({ lease_until: 0 }).where('id', '=', id).execute())
    const run = await room.until(id, 'succeeded')
    go()
    await first.work()
    expect(await room.workflows.status('usr_a', id)).toEqual(run)
  })

  test('20 live runs, then no more until one has ended', async () => {
    const definition = { name: 'n', steps: [{ id: 'w', type: 'wait', seconds: 60 }] }
    const ids: string[] = []
    for (let n = 0; n < 20; n++) ids.push(await room.execute(definition))
    await expect(room.execute(definition)).rejects.toMatchObject({ code: 'CONCURRENCY_LIMITED' })
    await room.execute(definition, { ...actor, userId: 'usr_b' })
    await room.workflows.cancel('usr_a', { workflow_id: ids[0]!, compensate: true }, async () => {})
    await room.until(ids[0]!, 'canceled')
    await room.execute(definition)
  })

  test('lists are of one’s own runs, newest first, and go on where they ended', async () => {
    const ids: string[] = []
    for (const name of ['one', 'two', 'one']) {
      ids.unshift(await room.execute({ name, steps: [{ id: 'r', type: 'models.refresh' }] }))
      await world.clock.advance(1_000)
    }
    await room.until(ids[0]!, 'succeeded')
    const list = async (query: object, user = 'usr_a') => {
      const { items, next_cursor } = await room.workflows.history(user, { limit: 2, ...query })
      return { ids: items.map((item) => 'workflow_id' in item && item.workflow_id), next_cursor }
    }
    const first = await list({})
    expect(first.ids).toEqual(ids.slice(0, 2))
    expect((await list({ cursor: first.next_cursor })).ids).toEqual(ids.slice(2))
    expect((await list({ name: 'two' })).ids).toEqual([ids[1]])
    expect((await list({ status: 'failed' })).ids).toEqual([])
    expect((await list({}, 'usr_b')).ids).toEqual([])
    await expect(list({ workflow_id: ids[0], name: 'one' })).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
  })

  test('another’s run is not there, in the same words as none', async () => {
    const id = await room.execute({ name: 'n', steps: [{ id: 'w', type: 'wait', seconds: 60 }] })
    const none = 'job_01JD61S2M0K3M2N4P5R6S7T8Y6'
    const why = (error: ApiError) => [error.code, error.message]
    const keep = async () => {}
    const asks = [
      (run: string) => room.workflows.status('usr_b', run),
      (run: string) => room.workflows.history('usr_b', { workflow_id: run, limit: 1 }),
      (run: string) => room.workflows.cancel('usr_b', { workflow_id: run, compensate: true }, keep),
      (run: string) =>
        room.workflows.resume({ ...actor, userId: 'usr_b' }, { workflow_id: run, action: 'retry' }, keep),
    ]
    for (const ask of asks) expect(await ask(id).catch(why)).toEqual(await ask(none).catch(why))
    expect((await room.workflows.status('usr_a', id)).status).toBe('queued')
  })

  test('what was written and answered is sealed, and deleted 30 days after the end', async () => {
    const id = await room.execute(burst)
    const run = await room.until(id, 'succeeded')
    const forget = room.workflows.jobs().find(({ name }) => name === 'workflows.forget')!
    expect(await forget.run(new AbortController().signal)).toBe(0)
    await world.clock.advance(31 * 24 * 3_600_000)
    expect(await forget.run(new AbortController().signal)).toBe(1)
    const old = await room.workflows.status('usr_a', id)
    expect(old).toMatchObject({ status: 'succeeded', input: null, output: null, cost: run.cost })
    expect(old.steps.map(({ output }) => output)).toEqual(old.steps.map(() => null))
    expect(old.steps.map(({ id: step }) => step)).toEqual(run.steps.map(({ id: step }) => step))
  })
})
