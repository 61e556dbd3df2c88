import { headersFor, pathAt } from '../../address.ts'
import type { Call, Tool } from '../../call.ts'
import type { DialectRequest, Quirks, Target, Unsupported } from '../../dialect.ts'
import { reasoningEffort } from '../../effort.ts'
import { array, isRecord, record, text } from '../../lenient.ts'
import { dropExtras, type Losses, losses } from '../../losses.ts'
import { id } from './content.ts'
import { chatMessages } from './messages.ts'
import { toolCallIds } from './tool-call-ids.ts'

const stopsMax = 4

type Body = Record<string, unknown>

export function chatRequest(call: Call, target: Target): DialectRequest | Unsupported {
  const lost = losses()
  refuseIgnored(call, target.brand.quirks, lost)
  const body = call.from === id && call.raw !== null ? sameDialect(call, call.raw, target) : built(call, target, lost)
  const unsupported = lost.refused()
  if (unsupported !== undefined) return { unsupported }
  const path = pathAt(target, '/chat/completions')
  return { method: 'POST', path, headers: headersFor(target), body, dropped: lost.dropped() }
}

/** What this brand would leave out without a word. */
function refuseIgnored({ output, sampling, tools, toolChoice }: Call, { ignores }: Quirks, lost: Losses): void {
  const meant = {
    n: (output.n ?? 1) > 1,
    logprobs: sampling.logprobs === true,
    tool_choice: tools.length > 0 && toolChoice !== undefined && toolChoice.type !== 'auto',
  }
  for (const name of ignores ?? []) if (meant[name]) lost.refuse(name)
}

/** The caller's own body: only what names the target is changed, and what this brand is known to refuse. */
function sameDialect(call: Call, raw: Body, target: Target): Body {
  const { quirks } = target.brand
  const { proxyapi: _, ...body } = raw
  body.model = target.model
  if (call.stream !== (raw.stream === true)) body.stream = call.stream
  if (call.stream && quirks.streamOptions !== false) {
    body.stream_options = { ...record(raw.stream_options), include_usage: true }
  } else delete body.stream_options
  const wanted = quirks.maxTokensField
  const other = wanted === 'max_completion_tokens' ? 'max_tokens' : 'max_completion_tokens'
  if (wanted !== undefined && body[other] !== undefined) {
    body[wanted] ??= body[other]
    delete body[other]
  }
  if (quirks.toolCallIdLength !== undefined) body.messages = withIds(body.messages, quirks.toolCallIdLength)
  return body
}

function withIds(messages: unknown, length: number): unknown {
  const rename = toolCallIds(length)
  return array(messages).map((message) => {
    if (!isRecord(message)) return message
    if (typeof message.tool_call_id === 'string') return { ...message, tool_call_id: rename(message.tool_call_id) }
    if (!Array.isArray(message.tool_calls)) return message
    const calls = message.tool_calls.map((call) => ({ ...record(call), id: rename(text(record(call).id) ?? '') }))
    return { ...message, tool_calls: calls }
  })
}

/** A body from the superset, in a fixed order of keys: prompt caches depend on it. */
function built(call: Call, target: Target, lost: Losses): Body {
  const native = call.from === id
  if (!native) {
    refuseForeign(call, target, lost)
    dropExtras(call, lost)
    if (Object.keys(call.metadata ?? {}).some((name) => name !== 'user_id')) lost.drop('metadata')
  }
  const { quirks } = target.brand
  const tools = call.tools.map((tool) => writtenTool(tool, native, lost))
  return {
    model: target.model,
    messages: chatMessages(call, native, target, lost),
    ...(tools.length > 0 && { tools, ...toolOptions(call) }),
    ...output(call, target, lost),
    ...sampling(call, target, lost),
    ...reasoning(call, target, lost),
    ...(!native && call.user !== undefined && { user: call.user }),
    ...(native && { ...call.extra, ...call.exact }),
    ...(native && call.metadata !== undefined && { metadata: call.metadata }),
    ...(call.stream && { stream: true }),
    ...(call.stream && quirks.streamOptions !== false && { stream_options: streamOptions(call, native) }),
  }
}

const streamOptions = (call: Call, native: boolean) => ({
  ...(native && record(call.exact.stream_options)),
  include_usage: true,
})

/** Whether the model would refuse the field because it reasons. */
const isUnreasonable = (name: NonNullable<Quirks['unreasonable']>[number], { brand, reasons }: Target): boolean =>
  reasons === true && brand.quirks.unreasonable?.includes(name) === true

/** What a caller of another dialect may ask and this one cannot mean. */
function refuseForeign(call: Call, target: Target, lost: Losses): void {
  for (const name of call.nativeOnly) lost.refuse(name)
  const stops = call.output.stop?.length ?? 0
  if (stops > stopsMax || (stops > 0 && isUnreasonable('stop', target))) lost.refuse('stop')
  const continues = target.brand.quirks.prefill?.some((prefix) => target.model.startsWith(prefix)) === true
  if (call.turns.at(-1)?.role === 'assistant' && !continues) lost.refuse('messages')
}

function writtenTool(tool: Tool, native: boolean, lost: Losses): unknown {
  if (tool.raw !== undefined) {
    if (tool.raw.dialect !== id) lost.refuse('tools')
    return tool.raw.value
  }
  return {
    type: 'function',
    function: {
      name: tool.name,
      ...(tool.description !== undefined && { description: tool.description }),
      ...(tool.parameters !== undefined && { parameters: tool.parameters }),
      ...(tool.strict !== undefined && { strict: tool.strict }),
    },
    ...(native && tool.extra),
  }
}

function toolOptions({ toolChoice, parallelToolCalls }: Call): Body {
  const choice =
    toolChoice?.type === 'tool' ? { type: 'function', function: { name: toolChoice.name } } : toolChoice?.type
  return {
    ...(choice !== undefined && { tool_choice: choice }),
    ...(parallelToolCalls !== undefined && { parallel_tool_calls: parallelToolCalls }),
  }
}

function output({ output: { maxTokens, stop, format, n } }: Call, target: Target, lost: Losses): Body {
  const field = target.brand.quirks.maxTokensField ?? 'max_tokens'
  const limit = target.maxOutputTokens
  const clamped = maxTokens !== undefined && limit !== undefined && maxTokens > limit ? limit : maxTokens
  if (clamped !== maxTokens) lost.drop(`max_tokens=${clamped}`)
  return {
    ...(clamped !== undefined && { [field]: clamped }),
    ...(stop !== undefined && stop.length > 0 && { stop }),
    ...(format !== undefined && { response_format: responseFormat(format) }),
    ...(n !== undefined && { n }),
  }
}

function responseFormat(format: NonNullable<Call['output']['format']>): Body {
  if (format.type === 'text') return { type: 'text' }
  if (format.type === 'json') return { type: 'json_object' }
  const { name, description, schema, strict } = format
  return {
    type: 'json_schema',
    json_schema: {
      name,
      ...(description !== undefined && { description }),
      schema,
      ...(strict !== undefined && { strict }),
    },
  }
}

function sampling({ sampling: wanted, from }: Call, target: Target, lost: Losses): Body {
  const topK = target.brand.quirks.topK === true || from === id ? wanted.topK : undefined
  if (topK !== wanted.topK) lost.drop('top_k')
  const body: Body = {
    temperature: wanted.temperature,
    top_p: wanted.topP,
    top_k: topK,
    seed: wanted.seed,
    presence_penalty: wanted.presencePenalty,
    frequency_penalty: wanted.frequencyPenalty,
    logit_bias: wanted.logitBias,
    logprobs: wanted.logprobs,
    top_logprobs: wanted.topLogprobs,
  }
  for (const name of ['presence_penalty', 'frequency_penalty'] as const) {
    if (from === id || body[name] === undefined || !isUnreasonable(name, target)) continue
    delete body[name]
    lost.drop(name)
  }
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined))
}

function reasoning(call: Call, target: Target, lost: Losses): Body {
  // What the caller wrote in this dialect stands in `exact`.
  if (call.reasoning === undefined || 'reasoning' in call.exact || 'reasoning_effort' in call.exact) return {}
  if (target.reasons === false) {
    lost.drop('reasoning')
    return {}
  }
  return { reasoning_effort: reasoningEffort(call.reasoning, target.brand.quirks.efforts) }
}
