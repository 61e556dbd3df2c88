/** What the configuration says of single models. */
import { z } from 'zod'
import { decimal, integer } from './values.ts'

const fields = {
  temperature: decimal(0, 2).optional(),
  top_p: decimal(0, 1).optional(),
  top_k: integer(1, 1_000_000).optional(),
  presence_penalty: decimal(-2, 2).optional(),
  frequency_penalty: decimal(-2, 2).optional(),
  seed: integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER).optional(),
  stop: z.union([z.string(), z.array(z.string()).max(16, 'holds more than 16 texts')]).optional(),
  reasoning_effort: z.string().optional(),
}

export const modelOverride = z.strictObject({
  ...fields,
  max_tokens: integer(1, 1_000_000).optional(),
  /** Seconds, as of a provider. */
  timeout: decimal(0.001, 3600).optional(),
  context_length: integer(1, 1e9).optional(),
  /** USD per 1,000 tokens. */
  input_cost: decimal(0, 1e6).optional(),
  output_cost: decimal(0, 1e6).optional(),
})

type ModelOverride = z.output<typeof modelOverride>

/** Those of an override that a request may have, as far as they are written. */
export const requestFields = (override: ModelOverride): Record<string, unknown> =>
  Object.fromEntries(
    Object.keys(fields).flatMap((name) => {
      const value = override[name as keyof typeof fields]
      return value === undefined ? [] : [[name, value]]
    }),
  )
