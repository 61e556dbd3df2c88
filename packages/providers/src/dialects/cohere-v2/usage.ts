import type { Usage } from '../../answer.ts'
import { isRecord, number, record } from '../../lenient.ts'
import { tokens, usageOf } from '../../usage.ts'

/**
 * Usage of a reply, in billed units: the tokens of the vendor's own frame (`tokens` counts 507 where 12 are billed) are not
 * on its invoice, so they are not on ours. Cached are those that must be among the billed ones, wherever the frame stands;
 * never more than the input. Undefined where nothing is said.
 */
export function cohereUsage(value: unknown): Usage | undefined {
  if (!isRecord(value)) return undefined
  const billed = record(value.billed_units)
  const counted = record(value.tokens)
  const input = tokens(number(billed.input_tokens) ?? counted.input_tokens)
  const frame = Math.max(0, tokens(counted.input_tokens) - input)
  return usageOf({
    input,
    cached: Math.max(0, tokens(value.cached_tokens) - frame),
    output: tokens(number(billed.output_tokens) ?? counted.output_tokens),
    searchUnits: tokens(billed.search_units),
  })
}
