import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ConditionFacts, compileCondition, type WrittenCondition } from './conditions.ts'

const facts: ConditionFacts = {
  body: { model: 'm', temperature: 0.5, user: 'u-7', metadata: { tier: 'free', deep: { er: true } }, stop: ['x'] },
  inputTokens: 1_000,
  hasTools: true,
  hasImages: false,
  keyId: 'key_1',
  userId: null,
  hourUtc: 13,
}

function holds(written: WrittenCondition, asked = facts): boolean {
  const compiled = compileCondition(written)
  if (typeof compiled !== 'function') throw new Error(JSON.stringify(compiled))
  return compiled(asked)
}

describe('what can be asked, and how', () => {
  test.each<[string, string, unknown, boolean]>([
    ['metadata.tier', '$eq', 'free', true],
    ['metadata.tier', '$eq', 'Free', false],
    ['metadata.tier', '$ne', 'paid', true],
    ['metadata.tier', '$in', ['free', 'trial'], true],
    ['metadata.tier', '$in', [], false],
    ['metadata.tier', '$nin', ['free'], false],
    ['metadata.tier', '$regex', '^fr(e+)$', true],
    ['metadata.tier', '$regex', 'FREE', false],
    ['metadata.tier', '$regex', '(?i)FREE', true],
    ['metadata.deep.er', '$eq', true, true],
    ['metadata.none', '$eq', 'x', false],
    ['metadata.none', '$ne', 'x', true],
    ['metadata.none', '$nin', ['x'], true],
    ['metadata.none', '$exists', false, true],
    ['metadata.tier', '$exists', true, true],
    ['metadata.tier.length', '$exists', true, false],
    ['metadata.constructor', '$exists', true, false],
    ['constructor', '$exists', false, true],
    ['stop.0', '$eq', 'x', true],
    ['temperature', '$gt', 0.5, false],
    ['temperature', '$gte', 0.5, true],
    ['temperature', '$lt', 0.6, true],
    ['temperature', '$lte', 0.4, false],
    ['temperature', '$regex', '0', false],
    ['max_tokens', '$lt', 10, false],
    ['max_tokens', '$gte', 0, false],
    ['user', '$eq', 'u-7', true],
    ['input_tokens', '$gt', 999, true],
    ['has.tools', '$eq', true, true],
    ['has.images', '$eq', false, true],
    ['key.id', '$eq', 'key_1', true],
    ['user.id', '$exists', false, true],
    ['hour_utc', '$in', [13], true],
  ])('%s %s %j is %j', (path, operator, operand, expected) => {
    expect(holds({ [path]: { [operator]: operand } })).toBe(expected)
  })

  test('every member and every operator must hold; none is no condition', () => {
    expect(holds({ input_tokens: { $gt: 10, $lt: 2_000 }, 'metadata.tier': { $eq: 'free' } })).toBe(true)
    expect(holds({ input_tokens: { $gt: 10, $lt: 20 }, 'metadata.tier': { $eq: 'free' } })).toBe(false)
    expect(holds({ input_tokens: { $gt: 10 }, 'metadata.tier': { $eq: 'paid' } })).toBe(false)
    expect(holds({})).toBe(true)
  })
})

describe('what is refused when it is loaded', () => {
  test.each<[string, WrittenCondition, string[], string]>([
    ['an unknown operator', { temperature: { $near: 1 } }, ['temperature', '$near'], '$regex'],
    ['a name of every object', { temperature: { constructor: 1 } }, ['temperature', 'constructor'], '$eq'],
    ['an unknown fact', { 'has.video': { $eq: true } }, ['has.video'], 'has.tools'],
    ['a fact’s group', { has: { $exists: true } }, ['has'], 'cannot be asked'],
    ['another field of the key', { 'key.role': { $eq: 'x' } }, ['key.role'], 'key.id'],
    ['our own options', { 'proxyapi.trace': { $eq: true } }, ['proxyapi.trace'], 'request field'],
    ['an empty name', { 'metadata..x': { $eq: 1 } }, ['metadata..x'], 'joined by dots'],
    ['too deep a path', { 'a.b.c.d.e.f.g.h.i': { $eq: 1 } }, ['a.b.c.d.e.f.g.h.i'], 'at most 8'],
    ['an object as operand', { a: { $eq: {} } }, ['a', '$eq'], 'must be a text'],
    ['no list', { a: { $in: 'x' } }, ['a', '$in'], 'must be a list'],
    ['a list of lists', { a: { $nin: [[1]] } }, ['a', '$nin'], 'must be a list'],
    ['a text that is compared', { a: { $gt: '1' } }, ['a', '$gt'], 'must be a number'],
    ['a word for exists', { a: { $exists: 'yes' } }, ['a', '$exists'], 'true or false'],
    ['a broken pattern', { a: { $regex: '(' } }, ['a', '$regex'], 'linear time'],
    ['a look-ahead', { a: { $regex: '(?=x)y' } }, ['a', '$regex'], 'linear time'],
    ['a back-reference', { a: { $regex: '(x)\\1' } }, ['a', '$regex'], 'linear time'],
    ['too long a pattern', { a: { $regex: 'x'.repeat(501) } }, ['a', '$regex'], '500'],
    ['a number as pattern', { a: { $regex: 1 } }, ['a', '$regex'], 'must be a text'],
  ])('%s', (_, written, path, message) => {
    expect(compileCondition(written)).toEqual([{ path, message: expect.stringContaining(message) }])
  })

  test('all that is wrong is told at once', () => {
    expect(compileCondition({ has: { $near: 1 }, b: { $gt: 'x' } })).toHaveLength(3)
    expect(compileCondition(Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`f${i}`, {}])))).toEqual([
      { path: [], message: 'has more than 16 members' },
    ])
  })
})

test('BD09 a pattern that makes backtracking engines stall ends at once; a longer value does not match', () => {
  const started = performance.now()
  const evil = { 'metadata.tier': { $regex: '^(a+)+$' } }
  const asked = (tier: string) => holds(evil, { ...facts, body: { metadata: { tier } } })
  expect(asked(`${'a'.repeat(4_000)}!`)).toBe(false)
  expect(asked('a'.repeat(4_096))).toBe(true)
  expect(asked('a'.repeat(4_097))).toBe(false)
  expect(performance.now() - started).toBeLessThan(2_000)
})

test('any two numbers: an operator and its opposite never agree', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer(), (value, operand) => {
      const ask = (operator: string) => holds({ n: { [operator]: operand } }, { ...facts, body: { n: value } })
      expect(ask('$gt')).toBe(!ask('$lte'))
      expect(ask('$lt')).toBe(!ask('$gte'))
      expect(ask('$eq')).toBe(!ask('$ne'))
    }),
  )
})

test('any operand and any path: compiled or refused, never thrown; asked, never thrown', () => {
  const operator = fc.constantFrom('$eq', '$ne', '$in', '$nin', '$gt', '$gte', '$lt', '$lte', '$exists', '$regex', '$x')
  fc.assert(
    fc.property(
      fc.string(),
      operator,
      fc.jsonValue(),
      fc.dictionary(fc.string(), fc.jsonValue()),
      (path, op, to, body) => {
        const compiled = compileCondition({ [path]: { [op]: to } })
        if (typeof compiled === 'function') expect(typeof compiled({ ...facts, body })).toBe('boolean')
        else expect(compiled.length).toBeGreaterThan(0)
      },
    ),
  )
})
