import { describe, expect, it } from 'vitest'
import { legacyRow, readLegacy } from './legacy-document.ts'
import { joined } from './legacy-preferences.ts'

describe('readLegacy', () => {
  it('a list is a list of models, with every digit of its numbers', () => {
    const { models } = readLegacy('[{"model_id":"m","pricing":{"input":0.00000090000000000000005}}]', null)
    expect(models).toEqual([{ model_id: 'm', pricing: { input: '0.00000090000000000000005' } }])
  })

  it('the seed’s preferences get the names of now', () => {
    const old = {
      favorite_models: ['gpt-4'],
      saved_filters: { cheap: { max_cost: 0.5 } },
      provider_priority: ['openai'],
    }
    const expected = { favorites: ['gpt-4'], filters: { cheap: { max_cost: 0.5 } }, provider_order: ['openai'] }
    expect(readLegacy(JSON.stringify({ preferences: { 'ann@example.com': old } }), null).preferences).toEqual([
      { user: 'ann@example.com', ...expected },
    ])
    expect(readLegacy(JSON.stringify({ preferences: old }), 'usr_ann').preferences).toEqual([
      { user: 'usr_ann', ...expected },
    ])
    expect(() => readLegacy(JSON.stringify({ preferences: old }), null)).toThrow('--user')
  })

  it('what it cannot take is told of with its place', () => {
    const { preferences, rejected } = readLegacy(
      JSON.stringify({ preferences: { ann: { favorite_models: 'gpt-4', saved_filters: { a: 1 } }, bob: 7 } }),
      null,
    )
    expect(preferences).toEqual([{ user: 'ann', favorites: [], filters: {}, provider_order: [] }])
    expect(rejected.map(({ path }) => path)).toEqual([
      'preferences.ann.favorite_models',
      'preferences.ann.saved_filters.a',
      'preferences.bob',
    ])
  })

  it.each(['', '7', '{"models":7}', '{"preferences":[]}'])('%s is refused', (text) => {
    expect(() => readLegacy(text, null)).toThrow()
  })

  it('prices of a table are JSON, as text or as they are', () => {
    expect(legacyRow({ model_id: 'm', pricing: '{"input":0.030}' })).toEqual({
      model_id: 'm',
      pricing: { input: '0.030' },
    })
    expect(legacyRow({ model_id: 'm', pricing: null })).toEqual({ model_id: 'm', pricing: null })
  })
})

describe('joined', () => {
  const models = [
    { uid: 'openai:gpt-4', id: 'gpt-4', provider: 'openai' },
    { uid: 'openai:shared', id: 'shared', provider: 'openai' },
    { uid: 'grok:shared', id: 'shared', provider: 'grok' },
  ]
  const names = { rowsOf: (word: string) => (word === 'xai' ? ['grok'] : []) }
  const old = {
    favorites: ['gpt-4', 'grok/shared', 'shared', 'gone', 'openai:gpt-4'],
    filters: { cheap: { max_cost: 1 }, mine: { q: 'old' } },
    provider_order: ['xai', 'homemade'],
  }

  it('finds favorites by uid, provider and id, or an id that is clear; keeps the others', () => {
    const { whole, unknown } = joined(null, old, models, names)
    expect(whole.favorites).toEqual(['openai:gpt-4', 'grok:shared', 'shared', 'gone'])
    expect(unknown).toEqual(['shared', 'gone'])
    expect(whole.provider_order).toEqual(['grok', 'homemade'])
  })

  it('what is here already stands; twice is as once', () => {
    const stored = JSON.stringify({
      favorites: ['grok:shared'],
      filters: { mine: { q: 'new' } },
      provider_order: ['openai'],
    })
    const { whole } = joined(stored, old, models, names)
    expect(whole).toEqual({
      favorites: ['grok:shared', 'openai:gpt-4', 'shared', 'gone'],
      filters: { cheap: { max_cost: 1 }, mine: { q: 'new' } },
      provider_order: ['openai'],
    })
    expect(joined(JSON.stringify(whole), old, models, names).whole).toEqual(whole)
  })
})
