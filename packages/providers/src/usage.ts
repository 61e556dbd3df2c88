import type { Usage } from './answer.ts'
import type { Quirks } from './dialect.ts'
import { isRecord, number } from './lenient.ts'

/** More than any call can use; keeps an absurd number from overflowing a price. */
const tokensMax = 1_000_000_000

export const noUsage: Readonly<Usage> = Object.freeze({
  input: 0,
  cached: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  inputAudio: 0,
  output: 0,
  reasoning: 0,
  outputAudio: 0,
  searchUnits: 0,
  toolCalls: 0,
  estimated: false,
})

/** A count of tokens as an upstream wrote it: what is no number or negative counts 0. */
export function tokens(value: unknown): number {
  const read = number(value) ?? 0
  return read > 0 ? Math.min(Math.trunc(read), tokensMax) : 0
}

/** What the upstream says the call cost, where its brand says it. */
export function reportedCost(
  usage: Readonly<Record<string, unknown>>,
  { reportedCost: at }: Quirks,
): Pick<Usage, 'reportedCost'> {
  if (at === undefined) return {}
  const said = usage[at.field]
  const cost = number(isRecord(said) ? said.total_cost : said)
  return cost === undefined ? {} : { reportedCost: cost / at.perUsd }
}

/** Usage that holds its own law: no part is larger than its whole. */
export function usageOf(parts: Partial<Usage>): Usage {
  const input = tokens(parts.input)
  const cached = Math.min(tokens(parts.cached), input)
  const cacheWrite5m = Math.min(tokens(parts.cacheWrite5m), input - cached)
  const output = tokens(parts.output)
  const cost = number(parts.reportedCost)
  return {
    input,
    cached,
    cacheWrite5m,
    cacheWrite1h: Math.min(tokens(parts.cacheWrite1h), input - cached - cacheWrite5m),
    inputAudio: Math.min(tokens(parts.inputAudio), input),
    output,
    reasoning: Math.min(tokens(parts.reasoning), output),
    outputAudio: Math.min(tokens(parts.outputAudio), output),
    searchUnits: tokens(parts.searchUnits),
    toolCalls: tokens(parts.toolCalls),
    ...piecesOf(parts),
    ...(cost !== undefined && cost >= 0 && { reportedCost: cost }),
    estimated: parts.estimated === true,
  }
}

const pieces = ['images', 'characters', 'seconds'] as const

function piecesOf(parts: Partial<Usage>): Pick<Usage, (typeof pieces)[number]> {
  const found: Pick<Usage, (typeof pieces)[number]> = {}
  for (const name of pieces) {
    const count = number(parts[name])
    if (count !== undefined && count >= 0) found[name] = Math.min(count, tokensMax)
  }
  return found
}

/** The larger of each field, so that repeated and cumulative reports count once; what was counted beats what was estimated. */
export function mergeUsage(earlier: Usage | undefined, later: Usage): Usage {
  if (earlier === undefined || (earlier.estimated && !later.estimated)) return usageOf(later)
  if (later.estimated && !earlier.estimated) return earlier
  const costs = [earlier.reportedCost, later.reportedCost].map(number).filter((cost) => cost !== undefined)
  return usageOf({
    input: Math.max(earlier.input, tokens(later.input)),
    cached: Math.max(earlier.cached, tokens(later.cached)),
    cacheWrite5m: Math.max(earlier.cacheWrite5m, tokens(later.cacheWrite5m)),
    cacheWrite1h: Math.max(earlier.cacheWrite1h, tokens(later.cacheWrite1h)),
    inputAudio: Math.max(earlier.inputAudio, tokens(later.inputAudio)),
    output: Math.max(earlier.output, tokens(later.output)),
    reasoning: Math.max(earlier.reasoning, tokens(later.reasoning)),
    outputAudio: Math.max(earlier.outputAudio, tokens(later.outputAudio)),
    searchUnits: Math.max(earlier.searchUnits, tokens(later.searchUnits)),
    toolCalls: Math.max(earlier.toolCalls, tokens(later.toolCalls)),
    ...piecesOf({ ...earlier, ...piecesOf(later) }),
    ...(costs.length > 0 && { reportedCost: Math.max(...costs) }),
    estimated: later.estimated,
  })
}

export function sameUsage(a: Usage | undefined, b: Usage): boolean {
  return (
    a !== undefined &&
    a.input === b.input &&
    a.output === b.output &&
    a.cached === b.cached &&
    a.cacheWrite5m === b.cacheWrite5m &&
    a.cacheWrite1h === b.cacheWrite1h &&
    a.reasoning === b.reasoning &&
    a.inputAudio === b.inputAudio &&
    a.outputAudio === b.outputAudio &&
    a.searchUnits === b.searchUnits &&
    a.toolCalls === b.toolCalls &&
    pieces.every((name) => a[name] === b[name]) &&
    a.reportedCost === b.reportedCost &&
    a.estimated === b.estimated
  )
}
