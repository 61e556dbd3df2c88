import type { TraceParent } from './trace-parent.ts'

export interface Sampling {
  /** Of traces that no rule is about, 0–1. */
  probability: number
  /** Whoever calls us has decided already. */
  isParentBased: boolean
  /** The first that fits counts; null fits every operation. */
  rules: readonly { operation: string | null; probability: number }[]
}

/** Whether a trace is recorded. `draw` gives 0 ≤ x < 1 and is asked only where chance decides. */
export function isSampled(
  operation: string,
  parent: TraceParent | null,
  { probability, isParentBased, rules }: Sampling,
  draw: () => number,
): boolean {
  if (parent !== null && isParentBased) return parent.isSampled
  const rule = rules.find((one) => one.operation === null || one.operation === operation)
  const share = rule?.probability ?? probability
  if (share <= 0 || share >= 1) return share >= 1
  return (parent === null ? draw() : placeOf(parent.traceId)) < share
}

const placeDigits = 13
const places = 16 ** placeDigits

/** The random end of a trace's id as 0 ≤ x < 1: every process that sees the trace decides alike. */
const placeOf = (traceId: string): number => Number.parseInt(traceId.slice(-placeDigits), 16) / places
