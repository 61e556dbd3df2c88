import { afterEach, beforeEach, expect, it } from 'vitest'
import { openRoom, type Room, refresh, startUpstreams } from '../../test/discovery/room.ts'
import { openSqlite } from '../../test/stores.ts'
import type { Store } from '../store/database.ts'

const seedFields = [
  'id',
  'name',
  'provider',
  'context_length',
  'max_tokens',
  'input_cost',
  'output_cost',
  'supports_chat',
  'supports_completion',
  'capabilities',
  'metadata',
  'created_at',
  'updated_at',
]

let store: Store
let room: Room
beforeEach(async () => {
  store = await openSqlite()
  room = await openRoom({ store, providers: (await startUpstreams()).providers })
  await refresh(room)
})
afterEach(() => store.close())

const every = () => room.discovery.list({ scope: 'all', status: ['any'], availability: ['any'] }).body().models
const full = (uid: string) => room.discovery.get(uid, {}, { providerOrder: [] }).body().model

it('every model has every field of the seed', () => {
  const models = every()
  expect(models.length).toBeGreaterThan(60)
  for (const model of models)
    expect({ uid: model.uid, lacks: seedFields.filter((name) => !(name in model)) }).toEqual({
      uid: model.uid,
      lacks: [],
    })
})

it('what is known of a model names its source and time', () => {
  const named = [
    'context_length',
    'max_input_tokens',
    'max_tokens',
    'release_date',
    'shutdown_date',
    'author',
    'family',
    'canonical_id',
    'supports_chat',
    'supports_completion',
  ] as const
  const times = /^\d{4}-\d{2}-\d{2}T/
  let values = 0
  for (const { uid } of every()) {
    const model = full(uid)
    const known: string[] = named.filter((name) => model[name] !== null)
    for (const [name, price] of Object.entries(model.pricing))
      if (typeof price === 'number') known.push(`pricing.${name}`)
    for (const [name, has] of Object.entries(model.supports)) if (has !== null) known.push(`supports.${name}`)
    for (const name of known) {
      const origin = model.provenance?.[name]
      expect({ uid, name, source: origin?.source, hasTime: times.test(origin?.fetched_at ?? '') }).toEqual({
        uid,
        name,
        source: expect.any(String),
        hasTime: true,
      })
      values++
    }
  }
  expect(values).toBeGreaterThan(500)
})

it('window, largest input and largest output stand apart', () => {
  const { context_length, max_input_tokens, max_tokens } = full('anthropic:claude-sonnet-4-5-20250929')
  expect({ max_input_tokens, max_tokens }).toEqual({ max_input_tokens: 200_000, max_tokens: 64_000 })
  expect(context_length === null || context_length >= 200_000).toBe(true)
  const conflicts = every().flatMap(({ uid }) => full(uid).conflicts ?? [])
  expect(conflicts.filter(({ values }) => new Set(values.map(({ source }) => source)).size < values.length)).toEqual([])
})
