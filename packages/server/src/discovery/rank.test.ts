import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { builtinRows, row, viewOfRows } from '../../test/discovery/rows.ts'
import { search } from './rank.ts'

const view = viewOfRows(builtinRows())
const found = (text: string, among = view) =>
  search(among.index, text).map(({ place }) => among.entries[place]?.row.doc.uid ?? '')
const first = (text: string) => found(text)[0]

describe('the first answer', () => {
  it.each([
    // exact ids, in any case and form
    ['gpt-4o', 'openai:gpt-4o'],
    ['GPT-4O', 'openai:gpt-4o'],
    ['ｇｐｔ－４ｏ', 'openai:gpt-4o'],
    ['openai:gpt-4o', 'openai:gpt-4o'],
    ['openai/gpt-4o', 'openrouter:openai/gpt-4o'],
    ['grok/grok-4.3', 'grok:grok-4.3'],
    ['azure_openai:gpt-4o', 'azure_openai:gpt-4o'],
    ['meta-llama/llama-3.3-70b-instruct', 'openrouter:meta-llama/llama-3.3-70b-instruct'],
    // aliases
    ['claude-sonnet-4-5', 'anthropic:claude-sonnet-4-5-20250929'],
    ['gpt-4o-2024-08-06', 'openai:gpt-4o'],
    // retired ids, typed exactly
    ['gpt-4', 'openai:gpt-4'],
    ['claude-3-opus-20240229', 'anthropic:claude-3-opus-20240229'],
    // separators missing, mixed, too many
    ['gpt4o', 'openai:gpt-4o'],
    ['gpt 4 o mini', 'openai:gpt-4o-mini'],
    ['gpt_4.1_mini', 'openai:gpt-4.1-mini'],
    ['claudesonnet46', 'anthropic:claude-sonnet-4-6'],
    ['claude sonnet 4.5', 'anthropic:claude-sonnet-4-5-20250929'],
    ['sonnet 4.5', 'anthropic:claude-sonnet-4-5-20250929'],
    ['4.5 sonnet claude', 'anthropic:claude-sonnet-4-5-20250929'],
    ['anthropic/claude-sonnet-4.5', 'openrouter:anthropic/claude-sonnet-4.5'],
    ['text embedding 3 large', 'openai:text-embedding-3-large'],
    // families: the newest that is live
    ['claude sonnet', 'anthropic:claude-sonnet-5'],
    ['claude opus', 'anthropic:claude-opus-4-8'],
    ['haiku', 'anthropic:claude-haiku-4-5-20251001'],
    ['gemini flash', 'google:gemini-3.5-flash'],
    ['grok', 'grok:grok-4.3'],
    ['gpt image', 'openai:gpt-image-2'],
    // display names
    ['GPT-4 Turbo', 'openai:gpt-4-turbo'],
    ['Claude Haiku 3.5', 'anthropic:claude-3-5-haiku-20241022'],
    // symbols
    ['command r+', 'cohere:command-r-plus-08-2024'],
    ['command r plus', 'cohere:command-r-plus-08-2024'],
    ['command-r', 'cohere:command-r-08-2024'],
    // provider and words
    ['azure gpt-4o', 'azure_openai:gpt-4o'],
    ['azure openai gpt 4o mini', 'azure_openai:gpt-4o-mini'],
    ['openrouter gpt-4o', 'openrouter:openai/gpt-4o'],
    ['xai grok 4.3', 'grok:grok-4.3'],
    ['blackbox gemini', 'blackbox:blackboxai/google/gemini-2.5-pro'],
    // typos of all four kinds
    ['claude sonet 4.6', 'anthropic:claude-sonnet-4-6'],
    ['clauude sonnet 4.6', 'anthropic:claude-sonnet-4-6'],
    ['claudr sonnet 4.6', 'anthropic:claude-sonnet-4-6'],
    ['cluade sonnet 4.6', 'anthropic:claude-sonnet-4-6'],
    ['antropic opus', 'anthropic:claude-opus-4-8'],
    ['preplexity sonar', 'perplexity:perplexity/sonar'],
    ['gtp-4o', 'openai:gpt-4o'],
    ['gemni 2.5 pro', 'google:gemini-2.5-pro'],
    ['trubo', 'openai:gpt-4-turbo'],
    // models that do not chat
    ['whisper', 'openai:whisper-1'],
    ['rerank', 'cohere:rerank-v3.5'],
    ['moderation', 'openai:omni-moderation-latest'],
    // beginnings
    ['claude-son', 'anthropic:claude-sonnet-5'],
    ['gemini-3.5-fl', 'google:gemini-3.5-flash'],
  ])('of %j is %s', (text, uid) => {
    expect(first(text)).toBe(uid)
  })
})

describe('tiers', () => {
  const small = viewOfRows([
    row('openai:ab-1'),
    row('openai:ab-1-max'),
    row('openai:abcd-1'),
    row('openai:xyz-9', { aliases: ['ab'] }),
    row('openai:other', { name: 'ab thing' }),
    row('openai:sonnet', { release_date: '2026-01-01' }),
  ])

  it('exact, then all words, then beginnings', () => {
    expect(found('ab-1', small)).toEqual(['openai:ab-1', 'openai:ab-1-max'])
    const [alias, ...others] = found('ab', small)
    expect(alias).toBe('openai:xyz-9')
    expect(others.slice(0, 3).sort()).toEqual(['openai:ab-1', 'openai:ab-1-max', 'openai:other'])
    expect(others.slice(3)).toEqual(['openai:abcd-1'])
  })

  it('a correction is made only where nothing has the word, and never of digits', () => {
    expect(found('sonet', small)).toEqual(['openai:sonnet'])
    expect(found('abcc', small)).toEqual(['openai:abcd-1'])
    expect(found('abd', small)).not.toContain('openai:sonnet')
    expect(found('ab-2', small)).toEqual([])
    expect(found('xyz-8', small)).toEqual([])
  })

  it('two edits from eight letters on, one below, none below three', () => {
    const words = viewOfRows([row('openai:embedding'), row('openai:haiku'), row('openai:r')])
    expect(found('embbeding', words)).toEqual(['openai:embedding'])
    expect(found('emebding', words)).toEqual(['openai:embedding'])
    expect(found('hiaku', words)).toEqual(['openai:haiku'])
    expect(found('hikua', words)).toEqual([])
    expect(found('q', words)).toEqual([])
  })

  it('a name that was typed whole stands above a newer one with more in it, with typos and in any order too', () => {
    const names = viewOfRows([
      row('openai:gpt-realtime-mini', { release_date: '2025-10-06' }),
      row('openai:gpt-realtime-2.1-mini', { release_date: '2026-07-01' }),
    ])
    for (const text of ['gpt realtime mini', 'gpt-realitme-mini', 'gpt reltime mni', 'mini gpt realtime'])
      expect(found(text, names)[0]).toBe('openai:gpt-realtime-mini')
    expect(found('realtime', names)[0]).toBe('openai:gpt-realtime-2.1-mini')
  })

  it('the pointer to the newest stands first where it was asked for, and below what it points to elsewhere', () => {
    const names = viewOfRows([
      row('openrouter:~anthropic/claude-opus-latest'),
      row('anthropic:claude-opus-4-5', { name: 'Claude Opus 4.5 (latest)', release_date: '2025-11-24' }),
    ])
    expect(found('latest claude opus', names)[0]).toBe('openrouter:~anthropic/claude-opus-latest')
    expect(found('claude opus', names)[0]).toBe('anthropic:claude-opus-4-5')
  })

  it('of one provider’s rows of a model the one without a path stands first', () => {
    const names = viewOfRows([row('azure_openai:eu/gpt-5.5'), row('azure_openai:gpt-5.5')])
    expect(found('azure gpt 5 5', names)[0]).toBe('azure_openai:gpt-5.5')
    expect(found('azure eu gpt 5 5', names)[0]).toBe('azure_openai:eu/gpt-5.5')
  })

  it('all words must be there, but for words that nothing has', () => {
    expect(found('ab sonnet', small)).toEqual([])
    expect(found('ab 7', small)).toEqual([])
    expect(found('nothing at all', small)).toEqual([])
    expect(found('ab nothing', small)).toContain('openai:ab-1')
  })
})

describe('what a person calls a model', () => {
  const named = viewOfRows([
    row('openai:gpt-9'),
    row('openai:gpt-9-2026-01-02'),
    row('openai:gpt-9-preview'),
    row('openai:omni-latest'),
    row('openai:omni-2025-05-05'),
    row('openai:flash-latest', { release_date: '2026-01-01' }),
    row('openai:flash-3.5', { release_date: '2026-01-01' }),
    row('anthropic:opus-4-0'),
    row('anthropic:opus-4-20250514', { name: 'Opus 4' }),
    row('anthropic:opus-4-5'),
    row('openrouter:maker/small-3b:free'),
    row('openrouter:maker/small-3b'),
    row('openrouter:google/gemma-7'),
    row('google:gemma-7'),
    row('grok:grok-4'),
    row('openrouter:x-ai/grok-4'),
  ])

  it.each([
    ['its name before its snapshots', 'gpt 9', ['openai:gpt-9', 'openai:gpt-9-preview', 'openai:gpt-9-2026-01-02']],
    ['the newest where all else is dated', 'omni', ['openai:omni-latest', 'openai:omni-2025-05-05']],
    ['a concrete one before the newest of a line', 'flash', ['openai:flash-3.5', 'openai:flash-latest']],
    ['4.0 is 4', 'opus 4', ['anthropic:opus-4-0', 'anthropic:opus-4-20250514', 'anthropic:opus-4-5']],
    ['a variant after the model', 'small 3b', ['openrouter:maker/small-3b', 'openrouter:maker/small-3b:free']],
    ['or first where it is asked for', 'small free', ['openrouter:maker/small-3b:free', 'openrouter:maker/small-3b']],
    [
      'a dated id, then what has no date',
      'gpt-9-2026-01-02',
      ['openai:gpt-9-2026-01-02', 'openai:gpt-9', 'openai:gpt-9-preview'],
    ],
    [
      'no separators, and no token of it is known',
      'maker small3b',
      ['openrouter:maker/small-3b', 'openrouter:maker/small-3b:free'],
    ],
    [
      'the beginning of a name without separators',
      'makersma',
      ['openrouter:maker/small-3b', 'openrouter:maker/small-3b:free'],
    ],
    ['the provider before who resells it', 'google gemma 7', ['google:gemma-7', 'openrouter:google/gemma-7']],
    ['provider and id, in its own spelling', 'grok/grok-4', ['grok:grok-4', 'openrouter:x-ai/grok-4']],
    ['provider and id, in another', 'xai/grok-4', ['grok:grok-4', 'openrouter:x-ai/grok-4']],
  ])('%s: %j', (_, text, uids) => {
    expect(found(text, named)).toEqual(uids)
  })

  it('a provider is named before its name is complete', () => {
    expect(first('perpl')).toBe('perplexity:perplexity/sonar')
  })

  it('rows of a provider that is no brand are found by its name', () => {
    const others = viewOfRows([row('amazon-bedrock:claude-x'), row('anthropic:claude-x')])
    expect(found('bedrock claude x', others)).toEqual(['amazon-bedrock:claude-x'])
  })
})

describe('versions', () => {
  const versions = viewOfRows(
    ['m-4', 'm-4-1', 'm-4-5', 'm-5-4', 'm-4o', 'o4-m', 'm-4-0', 'm-45', 'm-70b-4'].map((id) => row(`openai:${id}`)),
  )

  it('numbers match in their order, whatever separates them', () => {
    for (const text of ['m-4-5', 'm4.5', 'm 4 5', 'm 4.5'])
      expect([text, found(text, versions)[0]]).toEqual([text, 'openai:m-4-5'])
    expect(found('m 5.4', versions)[0]).toBe('openai:m-5-4')
  })

  it('a version that was not asked for comes after one that was', () => {
    const places = found('m 4', versions)
    expect(places[0]).toBe('openai:m-4')
    expect(places.indexOf('openai:m-4-0')).toBeLessThan(places.indexOf('openai:m-4-1'))
    expect(places.indexOf('openai:m-4-1')).toBeLessThan(places.indexOf('openai:m-5-4'))
  })

  it('a number and the letter behind it belong together', () => {
    const places = found('4o', versions)
    expect(places[0]).toBe('openai:m-4o')
    expect(places.indexOf('openai:o4-m')).toBeGreaterThan(0)
  })
})

describe('all else equal', () => {
  it.each([
    ['the newer', row('openai:a-x', { release_date: '2024-01-01' }), row('openai:b-x', { release_date: '2025-01-01' })],
    ['the first party', row('openrouter:b-x'), row('openai:b-x')],
    ['the concrete id before latest', row('openai:x-latest'), row('openai:x-9')],
    ['the undated before the dated', row('openai:y-x-20250101'), row('openai:y-x')],
    ['the live before the deprecated', row('openai:a-x', { status: 'deprecated' }), row('openai:b-x')],
    ['the listed before the missing', row('openai:a-x', {}, { state: 'missing' }), row('openai:b-x')],
    ['the plausible before the suspect', row('openai:a-x', {}, {}, ['pricing.input']), row('openai:b-x')],
  ])('%s is better', (_, worse, better) => {
    const both = viewOfRows([worse, better])
    expect(found('x', both)).toEqual([better.doc.uid, worse.doc.uid])
  })
})

describe('whatever is typed', () => {
  it('every row is found first by its own id', () => {
    for (const { row } of view.entries) {
      const [best] = found(row.doc.id)
      expect([row.doc.id, view.byUid.get(best ?? '')?.row.doc.id]).toEqual([row.doc.id, row.doc.id])
    }
  })

  it('nothing in it is a pattern', () => {
    for (const text of ['%', '_', '.*', '^gpt', 'gpt$', '(gpt', '\\', "';--", '*']) {
      const literal = found(text.replace(/[^a-z]/g, ' '))
      expect([text, found(text)]).toEqual([text, text.includes('gpt') ? literal : []])
    }
  })

  it('any text has an answer, the same one each time, each row once, best first', () => {
    const alphabet = fc.constantFrom(...'gpt4o-claude.sonnet 5/é中😀+\u0301١')
    const texts = fc.oneof(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ unit: alphabet, maxLength: 40 }))
    fc.assert(
      fc.property(texts, (text) => {
        const hits = search(view.index, text)
        expect(search(view.index, text)).toEqual(hits)
        expect(new Set(hits.map(({ place }) => place)).size).toBe(hits.length)
        for (const [at, hit] of hits.entries())
          expect(hit.score).toBeLessThanOrEqual(hits[at - 1]?.score ?? Number.POSITIVE_INFINITY)
      }),
      { numRuns: 300 },
    )
  })

  it('the order of rows in the catalog does not matter', () => {
    const shuffled = viewOfRows(builtinRows().reverse())
    for (const text of ['gpt', 'claude sonnet', 'gemni', '4o', 'openai'])
      expect(found(text, shuffled)).toEqual(found(text))
  })

  it('only the first 16 words count', () => {
    expect(first(`claude sonnet 4.6 ${'claude '.repeat(12)} and nothing like it`)).toBe('anthropic:claude-sonnet-4-6')
  })
})

it('a word for a provider that has nothing here is not asked for', () => {
  const only = viewOfRows([row('openai:gpt-4o')])
  expect(found('azure gpt-4o', only)).toEqual(['openai:gpt-4o'])
  expect(found('azure', only)).toEqual([])
})
