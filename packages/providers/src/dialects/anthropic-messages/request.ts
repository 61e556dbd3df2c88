import { headersFor, pathAt } from '../../address.ts'
import type { Call, Tool } from '../../call.ts'
import type { DialectRequest, Target, Unsupported } from '../../dialect.ts'
import { isRecord, record } from '../../lenient.ts'
import { dropExtras, type Losses, losses } from '../../losses.ts'
import { id } from './blocks.ts'
import { carried, extraOf, messagesOf } from './messages.ts'
import { withOwnThoughts } from './own-thoughts.ts'
import { outputBudget } from './thinking.ts'

const version = '2023-06-01'
const temperatureMax = 1
const jsonInstruction = 'Answer with one JSON object and nothing else.'

type Body = Record<string, unknown>

export function messagesRequest(call: Call, target: Target): DialectRequest | Unsupported {
  const lost = losses()
  const native = call.from === id
  const body = native && call.raw !== null ? sameDialect(call, call.raw, target, lost) : built(call, target, lost)
  const unsupported = lost.refused()
  if (unsupported !== undefined) return { unsupported }
  const headers = {
    'anthropic-version': version,
    ...headersFor(target),
    ...(native && call.headers),
  }
  return { method: 'POST', path: pathAt(target, '/messages'), headers, body, dropped: lost.dropped() }
}

/** The caller's own body: only what names the target is changed, and thoughts that are not the target's own. */
function sameDialect(call: Call, raw: Body, target: Target, lost: Losses): Body {
  const { proxyapi: _, ...body }: Body = withOwnThoughts(raw, target, lost)
  body.model = target.model
  if (call.stream !== (raw.stream === true)) body.stream = call.stream
  return body
}

/** A body from the superset, in a fixed order of keys: prompt caches depend on it. */
function built(call: Call, target: Target, lost: Losses): Body {
  const native = call.from === id
  if (!native) {
    refuseForeign(call, target, lost)
    dropExtras(call, lost, carried)
    if (Object.keys(call.metadata ?? {}).length > 0) lost.drop('metadata')
  }
  const { system, messages } = messagesOf(call, target, lost)
  const tools = toolsOf(call, native, lost)
  const { maxTokens, thinking } = outputBudget(call, target, lost)
  const format = outputFormat(call, lost)
  if (call.output.format?.type === 'json') system.push({ type: 'text', text: jsonInstruction })
  return {
    model: target.model,
    max_tokens: maxTokens,
    ...(system.length > 0 && { system }),
    messages,
    ...tools,
    ...(thinking > 0 && { thinking: { type: 'enabled', budget_tokens: thinking } }),
    ...(format !== undefined && { output_config: { format } }),
    ...sampling(call, thinking > 0, lost),
    ...(call.output.stop !== undefined && call.output.stop.length > 0 && { stop_sequences: call.output.stop }),
    ...metadata(call, native),
    ...(native && { ...call.extra, ...call.exact }),
    ...(call.stream && { stream: true }),
  }
}

/** What a caller of another dialect may ask and this one cannot mean. */
function refuseForeign(call: Call, target: Target, lost: Losses): void {
  const { output, sampling: wanted } = call
  for (const name of call.nativeOnly) lost.refuse(name)
  if ((output.n ?? 1) > 1) lost.refuse('n')
  if (wanted.logprobs === true || wanted.topLogprobs !== undefined) lost.refuse('logprobs')
  const { prefill } = target.brand.quirks
  const continues = prefill === undefined || prefill.some((prefix) => target.model.startsWith(prefix))
  if (call.turns.at(-1)?.role === 'assistant' && !continues) lost.refuse('messages')
}

function toolsOf(call: Call, native: boolean, lost: Losses): Body {
  const tools = call.tools.map((tool) => writtenTool(tool, native, lost))
  if (tools.length > 0) {
    const choice = toolChoice(call)
    return { tools, ...(choice && { tool_choice: choice }) }
  }
  // Calls in the history need their tools declared, also where none may be called any more.
  const names = new Set<string>()
  for (const turn of call.turns) for (const part of turn.parts) if (part.type === 'tool-call') names.add(part.name)
  if (names.size === 0 || native) return {}
  const declared = [...names].map((name) => ({ name, input_schema: { type: 'object' } }))
  return { tools: declared, tool_choice: { type: 'none' } }
}

function writtenTool(tool: Tool, native: boolean, lost: Losses): unknown {
  if (tool.raw !== undefined) {
    if (tool.raw.dialect !== id) lost.refuse('tools')
    return tool.raw.value
  }
  // Older models refuse the word, so only a caller who wrote it here gets it.
  if (tool.strict === true && !native) lost.drop('tools[].strict')
  return {
    name: tool.name,
    ...(tool.description !== undefined && { description: tool.description }),
    input_schema: isRecord(tool.parameters) ? { type: 'object', ...tool.parameters } : { type: 'object' },
    ...(native && tool.strict !== undefined && { strict: tool.strict }),
    ...extraOf(tool.extra, native),
  }
}

function toolChoice({ toolChoice: wanted, parallelToolCalls }: Call): Body | undefined {
  const single = parallelToolCalls === false ? { disable_parallel_tool_use: true } : {}
  switch (wanted?.type) {
    case undefined:
      return parallelToolCalls === false ? { type: 'auto', ...single } : undefined
    case 'none':
      return { type: 'none' }
    case 'required':
      return { type: 'any', ...single }
    case 'tool':
      return { type: 'tool', name: wanted.name, ...single }
    case 'auto':
      return { type: 'auto', ...single }
  }
}

function outputFormat({ output: { format } }: Call, lost: Losses): Body | undefined {
  if (format?.type === 'json') lost.drop('response_format=instruction')
  return format?.type === 'json-schema' ? { type: 'json_schema', schema: format.schema } : undefined
}

function sampling({ sampling: wanted, from }: Call, thinking: boolean, lost: Losses): Body {
  const body: Body = {}
  const { temperature, topP, topK } = wanted
  const dropped = {
    seed: wanted.seed,
    presence_penalty: wanted.presencePenalty,
    frequency_penalty: wanted.frequencyPenalty,
  }
  for (const [name, value] of Object.entries(dropped)) if (value !== undefined) lost.drop(name)
  if (wanted.logitBias !== undefined) lost.drop('logit_bias')
  // A model that thinks takes no other temperature than its own.
  if (thinking) {
    for (const [name, value] of Object.entries({ temperature, top_p: topP, top_k: topK })) {
      if (value !== undefined) lost.drop(name)
    }
    return body
  }
  if (temperature !== undefined) body.temperature = Math.min(temperature, temperatureMax)
  if (temperature !== undefined && temperature > temperatureMax) lost.drop(`temperature=${temperatureMax}`)
  // Newer models take one of the two.
  if (topP !== undefined && temperature !== undefined && from !== id) lost.drop('top_p')
  else if (topP !== undefined) body.top_p = topP
  if (topK !== undefined) body.top_k = topK
  return body
}

function metadata({ metadata: own, user }: Call, native: boolean): Body {
  if (native) return own === undefined ? {} : { metadata: record(own) }
  return user === undefined ? {} : { metadata: { user_id: user } }
}
