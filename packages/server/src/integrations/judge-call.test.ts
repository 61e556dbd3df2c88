import { describe, expect, it } from 'vitest'
import { type FieldRule, ruleProblem } from './field-rule.ts'
import { judgeCall, type Policy } from './judge-call.ts'

const open: Policy = { required_fields: [], validation_rules: {}, allowed_methods: null, allowed_endpoints: null }
const judged = (policy: Partial<Policy>, data?: unknown, method = 'POST', path = '/v1/x') => {
  try {
    judgeCall({ ...open, ...policy }, { method, path, data })
    return null
  } catch (error) {
    const { code, message } = error as { code: string; message: string }
    return [code, message]
  }
}

describe('a policy', () => {
  it('lets everything pass that it does not speak of', () => {
    expect(judged({}, { any: 1 })).toBeNull()
    expect(judged({})).toBeNull()
  })

  it('refuses in the seed’s words', () => {
    const policy = {
      required_fields: ['input'],
      validation_rules: { input: { type: 'string', max_length: 4 } },
    } as const
    expect(judged(policy, { other: 1 })).toEqual(['INVALID_REQUEST', 'Missing required field: input'])
    expect(judged(policy)).toEqual(['INVALID_REQUEST', 'Missing required field: input'])
    expect(judged(policy, { input: 'five!' })).toEqual(['INVALID_REQUEST', 'Validation failed for field: input'])
    expect(judged(policy, { input: 'four' })).toBeNull()
  })

  it('says what is missing before what is wrong', () => {
    const policy = { required_fields: ['b'], validation_rules: { a: { type: 'string' as const } } }
    expect(judged(policy, { a: 1 })?.[1]).toBe('Missing required field: b')
  })

  it('finds a field by its dotted name, and one that has dots in its name', () => {
    const policy = { required_fields: ['customer.email', 'a.b'] }
    expect(judged(policy, { customer: { email: 'x' }, 'a.b': 1 })).toBeNull()
    expect(judged(policy, { customer: { mail: 'x' }, 'a.b': 1 })?.[1]).toBe('Missing required field: customer.email')
    for (const data of [['customer'], 'customer', null, { customer: null }])
      expect(judged({ required_fields: ['customer.email'] }, data)?.[0]).toBe('INVALID_REQUEST')
    for (const name of ['constructor', 'toString', '__proto__.x', 'a.length'])
      expect(judged({ required_fields: [name] }, { a: 'text' })?.[0], name).toBe('INVALID_REQUEST')
  })

  it('asks for a field that its rule requires, and for no other', () => {
    expect(judged({ validation_rules: { a: { required: true } } }, {})?.[1]).toBe('Missing required field: a')
    expect(judged({ validation_rules: { a: { type: 'string' } } }, {})).toBeNull()
  })

  it('allows methods and endpoints by name and glob', () => {
    expect(judged({ allowed_methods: ['GET'] })?.[0]).toBe('TARGET_BLOCKED')
    expect(judged({ allowed_methods: ['GET', 'POST'] })).toBeNull()
    expect(judged({ allowed_endpoints: ['/v2/*', 'v1/x'] })).toBeNull()
    expect(judged({ allowed_endpoints: ['/v2/*', '/v1'] })?.[0]).toBe('TARGET_BLOCKED')
  })
})

describe('a rule', () => {
  const rows: [FieldRule, unknown[], unknown[]][] = [
    [{ type: 'string' }, ['', 'a'], [1, null, [], {}]],
    [{ type: 'number' }, [1, 1.5], ['1', null]],
    [{ type: 'integer' }, [1, -0], [1.5, '1', 1e300]],
    [{ type: 'boolean' }, [true, false], [0, 'true']],
    [{ type: 'object' }, [{}], [[], null, 'a']],
    [{ type: 'array' }, [[]], [{}, 'a']],
    [{ type: 'null' }, [null], [0, '', {}]],
    [{ min: 1, max: 3 }, [1, 2.5, 3], [0.9, 3.1, '2', null]],
    [{ min_length: 2, max_length: 3 }, ['ab', 'äöü', '😀😀', [1, 2]], ['a', 'abcd', '😀', [1], 12, {}]],
    [{ enum: ['a', 1, { b: [2] }] }, ['a', 1, { b: [2] }], ['b', '1', { b: [3] }, null]],
    [{ format: 'email' }, ['a@b.co', 'a.b+c@d-e.example.com'], ['a@b', 'a b@c.de', '@b.co', 'a@b.', 1]],
    [{ format: 'uri' }, ['https://a.b/c?d', 'urn:isbn:1'], ['/a', 'a b:c', 'https://', 1]],
    [{ format: 'uuid' }, ['123e4567-e89b-12d3-a456-426614174000'], ['123e4567', '123e4567e89b12d3a456426614174000']],
    [
      { format: 'date-time' },
      ['2026-11-20T10:30:00Z', '2028-02-29T23:59:59.5+02:00'],
      ['2026-11-20', '2026-02-30T10:00:00Z', '2026-11-20T25:00:00Z', '2026-11-20T10:30:00'],
    ],
    [{ format: 'ipv4' }, ['1.2.3.4', '255.255.255.0'], ['1.2.3', '1.2.3.256', '01.2.3.4', '1.2.3.4.', '1.2.3.4.5']],
    [{ pattern: '^[a-z]+$' }, ['abc'], ['Abc', '', 1]],
    [{ pattern: 'b' }, ['abc'], ['ac']],
    [{ validator: 'not_blank' }, ['a'], [' ', '', 1]],
    [{ validator: 'unknown' }, [], ['a']],
    [{ type: 'string', min_length: 1, pattern: 'a' }, ['a'], ['', 'b']],
  ]
  it.each(rows)('%j', (rule, good, bad) => {
    const wrong = (value: unknown) => judged({ validation_rules: { f: rule } }, { f: value })
    for (const value of good) expect(wrong(value), JSON.stringify(value)).toBeNull()
    for (const value of bad) expect(wrong(value)?.[1], JSON.stringify(value)).toBe('Validation failed for field: f')
  })

  it('is bounded in time whatever its pattern and its text', () => {
    const began = performance.now()
    const rule = { pattern: '^(a+)+$' }
    expect(judged({ validation_rules: { f: rule } }, { f: `${'a'.repeat(19_999)}!` })?.[0]).toBe('INVALID_REQUEST')
    expect(judged({ validation_rules: { f: rule } }, { f: 'a'.repeat(20_001) })?.[0]).toBe('INVALID_REQUEST')
    expect(performance.now() - began).toBeLessThan(2_000)
  })

  it('that cannot be judged has a problem', () => {
    expect(ruleProblem({ pattern: '^[a-z]+$', validator: 'not_blank' })).toBeNull()
    expect(ruleProblem({ pattern: '(?=a)' })).toMatch(/RE2/)
    expect(ruleProblem({ pattern: '(' })).toMatch(/RE2/)
    expect(ruleProblem({ pattern: '((a{50}){20}){2}' })).toMatch(/RE2|too large/)
    expect(ruleProblem({ pattern: '[a-z]{999}[a-z]{999}' })).toMatch(/too large/)
    expect(ruleProblem({ validator: 'toString' })).toMatch(/no validator/)
  })
})
