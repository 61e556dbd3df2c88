import { headersFor, pathAt } from '../../address.ts'
import type { Call, Tool } from '../../call.ts'
import type { DialectRequest, Target, Unsupported } from '../../dialect.ts'
import { reasoningEffort } from '../../effort.ts'
import { array, record } from '../../lenient.ts'
import { dropExtras, type Losses, losses } from '../../losses.ts'
import { isMarked, unsealed } from '../../sealed-reasoning.ts'
import { responsesInput } from './items.ts'
import { id } from './output.ts'

/** The smallest limit that the API takes. */
const maxTokensMin = 16
const encryptedThoughts = 'reasoning.encrypted_content'
const tokenLogprobs = 'message.output_text.logprobs'

type Body = Record<string, unknown>

export function responsesRequest(call: Call, target: Target): DialectRequest | Unsupported {
  const lost = losses()
  const native = call.from === id
  const body = native && call.raw !== null ? sameDialect(call, call.raw, target, lost) : built(call, target, lost)
  const unsupported = lost.refused()
  if (unsupported !== undefined) return { unsupported }
  const path = pathAt(target, '/responses')
  return { method: 'POST', path, headers: headersFor(target), body, dropped: lost.dropped() }
}

/** The caller's own body: only what names the target is changed, and thoughts that are not the target's own. */
function sameDialect(call: Call, raw: Body, target: Target, lost: Losses): Body {
  const { proxyapi: _, ...body } = raw
  body.model = target.model
  if (call.stream !== (raw.stream === true)) body.stream = call.stream
  const items = array(raw.input)
  if (items.some(isOurs)) body.input = items.flatMap((item) => ownItem(record(item), target, lost))
  return body
}

/** Something in the item comes from us and not from an upstream of this dialect. */
const isOurs = (item: unknown): boolean =>
  isMarked(record(item).encrypted_content) || record(item).extra_content !== undefined

/** An item as its upstream made it; none where it is a thought of another brand. */
function ownItem(item: Readonly<Body>, target: Target, lost: Losses): unknown[] {
  const { extra_content: _, ...own } = item
  const proof = own.encrypted_content
  if (!isMarked(proof)) return [own]
  const { brand, signature, encrypted } = unsealed(String(proof))
  const value = signature ?? encrypted
  if (brand === target.brand.id && value !== undefined) return [{ ...own, encrypted_content: value }]
  lost.drop('input[].reasoning')
  return []
}

/** A body from the superset, in a fixed order of keys: prompt caches depend on it. */
function built(call: Call, target: Target, lost: Losses): Body {
  const native = call.from === id
  if (!native) {
    refuseForeign(call, target, lost)
    dropExtras(call, lost)
    if (Object.keys(call.metadata ?? {}).some((name) => name !== 'user_id')) lost.drop('metadata')
  }
  const tools = call.tools.map((tool) => writtenTool(tool, native, lost))
  const format = textFormat(call)
  const { extra, exact } = call
  const { instructions: _, ...written } = exact
  return {
    model: target.model,
    ...responsesInput(call, native, target, lost),
    ...(tools.length > 0 && { tools, ...toolOptions(call) }),
    ...limits(call, target, lost),
    ...(format !== undefined && { text: { format } }),
    ...sampling(call, lost),
    ...reasoning(call, target, lost),
    ...(!native && { store: false, ...included(call, target) }),
    ...(!native && call.user !== undefined && { safety_identifier: call.user }),
    ...(native && {
      ...extra,
      ...written,
      ...((format ?? extra.text) !== undefined && { text: { ...record(extra.text), ...(format && { format }) } }),
    }),
    ...(native && call.metadata !== undefined && { metadata: call.metadata }),
    ...(call.stream && { stream: true }),
  }
}

/** What a caller of another dialect may ask and this one cannot mean. */
function refuseForeign(call: Call, target: Target, lost: Losses): void {
  for (const name of call.nativeOnly) lost.refuse(name)
  if ((call.output.stop?.length ?? 0) > 0) lost.refuse('stop')
  if ((call.output.n ?? 1) > 1) lost.refuse('n')
  const continues = target.brand.quirks.prefill?.some((prefix) => target.model.startsWith(prefix)) === true
  if (call.turns.at(-1)?.role === 'assistant' && !continues) lost.refuse('messages')
}

function writtenTool(tool: Tool, native: boolean, lost: Losses): unknown {
  if (tool.raw !== undefined) {
    if (tool.raw.dialect !== id) lost.refuse('tools')
    return tool.raw.value
  }
  // Unsaid is strict here, and is not anywhere else.
  const strict = tool.strict ?? (native ? undefined : false)
  return {
    type: 'function',
    name: tool.name,
    ...(tool.description !== undefined && { description: tool.description }),
    parameters: tool.parameters ?? null,
    ...(strict !== undefined && { strict }),
    ...(native && tool.extra),
  }
}

function toolOptions({ toolChoice, parallelToolCalls }: Call): Body {
  const choice = toolChoice?.type === 'tool' ? { type: 'function', name: toolChoice.name } : toolChoice?.type
  return {
    ...(choice !== undefined && { tool_choice: choice }),
    ...(parallelToolCalls !== undefined && { parallel_tool_calls: parallelToolCalls }),
  }
}

function limits({ output: { maxTokens }, from }: Call, target: Target, lost: Losses): Body {
  if (maxTokens === undefined) return {}
  const least = from === id ? maxTokens : Math.max(maxTokens, maxTokensMin)
  const clamped = Math.min(least, target.maxOutputTokens ?? least)
  if (clamped !== maxTokens) lost.drop(`max_tokens=${clamped}`)
  return { max_output_tokens: clamped }
}

function textFormat({ output: { format } }: Call): Body | undefined {
  if (format === undefined) return undefined
  if (format.type === 'text') return { type: 'text' }
  if (format.type === 'json') return { type: 'json_object' }
  const { name, description, schema, strict } = format
  return {
    type: 'json_schema',
    name,
    ...(description !== undefined && { description }),
    schema,
    ...(strict !== undefined && { strict }),
  }
}

function sampling({ sampling: wanted }: Call, lost: Losses): Body {
  const dropped = {
    top_k: wanted.topK,
    seed: wanted.seed,
    presence_penalty: wanted.presencePenalty,
    frequency_penalty: wanted.frequencyPenalty,
    logit_bias: wanted.logitBias,
  }
  for (const [name, value] of Object.entries(dropped)) if (value !== undefined) lost.drop(name)
  return {
    ...(wanted.temperature !== undefined && { temperature: wanted.temperature }),
    ...(wanted.topP !== undefined && { top_p: wanted.topP }),
    ...(wanted.topLogprobs !== undefined && { top_logprobs: wanted.topLogprobs }),
  }
}

function reasoning(call: Call, target: Target, lost: Losses): Body {
  // What the caller wrote in this dialect stands in `exact`.
  if (call.reasoning === undefined || 'reasoning' in call.exact) return {}
  if (target.reasons === false) {
    lost.drop('reasoning')
    return {}
  }
  return { reasoning: { effort: reasoningEffort(call.reasoning, target.brand.quirks.efforts) } }
}

/** What is not stored has to be sent back, so thoughts are asked for in the form that can be; models without any refuse. */
function included({ sampling: wanted, reasoning: asked }: Call, target: Target): Body {
  const thinks = target.reasons === true || (target.reasons !== false && asked !== undefined)
  const include = [
    ...(thinks ? [encryptedThoughts] : []),
    ...(wanted.logprobs === true || wanted.topLogprobs !== undefined ? [tokenLogprobs] : []),
  ]
  return include.length > 0 ? { include } : {}
}
