/** The nearest vectors to one, found by comparing all of them. */
import type { VectorMetric } from '../store/vector-tables.ts'

/** Vectors of one length, one behind the other. */
export interface PackedVectors {
  readonly ids: readonly string[]
  readonly values: Float32Array
  readonly dimensions: number
}

export interface Neighbor {
  readonly id: string
  readonly score: number
  /** Its place among the ids. */
  readonly at: number
}

interface Search {
  readonly metric: VectorMetric
  readonly topK: number
  /** Null: all are compared. */
  readonly ids: ReadonlySet<string> | null
  /** Lets others work, between two pieces. */
  pause(): Promise<void>
}

const pieceNumbers = 1_048_576

/** The nearest first, ties by id; vectors of `cosine` and the wanted one have length 1. */
export async function nearest(
  { ids, values, dimensions }: PackedVectors,
  wanted: Float32Array,
  { metric, topK, ids: allowed, pause }: Search,
): Promise<{ neighbors: Neighbor[]; scanned: number }> {
  const neighbors: Neighbor[] = []
  const rowsAtOnce = Math.max(1, Math.floor(pieceNumbers / dimensions))
  let scanned = 0
  for (const [at, id] of ids.entries()) {
    if (at > 0 && at % rowsAtOnce === 0) await pause()
    if (allowed !== null && !allowed.has(id)) continue
    scanned++
    const product = metric === 'l2' ? distance(values, at * dimensions, wanted) : dot(values, at * dimensions, wanted)
    const score = metric === 'cosine' ? Math.min(1, Math.max(-1, product)) : product
    take(neighbors, { id, score, at }, metric, topK)
  }
  return { neighbors, scanned }
}

/** Keeps a list of the best, in their order. */
function take(list: Neighbor[], one: Neighbor, metric: VectorMetric, most: number): void {
  const last = list.at(-1)
  if (list.length === most && last !== undefined && !isNearer(one, last, metric)) return
  let place = list.length
  for (let before = list[place - 1]; before !== undefined && isNearer(one, before, metric); before = list[place - 1])
    place--
  list.splice(place, 0, one)
  if (list.length > most) list.pop()
}

function isNearer(one: Neighbor, other: Neighbor, metric: VectorMetric): boolean {
  if (one.score !== other.score) return metric === 'l2' ? one.score < other.score : one.score > other.score
  return byBytes(one.id, other.id) < 0
}

/** As databases order them: by the bytes of UTF-8, which is by code points. */
export const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

function dot(values: Float32Array, from: number, wanted: Float32Array): number {
  let sum = 0
  for (let i = 0; i < wanted.length; i++) sum += (values[from + i] as number) * (wanted[i] as number)
  return sum
}

function distance(values: Float32Array, from: number, wanted: Float32Array): number {
  let sum = 0
  for (let i = 0; i < wanted.length; i++) {
    const gap = (values[from + i] as number) - (wanted[i] as number)
    sum += gap * gap
  }
  return Math.sqrt(sum)
}

/** Numbers as they are compared; null where `cosine` needs a direction and there is none. */
export function packedVector(numbers: readonly number[], metric: VectorMetric): Float32Array | null {
  if (metric !== 'cosine') return Float32Array.from(numbers)
  // As parts of the largest: squares of large numbers are beyond what numbers can hold.
  const largest = numbers.reduce((most, number) => Math.max(most, Math.abs(number)), 0)
  if (largest === 0) return null
  const length = Math.sqrt(numbers.reduce((sum, number) => sum + (number / largest) ** 2, 0))
  return Float32Array.from(numbers, (number) => number / largest / length)
}
