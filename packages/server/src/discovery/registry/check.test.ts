import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkOf, type Threshold, turnOf, violationsOf } from './check.ts'

const accuracy: Threshold = { metric: 'accuracy', threshold: 0.9, direction: 'min' }
const latency: Threshold = { metric: 'latency', threshold: 0.4, direction: 'max' }

describe('violationsOf', () => {
  it('below min and above max violate; the threshold itself is still good', () => {
    expect(violationsOf({ accuracy: 0.9, latency: 0.4 }, [accuracy, latency])).toEqual([])
    expect(violationsOf({ accuracy: 0.89, latency: 0.41 }, [accuracy, latency])).toEqual([
      { metric: 'accuracy', current: 0.89, threshold: 0.9, direction: 'min' },
      { metric: 'latency', current: 0.41, threshold: 0.4, direction: 'max' },
    ])
  })

  it('what objects inherit is no measurement', () => {
    expect(violationsOf({}, [{ metric: 'constructor', threshold: 1, direction: 'min' }])).toEqual([])
  })
})

describe('checkOf', () => {
  it('a metric without a value is missing and violates nothing', () => {
    expect(checkOf('m', { latency: 0.1 }, [accuracy, latency])).toEqual({
      model_id: 'm',
      performance_metrics: { latency: 0.1 },
      thresholds: { accuracy: 0.9, latency: 0.4 },
      directions: { accuracy: 'min', latency: 'max' },
      violations: [],
      missing: ['accuracy'],
      is_performing_well: true,
    })
  })

  it('is well exactly where nothing is violated, and every threshold is met, violated or missing', () => {
    const value = fc.integer({ min: -5, max: 5 })
    const name = fc.constantFrom('a', 'b', 'c', 'd')
    const threshold = fc.record({ metric: name, threshold: value, direction: fc.constantFrom('min', 'max') })
    const thresholds = fc.uniqueArray(threshold as fc.Arbitrary<Threshold>, { selector: ({ metric }) => metric })
    fc.assert(
      fc.property(fc.dictionary(name, value), thresholds, (metrics, wanted) => {
        const check = checkOf('m', metrics, wanted)
        expect(check.is_performing_well).toBe(check.violations.length === 0)
        for (const { metric, threshold: bound, direction } of wanted) {
          const current = metrics[metric]
          expect(check.missing.includes(metric)).toBe(current === undefined)
          const isBad = current !== undefined && (direction === 'min' ? current < bound : current > bound)
          expect(check.violations.some((violation) => violation.metric === metric)).toBe(isBad)
        }
      }),
    )
  })
})

it('only a change between well and not well is a turn', () => {
  const violation = { metric: 'latency', current: 1, threshold: 0.4, direction: 'max' as const }
  expect(turnOf([], [])).toBeNull()
  expect(turnOf([], [violation])).toBe('violated')
  expect(turnOf(['accuracy'], [violation])).toBeNull()
  expect(turnOf(['latency'], [])).toBe('recovered')
})
