import { describe, expect, it } from 'vitest'
import { provider } from '../../test/discovery/parts.ts'
import { noon, row, viewOfRows } from '../../test/discovery/rows.ts'
import { findModel } from './find-model.ts'
import { createLookup } from './lookup.ts'
import { entryOf, tokenCosts } from './view.ts'

const hour = 3_600_000
const openai = provider('openai', { name: 'main', priority: 2 })
const backup = provider('openai', { name: 'backup', priority: 1, models: ['a'] })
const off = provider('openai', { name: 'off', enabled: false })

describe('an entry', () => {
  const entry = (state: Parameters<typeof row>[2], fresh: number | null, providers = [openai, backup, off]) =>
    entryOf(row('openai:a', {}, state), [], {
      providers,
      freshUntil: fresh === null ? new Map() : new Map([['openai', fresh]]),
      costsOf: tokenCosts,
      now: noon,
    })

  it.each<[string, Parameters<typeof row>[2], number | null, string, string[]]>([
    ['listed', {}, noon + hour, 'listed', ['main', 'backup']],
    ['listed a day ago', {}, noon, 'stale', ['main', 'backup']],
    ['missing', { state: 'missing' }, noon + hour, 'missing', ['main', 'backup']],
    ['only known, list never read', { state: 'unverified' }, null, 'unverified', ['main', 'backup']],
    ['only known, not in the list', { state: 'unverified' }, noon + hour, 'unverified', ['backup']],
    ['only known, the list is old', { state: 'unverified' }, noon, 'unverified', ['backup']],
    ['removed', { state: 'removed' }, noon + hour, 'removed', []],
  ])('%s', (_, state, fresh, shown, served) => {
    const { availability, servedBy } = entry(state, fresh)
    expect([availability.state, servedBy]).toEqual([shown, served])
  })
})

describe('findModel', () => {
  const view = viewOfRows(
    [
      row('openrouter:openai/a', { author: 'openai' }),
      row('openai:a', { aliases: ['a-latest'] }),
      row('azure_openai:a'),
      row('groq:A'),
      row('openai:a-latest-2'),
    ],
    [openai, provider('groq', { priority: 1 })],
  )
  const find = (id: string, among: string[] | null = null, providerOrder: string[] = []) =>
    findModel(view, id, among, { providerOrder })?.row.doc.uid

  it.each([
    ['openrouter:openai/a', 'openrouter:openai/a'],
    ['openai/a', 'openai:a'],
    ['a', 'openai:a'],
    ['A', 'groq:A'],
    ['a-latest', 'openai:a'],
    ['A-LATEST', 'openai:a'],
    ['b', undefined],
    ['', undefined],
  ])('%j is %s', (id, uid) => {
    expect(find(id)).toBe(uid)
  })

  it('looks at one provider where it is told to', () => {
    expect(find('a', ['azure_openai'])).toBe('azure_openai:a')
    expect(find('a', ['groq'])).toBe('groq:A')
    expect(find('a', [])).toBeUndefined()
  })

  it('the caller’s order of providers comes first', () => {
    expect(find('a', null, ['azure_openai'])).toBe('azure_openai:a')
    expect(find('a', null, ['main'])).toBe('openai:a')
  })
})

describe('the lookup of the gateway', () => {
  const prices = { 'pricing.input': 2_500_000, 'pricing.output': 10_000_000, 'pricing.cache_write_1h': 5_000_000 }
  const rows = [
    row('openai:a', {
      ...prices,
      aliases: ['a-latest'],
      canonical_id: 'openai/a',
      context_length: 8192,
      supports_chat: true,
    }),
    row('openai:suspect', prices, {}, ['pricing.output']),
    row('openai:old', { status: 'retired' }),
    row('openai:gone', {}, { state: 'removed' }),
    row('grok:a', { canonical_id: 'openai/a' }),
  ]
  const lookup = createLookup(() => viewOfRows(rows, [openai]))

  it('knows limits and prices as integers', () => {
    expect(lookup.find('openai', 'a')).toMatchObject({
      uid: 'openai:a',
      contextLength: 8192,
      supportsChat: true,
      price: { input: 2_500_000, output: 10_000_000, cacheRead: null, cacheWrite5m: null, cacheWrite1h: 5_000_000 },
    })
  })

  it('an implausible price is unknown', () => {
    expect(lookup.find('openai', 'suspect')?.price).toMatchObject({ input: 2_500_000, output: null })
  })

  it('finds what is served, by id, alias and canonical id', () => {
    for (const name of ['a', 'a-latest', 'openai/a'])
      expect(lookup.named(name).map(({ uid }) => uid)).toEqual(['openai:a'])
    expect(lookup.of('openai').map(({ id }) => id)).toEqual(['a', 'suspect'])
    expect(lookup.find('openai', 'old')?.id).toBe('old')
    for (const [provider, id] of [
      ['openai', 'gone'],
      ['grok', 'a'],
      ['openai', 'a-latest'],
    ] as const)
      expect(lookup.find(provider, id)).toBeUndefined()
  })
})
