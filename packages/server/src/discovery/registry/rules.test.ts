import { describe, expect, it } from 'vitest'
import { applyRule, type CatalogModel, cheaperEquivalent, deprecatedReplacement, violationSentences } from './rules.ts'

const row = (uid: string, over: Partial<CatalogModel> = {}): CatalogModel => ({
  uid,
  provider: uid.split(':')[0] ?? '',
  status: 'ga',
  shutdown_date: null,
  replacement: [],
  input_cost: 3,
  output_cost: 15,
  suspect_fields: [],
  availability: {
    state: 'listed',
    misses: 0,
    missing_since: null,
    first_seen: '',
    last_seen: null,
    last_verified: null,
  },
  ...over,
})

describe('applyRule', () => {
  const rule = {
    match: { model_type: 'llm' },
    when: [{ metric: 'latency', op: 'gt' as const, value: 0.4 }],
    recommend: 'Try a smaller model',
  }
  const model = { model_type: 'llm', provider: 'openai', performance_metrics: { latency: 0.5 } }

  it('speaks where the model matches and every condition holds', () => {
    expect(applyRule(rule, model)).toEqual(['Try a smaller model'])
    expect(applyRule({ ...rule, match: {} }, model)).toEqual(['Try a smaller model'])
  })

  it('is silent about other models, other values and values that are not there', () => {
    expect(applyRule(rule, { ...model, model_type: 'embedding' })).toEqual([])
    expect(applyRule({ ...rule, match: { provider: 'local' } }, model)).toEqual([])
    expect(applyRule(rule, { ...model, performance_metrics: { latency: 0.4 } })).toEqual([])
    expect(applyRule(rule, { ...model, performance_metrics: {} })).toEqual([])
    const two = { ...rule, when: [...rule.when, { metric: 'accuracy', op: 'ne' as const, value: 1 }] }
    expect(applyRule(two, model)).toEqual([])
  })

  it.each([
    ['lt', [true, false, false]],
    ['lte', [true, true, false]],
    ['gt', [false, false, true]],
    ['gte', [false, true, true]],
    ['eq', [false, true, false]],
    ['ne', [true, false, true]],
  ] as const)('%s compares below, equal and above', (op, expected) => {
    const said = [1, 2, 3].map((latency) => {
      const measured = { ...model, performance_metrics: { latency } }
      return applyRule({ ...rule, when: [{ metric: 'latency', op, value: 2 }] }, measured).length === 1
    })
    expect(said).toEqual(expected)
  })
})

it('a violation is a sentence with its figures', () => {
  expect(
    violationSentences([
      { metric: 'latency', current: 0.5, threshold: 0.4, direction: 'max' },
      { metric: 'accuracy', current: 0.8, threshold: 0.9, direction: 'min' },
    ]),
  ).toEqual(['latency is 0.5, above its threshold of 0.4', 'accuracy is 0.8, below its threshold of 0.9'])
})

describe('deprecatedReplacement', () => {
  it('names what comes in the place of a model that leaves', () => {
    const leaving = row('openai:gpt-4', { status: 'deprecated', shutdown_date: '2026-10-23', replacement: ['gpt-5'] })
    expect(deprecatedReplacement(leaving)).toEqual(['openai:gpt-4 is deprecated (shutdown on 2026-10-23): use gpt-5'])
    expect(deprecatedReplacement(row('openai:old', { status: 'retired' }))).toEqual([
      'openai:old is retired: choose another model',
    ])
  })

  it('is silent about what stays and what the catalog does not know', () => {
    expect(deprecatedReplacement(row('openai:gpt-5'))).toEqual([])
    expect(deprecatedReplacement(null)).toEqual([])
  })
})

describe('cheaperEquivalent', () => {
  const own = row('a:m')

  it('names the cheapest of those that cost no more on either side', () => {
    const others = [
      row('b:m', { input_cost: 2, output_cost: 15 }),
      row('c:m', { input_cost: 1, output_cost: 10 }),
      row('d:m', { input_cost: 0.5, output_cost: 20 }),
    ]
    expect(cheaperEquivalent(own, others)).toEqual([
      'c:m is the same model for less: 1 USD in and 10 USD out per 1,000,000 tokens instead of 3 USD in and 15 USD out',
    ])
  })

  it.each([
    ['equal', {}],
    ['of unknown price', { input_cost: null }],
    ['of a suspect price', { input_cost: 0.001, suspect_fields: ['pricing.input'] }],
    ['retired', { input_cost: 1, status: 'retired' as const }],
    ['removed', { input_cost: 1, availability: { ...own.availability, state: 'removed' as const } }],
  ])('what is %s is no alternative', (_, over) => {
    expect(cheaperEquivalent(own, [row('b:m', over)])).toEqual([])
  })

  it('nothing is cheaper than what costs an unknown sum', () => {
    expect(cheaperEquivalent(row('a:m', { output_cost: null }), [row('b:m', { input_cost: 0 })])).toEqual([])
  })
})
