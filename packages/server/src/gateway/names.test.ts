import { describe, expect, test } from 'vitest'
import { facts, lookup, provider, routesOf } from '../../test/gateway/lanes.ts'
import { allLanes, fallbackLanes, isAllowed, lanesOf, type Names, notFound } from './names.ts'
import { nearNames } from './near-names.ts'

const url = 'http://127.0.0.1:1'
const names: Names = {
  providers: [
    provider('openrouter', 'openrouter', url, { priority: 9 }),
    provider('openai', 'openai', url, { models: ['gpt-4o', 'unlisted'], priority: 1, fallbackProvider: 'openrouter' }),
    provider('azure-eu', 'azure_openai', url, { models: ['gpt-4o'], priority: 3 }),
    provider('azure-us', 'azure_openai', url, { models: ['gpt-4o'], priority: 2 }),
    provider('off', 'openai', url, { models: ['gpt-4o'], enabled: false }),
    provider('claude', 'anthropic', url, {
      priority: 5,
      fallbackProvider: 'openrouter',
      fallbackModels: { 'claude-5': 'openai/gpt-4o' },
      models: ['claude-5', 'claude-4'],
    }),
  ],
  routes: routesOf({ fast: { targets: [{ model: 'gpt-4o', weight: 1 }] } }),
  selections: new Map([['claude', 'claude-4']]),
  aliases: { 'gpt-4': 'gpt-4o', loop: 'loop', nowhere: 'missing' },
  models: lookup([
    facts('openai', 'gpt-4o', { canonicalId: 'openai/gpt-4o', aliases: ['gpt-4o-latest'] }),
    facts('azure_openai', 'gpt-4o', { canonicalId: 'openai/gpt-4o' }),
    facts('openrouter', 'openai/gpt-4o', { canonicalId: 'openai/gpt-4o' }),
    facts('openrouter', 'only-here'),
    facts('anthropic', 'claude-5'),
    facts('anthropic', 'not-configured'),
  ]),
}
const ids = (name: string) => lanesOf(name, names).map(({ id }) => id)

describe('what a name means', () => {
  test.each([
    ['provider/model', 'openai/gpt-4o', ['openai/gpt-4o']],
    ['a brand means its providers by priority', 'azure_openai/gpt-4o', ['azure-us/gpt-4o', 'azure-eu/gpt-4o']],
    ['split at the first slash', 'openrouter/openai/gpt-4o', ['openrouter/openai/gpt-4o']],
    ['a provider alone: its selected model', 'claude', ['claude/claude-4']],
    ['a provider alone: its first model', 'openai', ['openai/gpt-4o']],
    ['a provider alone that takes all: the catalog’s first', 'openrouter', ['openrouter/openai/gpt-4o']],
    ['a bare id: all that list it, by priority', 'gpt-4o', ['openai/gpt-4o', 'azure-us/gpt-4o', 'azure-eu/gpt-4o']],
    ['a bare id of the catalog', 'only-here', ['openrouter/only-here']],
    ['listed by the operator, unknown to the catalog', 'unlisted', ['openai/unlisted']],
    ['a configured alias', 'gpt-4', ['openai/gpt-4o', 'azure-us/gpt-4o', 'azure-eu/gpt-4o']],
    ['an alias of the catalog', 'gpt-4o-latest', ['openai/gpt-4o']],
    ['exactly: no other case', 'GPT-4o', []],
    ['exactly: no blanks', ' gpt-4o', []],
    ['a model that the provider does not offer', 'claude/not-configured', []],
    ['a provider that is off', 'off/gpt-4o', []],
    ['an alias of itself', 'loop', []],
    ['an alias of nothing', 'nowhere', []],
    ['a star is no model', 'openrouter/*', []],
    ['a name of every object', 'constructor', []],
  ])('%s: %s', (_, name, expected) => {
    expect(ids(name)).toEqual(expected)
  })
})

test('a canonical id joins the providers of a model', () => {
  expect(
    lanesOf('openai/gpt-4o', { ...names, providers: names.providers.filter(({ name }) => name !== 'openai') }).map(
      ({ id }) => id,
    ),
  ).toEqual(['openrouter/openai/gpt-4o'])
})

describe('what a key may use', () => {
  const [lane] = lanesOf('openai/gpt-4o', names)
  test.each([
    [['openai/gpt-4o'], true],
    [['gpt-4o'], true],
    [['openai/*'], true],
    [['gpt-*'], true],
    [['*'], true],
    [['gpt-4'], false],
    [['claude*'], false],
    [[], false],
  ])('%o: %s', (allow, expected) => {
    expect(lane !== undefined && isAllowed(lane, allow)).toBe(expected)
  })

  test('a miss names near ones, but none that the key may not use', () => {
    expect(notFound('openai/gpt-4', names, null).message).toContain('Did you mean openai/gpt-4o')
    expect(notFound('openai/gpt-4', names, ['claude-5']).message).not.toContain('openai/gpt-4o')
    expect(notFound('fastt', names, []).message).toContain('fast')
  })
})

describe('where a provider falls back to', () => {
  const fallback = (name: string) =>
    lanesOf(name, names)
      .flatMap((lane) => fallbackLanes(lane, names))
      .map(({ id }) => id)
  test('a named model', () => expect(fallback('claude/claude-5')).toEqual(['openrouter/openai/gpt-4o']))
  test('the same canonical model', () => expect(fallback('openai/gpt-4o')).toEqual(['openrouter/openai/gpt-4o']))
  test('its first model', () => expect(fallback('claude/claude-4')).toEqual(['openrouter/openai/gpt-4o']))
  test('nowhere', () => expect(fallback('azure-eu/gpt-4o')).toEqual([]))
})

test('all that can be called stands in the list once', () => {
  expect(allLanes(names).map(({ id }) => id)).toEqual([
    'openai/gpt-4o',
    'openai/unlisted',
    'azure-us/gpt-4o',
    'azure-eu/gpt-4o',
    'claude/claude-5',
    'claude/claude-4',
    'openrouter/openai/gpt-4o',
    'openrouter/only-here',
  ])
})

test('near names: the nearest first, none for nonsense, at most so many', () => {
  const known = ['openai/gpt-4o', 'openai/gpt-4o-mini', 'openai/gpt-4.1', 'anthropic/claude-5']
  expect(nearNames('openai/gpt4o', known, 1)).toEqual(['openai/gpt-4o'])
  expect(nearNames('openai/gpt4o', known, 3)).toHaveLength(3)
  expect(nearNames('zzzz', known, 3)).toEqual([])
  expect(nearNames('', known, 3)).toEqual([])
})

test.each([
  ['sonar-pro', ['agents/sonar-pro']],
  ['agents/sonar', ['agents/sonar']],
  ['listed/sonar', []],
  ['agents/constructor', []],
  ['perplexity/sonar', ['agents/perplexity/sonar']],
])('a name of the past that no list holds any more, %s, after everything else', (name, expected) => {
  const past: Names = {
    ...names,
    providers: [
      provider('agents', 'perplexity', url),
      provider('listed', 'perplexity', url, { models: ['fast'] }),
      provider('off', 'perplexity', url, { enabled: false }),
    ],
    models: lookup([facts('perplexity', 'perplexity/sonar')]),
  }
  expect(lanesOf(name, past).map(({ id }) => id)).toEqual(expected)
})
