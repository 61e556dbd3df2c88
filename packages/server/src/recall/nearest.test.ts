import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { VectorMetric } from '../store/vector-tables.ts'
import { byBytes, nearest, type PackedVectors, packedVector } from './nearest.ts'

const metrics: readonly VectorMetric[] = ['cosine', 'dot', 'l2']
const pause = async () => {}

interface World {
  readonly vectors: readonly { id: string; numbers: readonly number[] }[]
  readonly wanted: readonly number[]
}

const packed = ({ vectors, wanted }: World, metric: VectorMetric): PackedVectors => ({
  ids: vectors.map(({ id }) => id),
  values: Float32Array.from(vectors.flatMap(({ numbers }) => [...(packedVector(numbers, metric) ?? [])])),
  dimensions: wanted.length,
})

/** By the definitions, from what is stored, without any of the code above. */
function oracle({ vectors, wanted }: World, metric: VectorMetric, topK: number) {
  const query = packedVector(wanted, metric) ?? []
  const scored = vectors.map(({ id, numbers }) => {
    const stored = packedVector(numbers, metric) ?? []
    const pairs = Array.from(stored, (number, i) => [number, query[i] ?? 0] as const)
    const product = pairs.reduce((sum, [a, b]) => sum + a * b, 0)
    const far = Math.sqrt(pairs.reduce((sum, [a, b]) => sum + (a - b) * (a - b), 0))
    const score = metric === 'l2' ? far : metric === 'cosine' ? Math.min(1, Math.max(-1, product)) : product
    return { id, score }
  })
  const sign = metric === 'l2' ? 1 : -1
  return scored.sort((a, b) => sign * (a.score - b.score) || byBytes(a.id, b.id)).slice(0, topK)
}

const world = fc.integer({ min: 1, max: 6 }).chain((dimensions) => {
  // Few values, so that many scores are equal.
  const numbers = fc.array(fc.constantFrom(-2, -1, -0.5, 0.25, 1, 3), { minLength: dimensions, maxLength: dimensions })
  const id = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '😀', '\uffff'), minLength: 1, maxLength: 4 })
  const vectors = fc.uniqueArray(fc.record({ id, numbers }), { selector: (one) => one.id, maxLength: 30 })
  return fc.record({ vectors, wanted: numbers })
})

describe.each(metrics)('by %s', (metric) => {
  test('order and scores are the oracle’s', async () => {
    await fc.assert(
      fc.asyncProperty(world, fc.integer({ min: 1, max: 40 }), async (any, topK) => {
        const query = packedVector(any.wanted, metric)
        expect(query).not.toBeNull()
        const found = await nearest(packed(any, metric), query as Float32Array, { metric, topK, ids: null, pause })
        expect(found.neighbors.map(({ id, score }) => ({ id, score }))).toEqual(oracle(any, metric, topK))
        expect(found.scanned).toBe(any.vectors.length)
      }),
      { numRuns: 200 },
    )
  })

  test('what is not allowed is not compared', async () => {
    const vectors = ['a', 'b', 'c'].map((id) => ({ id, numbers: [1, 1] }))
    const any = packed({ vectors, wanted: [1, 1] }, metric)
    const query = packedVector([1, 1], metric) as Float32Array
    const found = await nearest(any, query, { metric, topK: 10, ids: new Set(['c', 'a', 'x']), pause })
    expect(found.neighbors.map(({ id }) => id)).toEqual(['a', 'c'])
    expect(found.scanned).toBe(2)
  })
})

test('others get their turn while many are compared', async () => {
  const dimensions = 4_096
  const count = 1_000
  const ids = Array.from({ length: count }, (_, n) => String(n))
  let pauses = 0
  const values = new Float32Array(count * dimensions).fill(1)
  const search = { metric: 'dot' as const, topK: 1, ids: null, pause: async () => void pauses++ }
  const { neighbors } = await nearest({ ids, values, dimensions }, new Float32Array(dimensions).fill(1), search)
  expect(neighbors.map(({ id, score }) => [id, score])).toEqual([['0', 4_096]])
  expect(pauses).toBe(3)
})

describe('a vector that is compared by its direction', () => {
  test.each<[number[], number[]]>([
    [
      [3, 4],
      [0.6, 0.8],
    ],
    [
      [0, -2],
      [0, -1],
    ],
    [
      [3e38, 4e38],
      [0.6, 0.8],
    ],
    [
      [3e-38, 4e-38],
      [0.6, 0.8],
    ],
  ])('%j has length 1', (numbers, expected) => {
    const made = packedVector(numbers, 'cosine')
    expect(Array.from(made ?? [])).toEqual(expected.map(Math.fround))
  })

  test('is none where all is 0', () => {
    expect(packedVector([0, 0], 'cosine')).toBeNull()
  })

  test('others stay as they are', () => {
    expect(Array.from(packedVector([0, 3], 'dot') ?? [])).toEqual([0, 3])
  })
})
