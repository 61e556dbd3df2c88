import { describe, expect, it } from 'vitest'
import { hour, list, start as now, statement, World } from '../../test/discovery/world.ts'
import type { Statement } from './model.ts'
import type { Taken, Word } from './take-over.ts'

const kinds = ({ changes }: Taken) => changes.map(({ kind, uid }) => `${kind} ${uid.slice(7)}`)

describe('a list', () => {
  it('adds its rows', () => {
    const world = new World()
    const taken = world.hear(list([statement('b', { context_length: 8192 }), statement('a')]))
    expect(kinds(taken)).toEqual(['added a', 'added b'])
    expect(taken).toMatchObject({ added: 2, changed: 0, missing: 0 })
    expect(world.models.get('openai:b')).toMatchObject({
      id: 'b',
      context_length: 8192,
      state: 'listed',
      version: 1,
      created_at: now,
    })
  })

  it('said twice writes nothing', () => {
    const world = new World()
    world.hear(list([statement('a', { name: 'A' })]))
    expect(world.hear(list([statement('a', { name: 'A' })]), now + hour)).toEqual({
      put: [],
      withdrawn: [],
      records: [],
      changes: [],
      added: 0,
      changed: 0,
      missing: 0,
    })
    expect(world.hear(list(null), now + hour)).toMatchObject({ put: [], records: [], changes: [] })
  })

  it('that states something else changes the row and its version', () => {
    const world = new World()
    world.hear(list([statement('a', { max_tokens: 1 })]))
    const taken = world.hear(list([statement('a', { max_tokens: 2 })]), now + hour)
    expect(kinds(taken)).toEqual(['updated a'])
    expect(world.models.get('openai:a')).toMatchObject({ version: 2, created_at: now, updated_at: now + hour })
  })

  it('that lacks a row makes it missing, without a change', () => {
    const world = new World()
    world.hear(list([statement('a'), statement('b')]))
    const taken = world.hear(list([statement('b')]), now + hour)
    expect(taken).toMatchObject({
      changes: [],
      missing: 1,
      records: [{ uid: 'openai:a', state: 'missing', misses: 1, missing_since: now + hour, version: 1 }],
    })
  })

  it('time in which the list could not be read is no time in which a row was missing', () => {
    const world = new World()
    world.hear(list([statement('a'), statement('b')]))
    const gone = list([statement('b')], { provenGone: new Set(['openai:a']) })
    for (const hours of [1, 2, 3]) world.hear(gone, now + hours * hour)
    expect(kinds(world.hear({ ...gone, blindMs: 22 * hour }, now + 26 * hour))).toEqual([])
    expect(world.state('a')).toBe('missing')
    expect(kinds(world.hear(gone, now + 46 * hour))).toEqual([])
    expect(kinds(world.hear(gone, now + 47 * hour))).toEqual(['removed a'])
  })

  it('gives up a row after 3 misses over 24 hours with proof, and takes it back', () => {
    const world = new World()
    world.hear(list([statement('a'), statement('b')]))
    const gone = list([statement('b')], { provenGone: new Set(['openai:a']) })
    for (const hours of [1, 2, 3, 24]) expect(kinds(world.hear(gone, now + hours * hour))).toEqual([])
    expect(world.state('a')).toBe('missing')
    expect(kinds(world.hear(list([statement('b')]), now + 26 * hour))).toEqual([])
    expect(kinds(world.hear(gone, now + 27 * hour))).toEqual(['removed a'])
    expect(world.hear(gone, now + 28 * hour).changes).toEqual([])
    expect(world.models.get('openai:a')).toMatchObject({ state: 'removed', removed_at: now + 27 * hour })
    expect(kinds(world.hear(list([statement('a'), statement('b')]), now + 30 * hour))).toEqual(['restored a'])
    expect(world.models.get('openai:a')).toMatchObject({ state: 'listed', removed_at: null })
  })

  it('that returns a row before it was given up makes no change', () => {
    const world = new World()
    world.hear(list([statement('a'), statement('b')]))
    world.hear(list([statement('b')]), now + hour)
    expect(world.hear(list([statement('a'), statement('b')]), now + 2 * hour)).toMatchObject({
      changes: [],
      missing: 0,
    })
    expect(world.state('a')).toBe('listed')
  })

  it('of which absences do not count adds and edits only', () => {
    const world = new World()
    world.hear(list([statement('a'), statement('b')]))
    const taken = world.hear(
      list([statement('b', { name: 'B' }), statement('c')], { countsAbsences: false }),
      now + hour,
    )
    expect(kinds(taken)).toEqual(['updated b', 'added c'])
    expect(world.state('a')).toBe('listed')
  })

  it('that has not changed is one more miss for what it lacked', () => {
    const world = new World()
    world.hear(list([statement('a'), statement('b')]))
    world.hear(list([statement('b')]), now + hour)
    world.hear(list(null), now + 2 * hour)
    expect(world.models.get('openai:a')).toMatchObject({ misses: 2, missing_since: now + hour })
    expect(world.state('b')).toBe('listed')
  })
})

describe('two sources', () => {
  const builtin = (statements: Statement[]) =>
    list(statements, { sourceId: 'static:openai', source: 'static', withdraws: true })

  it('are merged, whoever comes first', () => {
    const stated: Word[] = [
      list([statement('a', { max_tokens: 2 })]),
      builtin([statement('a', { max_tokens: 1, name: 'A' }), statement('old')]),
    ]
    const docs = [stated, [...stated].reverse()].map((words) => {
      const world = new World()
      for (const word of words) world.hear(word)
      return [...world.models.values()].map(({ doc, state }) => [doc, state]).sort()
    })
    expect(docs[0]).toEqual(docs[1])
    expect(JSON.parse(docs[0]?.[0]?.[0] ?? '')).toMatchObject({ name: 'A', max_tokens: 2 })
    expect(docs[0]?.map(([, state]) => state)).toEqual(['listed', 'unverified'])
  })

  it('a source that is read whole withdraws at once; a row that nobody states goes', () => {
    const world = new World()
    world.hear(builtin([statement('a'), statement('b')]))
    const taken = world.hear(builtin([statement('b')]), now + hour)
    expect(taken.withdrawn).toEqual(['openai:a'])
    expect(kinds(taken)).toEqual(['removed a'])
  })

  it('facts without a row stay out', () => {
    const world = new World()
    world.hear(
      list([statement('mine')], {
        sourceId: 'config:openai',
        source: 'config',
        withdraws: true,
        brand: 'azure_openai',
      }),
    )
    const facts = list([statement('mine', { context_length: 1 }), statement('other')], {
      brand: 'azure_openai',
      withdraws: true,
    })
    world.hear(facts)
    expect([...world.models.keys()]).toEqual(['openai:mine'])
    expect(world.models.get('openai:mine')).toMatchObject({ context_length: 1, state: 'unverified' })
  })
})
