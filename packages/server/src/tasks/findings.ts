import { quoteFinder } from './evidence.ts'
import type { Schemas } from './task-parts.ts'

type Finding = Schemas['AiFinding']

/** Least severe first. */
export const severities = ['info', 'low', 'medium', 'high', 'critical'] as const

/** A finding as the model tells it. */
export interface ToldFinding extends Omit<Finding, 'id' | 'evidence'> {
  readonly quotes: readonly string[]
}

/** Findings with their quotes looked up in the text: the most severe first, then by where the text says so. */
export function findingsIn(text: string, told: readonly ToldFinding[]): Finding[] {
  const find = quoteFinder(text)
  return told
    .map(({ quotes, confidence, ...finding }) => ({
      ...finding,
      confidence: Math.min(1, Math.max(0, confidence)),
      evidence: quotes.filter((quote) => quote.trim() !== '').map(find),
    }))
    .sort((a, b) => rank(b) - rank(a) || placeOf(a) - placeOf(b))
    .map((finding, index) => ({ id: `f${index + 1}`, ...finding }))
}

const rank = ({ severity }: Pick<Finding, 'severity'>): number => severities.indexOf(severity)

/** Of the first quote that is in the text; behind all others where none is. */
const placeOf = ({ evidence }: Pick<Finding, 'evidence'>): number =>
  evidence.find(({ verified }) => verified)?.start ?? Number.MAX_SAFE_INTEGER
