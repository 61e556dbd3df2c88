import { requestFields } from '../config/model-overrides.ts'
import type { Config } from '../config/schema.ts'
import type { ModelFacts, ModelLookup, ModelPrice } from '../gateway/lane.ts'
import { withoutOwnPrices } from './providers.ts'

/** USD per 1,000 tokens → micro-USD per 1,000,000. */
const microsPerMillion = (usdPerThousand: number) => Math.round(usdPerThousand * 1e9)

/** The catalog as routing and billing see it: what the operator wrote of a model beats what the catalog says. */
export function withOverrides(lookup: ModelLookup, { model_overrides }: Config): ModelLookup {
  if (Object.keys(model_overrides).length === 0) return lookup
  const overridden = (facts: ModelFacts): ModelFacts => {
    const written = model_overrides[facts.id]
    return written === undefined ? facts : withOverride(facts, written)
  }
  return {
    version: () => lookup.version(),
    find(provider, id) {
      const facts = lookup.find(provider, id)
      return facts && overridden(facts)
    },
    of: (provider) => lookup.of(provider).map(overridden),
    named: (name) => lookup.named(name).map(overridden),
    written: overridden,
  }
}

function withOverride(facts: ModelFacts, written: Config['model_overrides'][string]): ModelFacts {
  const { context_length, input_cost, output_cost, max_tokens = null, timeout } = written
  const known: ModelPrice = facts.price ?? {
    input: null,
    output: null,
    cacheRead: null,
    cacheWrite5m: null,
    cacheWrite1h: null,
  }
  const isPriced = input_cost !== undefined || output_cost !== undefined
  const { maxOutputTokens } = facts
  return {
    ...facts,
    contextLength: context_length ?? facts.contextLength,
    maxOutputTokens: max_tokens === null ? maxOutputTokens : Math.min(maxOutputTokens ?? max_tokens, max_tokens),
    price: isPriced
      ? {
          ...withoutOwnPrices(known),
          input: input_cost === undefined ? known.input : microsPerMillion(input_cost),
          output: output_cost === undefined ? known.output : microsPerMillion(output_cost),
        }
      : facts.price,
    overrides: {
      fields: requestFields(written),
      maxTokens: max_tokens,
      timeoutMs: timeout === undefined ? null : timeout * 1_000,
    },
  }
}
