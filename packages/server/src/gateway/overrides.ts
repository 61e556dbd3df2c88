import { type Call, inboundDialects, type OutputOptions, type Sampling } from '@proxyapi/providers'

/** What the operator says of the calls of one model. */
export interface ModelOverrides {
  /** Request fields in the words of Chat Completions, for callers who leave them out. */
  readonly fields: Readonly<Record<string, unknown>>
  /** The longest answer that a caller may ask for, and that one who says nothing gets; null: not written. */
  readonly maxTokens: number | null
  /** As a provider's `timeout`; null: not written. */
  readonly timeoutMs: number | null
}

/** Whose fields have the names that an override has. */
const plainDialect = 'openai-chat'
const maxTokensNames = ['max_completion_tokens', 'max_tokens']

/** The call as one model gets it: the same value where its caller said everything. */
export function overridden(call: Call, overrides: ModelOverrides | undefined): Call {
  if (overrides === undefined) return call
  const { fields, maxTokens } = overrides
  const defaults = defaultsOf(fields)
  const sampling = { ...defaults.sampling, ...call.sampling }
  const asked = call.output.maxTokens
  const output: OutputOptions = { ...defaults.output, ...call.output }
  if (maxTokens !== null) output.maxTokens = Math.min(asked ?? maxTokens, maxTokens)
  const reasoning = call.reasoning ?? defaults.reasoning
  if (isEqual(sampling, call.sampling) && isEqual(output, call.output) && reasoning === call.reasoning) return call
  return { ...call, sampling, output, ...(reasoning && { reasoning }), raw: rawOf(call, overrides) }
}

/** The fields as a caller would have said them. */
function defaultsOf(fields: ModelOverrides['fields']): Pick<Call, 'sampling' | 'output' | 'reasoning'> {
  const call = inboundDialects.get(plainDialect)?.parse({ model: '', messages: [], ...fields })
  return call ?? { sampling: {}, output: {} }
}

/** The caller's own text with the fields put in, where they are called so there; null: it is written anew. */
function rawOf({ from, raw }: Call, { fields, maxTokens }: ModelOverrides): Call['raw'] {
  if (raw === null || from !== plainDialect) return null
  const body = { ...raw }
  for (const [name, value] of Object.entries(fields)) body[name] ??= value
  if (maxTokens === null) return body
  const said = maxTokensNames.filter((name) => typeof body[name] === 'number')
  for (const name of said) body[name] = Math.min(Number(body[name]), maxTokens)
  if (said.length === 0) body.max_tokens = maxTokens
  return body
}

const isEqual = (a: Sampling | OutputOptions, b: Sampling | OutputOptions): boolean =>
  Object.entries(a).every(([name, value]) => (b as Record<string, unknown>)[name] === value)
