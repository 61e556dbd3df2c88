import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { classificationOf, scoresShape } from './label-scores.ts'

const one = (...labels: [string, number][]) => ({ labels: labels.map(([label, score]) => ({ label, score })) })
const scoresOf = (told: unknown, labels: string[], isMulti = false) =>
  classificationOf(told, labels, isMulti).labels.map(({ label, score }) => [label, score])

describe('scores of one label', () => {
  test.each<[[string, number][], string[], [string, number][]]>([
    [
      [
        ['spam', 0.98],
        ['ham', 0.02],
      ],
      ['ham', 'spam'],
      [
        ['spam', 0.98],
        ['ham', 0.02],
      ],
    ],
    [
      [['a', 90]],
      ['a', 'b'],
      [
        ['a', 1],
        ['b', 0],
      ],
    ],
    [
      [
        ['a', 3],
        ['b', 1],
      ],
      ['a', 'b'],
      [
        ['a', 0.75],
        ['b', 0.25],
      ],
    ],
    [
      [
        ['b', 0.2],
        ['b', 0.6],
        ['a', -5],
      ],
      ['a', 'b'],
      [
        ['b', 1],
        ['a', 0],
      ],
    ],
    [
      [
        ['a', 1],
        ['b', 1],
        ['c', 1],
      ],
      ['a', 'b', 'c'],
      [
        ['a', 0.3334],
        ['b', 0.3333],
        ['c', 0.3333],
      ],
    ],
    [
      [
        ['a', Number.MAX_VALUE],
        ['b', Number.MAX_VALUE],
      ],
      ['a', 'b'],
      [
        ['a', 0.5],
        ['b', 0.5],
      ],
    ],
  ])('%j of %j', (told, labels, expected) => {
    expect(scoresOf(one(...told), labels)).toEqual(expected)
  })

  test('are those of the set, each once, the best first, and sum to 1', () => {
    const labels = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8 }), { minLength: 2, maxLength: 100 })
    const told = labels.chain((names) => {
      const score = fc.record({
        label: fc.constantFrom(...names),
        score: fc.double({ min: 0.0001, max: 1e9, noNaN: true }),
      })
      return fc.record({ names: fc.constant(names), labels: fc.array(score, { minLength: 1, maxLength: 200 }) })
    })
    fc.assert(
      fc.property(told, ({ names, labels: said }) => {
        const { label, labels: scores } = classificationOf({ labels: said }, names, false)
        expect(scores.map((score) => score.label).sort()).toEqual([...names].sort())
        expect(scores.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 9)
        expect(scores.every(({ score }, index) => score <= (scores[index - 1]?.score ?? 1) && score >= 0)).toBe(true)
        expect(label).toBe(scores[0]?.label)
      }),
      { numRuns: 200 },
    )
  })
})

test('scores of several labels stand by themselves, from 0 to 1', () => {
  expect(scoresOf(one(['a', 0.9], ['b', 0.8], ['c', 37]), ['a', 'b', 'c', 'd'], true)).toEqual([
    ['c', 1],
    ['a', 0.9],
    ['b', 0.8],
    ['d', 0],
  ])
  expect(classificationOf({ labels: [] }, ['a', 'b'], true)).toEqual({
    label: 'a',
    labels: [
      { label: 'a', score: 0 },
      { label: 'b', score: 0 },
    ],
  })
})

describe('what a model says of labels', () => {
  const { problems } = scoresShape(['a', 'b'], 2, false)
  const good = one(['a', 1])

  test.each([
    [{ t1: good, t2: one(['b', 0.5], ['a', 0.5]) }, 0],
    [{ t1: good }, 1],
    [{ t1: good, t2: good, t3: good }, 1],
    [{ t1: good, t2: one(['c', 1]) }, 1],
    [{ t1: good, t2: one(['A', 1]) }, 1],
    [{ t1: good, t2: one(['a ', 1]) }, 1],
    [{ t1: good, t2: one() }, 1],
    [{ t1: good, t2: one(['a', 0], ['b', -1]) }, 1],
    [{ t1: good, t2: { labels: [{ label: 'a', score: '1' }] } }, 1],
    [{ t1: good, t2: { labels: [{ label: 'a' }] } }, 1],
    [[good, good], 1],
  ])('%j has %i mistakes or more', (value, least) => {
    const found = problems(value).length
    if (least === 0) expect(found).toBe(0)
    else expect(found).toBeGreaterThanOrEqual(least)
  })

  test('of labels that may all be missing, none need be scored', () => {
    expect(scoresShape(['a', 'b'], 1, true).problems({ t1: one() })).toEqual([])
  })

  test('more labels and texts than a schema may list are judged all the same', () => {
    const labels = Array.from({ length: 100 }, (_, n) => `label ${n}`)
    const shape = scoresShape(labels, 64, false)
    expect(JSON.stringify(shape.schema)).not.toContain('enum')
    const value = Object.fromEntries(Array.from({ length: 64 }, (_, n) => [`t${n + 1}`, one(['label 7', 1])]))
    expect(shape.problems(value)).toEqual([])
    expect(shape.problems({ ...value, t64: one(['label 100', 1]) })).toHaveLength(1)
    expect(JSON.stringify(scoresShape(labels, 10, false).schema)).toContain('enum')
  })
})
