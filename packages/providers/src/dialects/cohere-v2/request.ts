import { headersFor, pathAt } from '../../address.ts'
import type { Call, Tool } from '../../call.ts'
import type { DialectRequest, Target, Unsupported } from '../../dialect.ts'
import { reasoningBudget } from '../../effort.ts'
import { array, isRecord, record } from '../../lenient.ts'
import { dropExtras, type Losses, losses } from '../../losses.ts'
import { messagesOf } from './messages.ts'

const stopsMax = 5
/** What a budget of thoughts leaves to answer with, or half of a small limit. */
const answerTokens = 8_192

type Body = Record<string, unknown>

/** Nobody calls us in this dialect: every body is built, and holds no field but those that the vendor knows. */
export function cohereRequest(call: Call, target: Target): DialectRequest | Unsupported {
  const lost = losses()
  refuse(call, target, lost)
  drop(call, lost)
  const body = built(call, target, lost)
  const unsupported = lost.refused()
  if (unsupported !== undefined) return { unsupported }
  const path = pathAt(target, '/v2/chat')
  return { method: 'POST', path, headers: headersFor(target), body, dropped: lost.dropped() }
}

/** In a fixed order of keys: prompt caches depend on it. */
function built(call: Call, target: Target, lost: Losses): Body {
  const format = responseFormat(call)
  const { messages, documents } = messagesOf(call, target, lost, format === undefined)
  return {
    model: target.model,
    messages,
    ...tools(call, lost),
    ...(documents.length > 0 && { documents }),
    ...(format !== undefined && { response_format: format }),
    ...output(call, target, lost),
    ...sampling(call, lost),
    ...thinking(call, target, lost),
    ...(call.stream && { stream: true }),
  }
}

/** What a caller may ask and this dialect cannot mean. */
function refuse(call: Call, target: Target, lost: Losses): void {
  const { output: wanted, sampling: how, tools: declared } = call
  for (const name of call.nativeOnly) lost.refuse(name)
  if ((wanted.n ?? 1) > 1) lost.refuse('n')
  if (how.logprobs === true || how.topLogprobs !== undefined) lost.refuse('logprobs')
  if ((wanted.stop?.length ?? 0) > stopsMax) lost.refuse('stop')
  if (declared.length > 0 && responseFormat(call) !== undefined) lost.refuse('response_format')
  const continues = target.brand.quirks.prefill?.some((prefix) => target.model.startsWith(prefix)) === true
  if (call.turns.at(-1)?.role === 'assistant' && !continues) lost.refuse('messages')
}

/** What is left out without changing what the call means. */
function drop(call: Call, lost: Losses): void {
  dropExtras(call, lost)
  if (call.sampling.logitBias !== undefined) lost.drop('logit_bias')
  if (call.user !== undefined) lost.drop('user')
  if (Object.keys(call.metadata ?? {}).some((name) => name !== 'user_id')) lost.drop('metadata')
  if (call.parallelToolCalls === false) lost.drop('parallel_tool_calls')
}

/** There is no word for one tool: then it is the only one that is sent. */
function tools({ tools: declared, toolChoice }: Call, lost: Losses): Body {
  if (declared.length === 0) return {}
  const sent = toolChoice?.type === 'tool' ? declared.filter(({ name }) => name === toolChoice.name) : declared
  if (sent.length === 0) lost.refuse('tool_choice')
  const choice = toolChoice?.type === 'none' ? 'NONE' : 'REQUIRED'
  const isForced = toolChoice !== undefined && toolChoice.type !== 'auto'
  return {
    tools: sent.map((tool) => writtenTool(tool, lost)),
    ...strictness(sent, lost),
    ...(isForced && { tool_choice: choice }),
  }
}

/** The vendor's word is for all tools at once, and wants something required of each. */
function strictness(sent: readonly Tool[], lost: Losses): Body {
  const wanted = sent.filter(({ strict }) => strict === true)
  if (wanted.length === 0) return {}
  const canAll = sent.every(
    ({ strict, parameters }) => strict === true && array(record(parameters).required).length > 0,
  )
  if (canAll) return { strict_tools: true }
  lost.drop('tools[].strict')
  return {}
}

function writtenTool(tool: Tool, lost: Losses): unknown {
  if (tool.raw !== undefined) lost.refuse('tools')
  const fn = {
    name: tool.name,
    ...(tool.description !== undefined && { description: tool.description }),
    parameters: isRecord(tool.parameters) ? tool.parameters : { type: 'object', properties: {} },
  }
  return { type: 'function', function: fn }
}

function responseFormat({ output: { format } }: Call): Body | undefined {
  if (format === undefined || format.type === 'text') return undefined
  return { type: 'json_object', ...(format.type === 'json-schema' && { json_schema: format.schema }) }
}

function output({ output: { maxTokens, stop } }: Call, target: Target, lost: Losses): Body {
  return {
    ...(maxTokens !== undefined && { max_tokens: within('max_tokens', maxTokens, 0, target.maxOutputTokens, lost) }),
    ...(stop !== undefined && stop.length > 0 && { stop_sequences: stop }),
  }
}

/** Values beyond the vendor's ranges are clamped, under the names that callers know. */
function sampling({ sampling: wanted }: Call, lost: Losses): Body {
  const clamped = (name: string, value: number | undefined, min: number, max: number) =>
    value === undefined ? undefined : within(name, value, min, max, lost)
  const body: Body = {
    temperature: clamped('temperature', wanted.temperature, 0, 1),
    p: clamped('top_p', wanted.topP, 0.01, 0.99),
    k: clamped('top_k', wanted.topK, 0, 500),
    seed: wanted.seed,
    frequency_penalty: clamped('frequency_penalty', wanted.frequencyPenalty, 0, 1),
    presence_penalty: clamped('presence_penalty', wanted.presencePenalty, 0, 1),
  }
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined))
}

function within(name: string, value: number, min: number, max: number | undefined, lost: Losses): number {
  const kept = Math.max(min, Math.min(value, max ?? value))
  if (kept !== value) lost.drop(`${name}=${kept}`)
  return kept
}

/** Only models that are known to think are told how: others refuse the word. */
function thinking({ reasoning, output: { maxTokens } }: Call, target: Target, lost: Losses): Body {
  if (reasoning === undefined) return {}
  const wanted = reasoningBudget(reasoning)
  if (target.reasons !== true) {
    if (wanted > 0) lost.drop('reasoning')
    return {}
  }
  if (wanted === 0) return { thinking: { type: 'disabled' } }
  const limit = Math.min(maxTokens ?? Infinity, target.maxOutputTokens ?? Infinity)
  const most = limit - Math.min(answerTokens, Math.floor(limit / 2))
  return { thinking: { type: 'enabled', token_budget: Math.max(1, Math.min(wanted, most)) } }
}
