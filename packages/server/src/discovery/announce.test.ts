import { describe, expect, it } from 'vitest'
import { modelEvents, type News, type NumberedChange, sourceEvent } from './announce.ts'
import { docOf } from './doc.ts'

const now = Date.UTC(2026, 10, 20)
const doc = (id: string) =>
  docOf({ uid: `openai:${id}`, id, provider: 'openai', brand: 'openai' }, { 'pricing.input': 2_500_000 }, [])
const rows = (...ids: string[]): News['rows'] =>
  new Map(ids.map((id) => [`openai:${id}`, { doc: doc(id), createdAt: now, updatedAt: now }]))
const change = (seq: number, kind: NumberedChange['kind'], id = 'm'): NumberedChange =>
  kind === 'added'
    ? { seq, kind, uid: `openai:${id}`, severity: 'major', doc: doc(id) }
    : { seq, kind, uid: `openai:${id}`, severity: 'major', fields: { x: { old: 1, new: 2 } } }
const news = (changes: NumberedChange[], known = rows('m')): News => ({
  ...{ provider: 'openai', changes, rows: known, fromSnapshot: 'snap_a', toSnapshot: 'snap_b', now },
})

describe('modelEvents', () => {
  it.each<[NumberedChange['kind'], string[]]>([
    ['added', ['models.discovered']],
    ['updated', ['models.updated']],
    ['price_changed', ['models.updated', 'models.price_changed']],
    ['deprecated', ['models.updated', 'models.deprecated']],
    ['removed', ['models.updated', 'models.removed']],
    ['restored', ['models.updated', 'models.restored']],
  ])('%s is told as %s', (kind, names) => {
    expect(modelEvents(news([change(7, kind)])).map(({ name }) => name)).toEqual(names)
  })

  it('nothing is told of nothing', () => {
    expect(modelEvents(news([]))).toEqual([])
  })

  it('tells all changes of one kind in one event, with the models in short', () => {
    const [event] = modelEvents(news([change(811, 'price_changed'), change(812, 'deprecated')]))
    expect(event).toEqual({
      name: 'models.updated',
      userId: null,
      data: {
        provider: 'openai',
        timestamp: '2026-11-20T00:00:00.000Z',
        models: [
          expect.objectContaining({
            uid: 'openai:m',
            input_cost: 0.0025,
            output_cost: null,
            created_at: '2026-11-20T00:00:00.000Z',
          }),
        ],
        count: 1,
        from_snapshot: 'snap_a',
        to_snapshot: 'snap_b',
        changes: [
          { seq: 811, kind: 'price_changed', uid: 'openai:m', fields: { x: { old: 1, new: 2 } } },
          { seq: 812, kind: 'deprecated', uid: 'openai:m', fields: { x: { old: 1, new: 2 } } },
        ],
        truncated: false,
        changes_url: '/api/v1/models/changes?since=810',
      },
    })
    expect(event?.data.models).not.toHaveProperty(['0', 'metadata'])
  })

  it('cuts what does not fit 20 KB, and says so', () => {
    const ids = Array.from({ length: 500 }, (_, at) => `model-${at}`)
    const [event] = modelEvents(
      news(
        ids.map((id, at) => change(at + 1, 'added', id)),
        rows(...ids),
      ),
    )
    expect(JSON.stringify(event?.data).length).toBeLessThanOrEqual(20_000)
    expect(event?.data).toMatchObject({ truncated: true, count: 500, changes_url: '/api/v1/models/changes?since=0' })
    const { models, changes } = (event?.data ?? {}) as { models: unknown[]; changes: unknown[] }
    expect(models.length).toBeGreaterThan(20)
    expect(changes.length).toBe(models.length)
  })
})

it('a source that fails is degraded, one that works again has recovered', () => {
  const state = { provider: 'openai', source: 'provider_api', since: now, lastSuccessAt: null }
  const failure = { code: 'UPSTREAM_TIMEOUT', message: 'late' }
  expect(sourceEvent({ ...state, failure })).toMatchObject({
    name: 'source.degraded',
    data: { error: failure, last_success_at: null },
  })
  expect(sourceEvent({ ...state, failure: null })).toMatchObject({ name: 'source.recovered', data: { error: null } })
})
