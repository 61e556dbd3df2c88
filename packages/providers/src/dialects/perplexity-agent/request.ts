import { headersFor, pathAt } from '../../address.ts'
import type { Call, Tool } from '../../call.ts'
import type { DialectRequest, Target, Unsupported } from '../../dialect.ts'
import { reasoningEffort } from '../../effort.ts'
import { isRecord } from '../../lenient.ts'
import { dropExtras, type Losses, losses } from '../../losses.ts'
import { agentInput } from './items.ts'

/** Models of this maker are refused without a limit; the one that they get elsewhere. */
const limitedModels = 'anthropic/'
const maxTokensDefault = 8_192
const jsonInstruction = 'Answer with one JSON object and nothing else.'
const webSearch = { type: 'web_search' }

type Body = Record<string, unknown>

/** Nobody calls us in this dialect: every body is built, and holds no field but those that the vendor knows. */
export function agentRequest(call: Call, target: Target): DialectRequest | Unsupported {
  const lost = losses()
  refuse(call, target, lost)
  drop(call, lost)
  const body = built(call, target, lost)
  const unsupported = lost.refused()
  if (unsupported !== undefined) return { unsupported }
  const path = pathAt(target, '/v1/agent')
  const since = retiredPreset(target) === undefined ? undefined : target.brand.quirks.retired?.since
  return {
    method: 'POST',
    path,
    headers: headersFor(target),
    body,
    dropped: lost.dropped(),
    ...(since !== undefined && { deprecatedSince: since }),
  }
}

function retiredPreset({ model, brand }: Target): string | undefined {
  const presets = brand.quirks.retired?.presets ?? {}
  return Object.hasOwn(presets, model) ? presets[model] : undefined
}

/** In a fixed order of keys: prompt caches depend on it. */
function built(call: Call, target: Target, lost: Losses): Body {
  const retired = retiredPreset(target)
  // Models are named with their maker; what has none is a preset.
  const isPreset = !target.model.includes('/')
  const system = call.system.map((part) => part.text)
  if (call.output.format?.type === 'json') system.push(jsonInstruction)
  return {
    ...(isPreset ? { preset: retired ?? target.model } : { model: target.model }),
    ...agentInput(call, system, isPreset, lost),
    ...tools(call, retired !== undefined, lost),
    ...limit(call, target, lost),
    ...responseFormat(call, lost),
    ...sampling(call, lost),
    ...reasoning(call, target, lost),
    ...(call.stream && { stream: true }),
  }
}

/** What a caller may ask and this dialect cannot mean. */
function refuse({ nativeOnly, output, sampling: how, turns }: Call, target: Target, lost: Losses): void {
  for (const name of nativeOnly) lost.refuse(name)
  if ((output.n ?? 1) > 1) lost.refuse('n')
  if (how.logprobs === true || how.topLogprobs !== undefined) lost.refuse('logprobs')
  if ((output.stop?.length ?? 0) > 0) lost.refuse('stop')
  const continues = target.brand.quirks.prefill?.some((prefix) => target.model.startsWith(prefix)) === true
  if (turns.at(-1)?.role === 'assistant' && !continues) lost.refuse('messages')
}

/** What is left out without changing what the call means. */
function drop(call: Call, lost: Losses): void {
  dropExtras(call, lost)
  if (call.user !== undefined) lost.drop('user')
  if (Object.keys(call.metadata ?? {}).some((name) => name !== 'user_id')) lost.drop('metadata')
  if (call.parallelToolCalls === false) lost.drop('parallel_tool_calls')
}

/**
 * The caller's tools. A retired model searched the web for each answer, which its preset leaves to itself: so it is made to,
 * unless the caller says what is to be called.
 */
function tools({ tools: declared, toolChoice }: Call, searches: boolean, lost: Losses): Body {
  const own = declared.map((tool) => writtenTool(tool, lost))
  const isChosen = toolChoice !== undefined && toolChoice.type !== 'auto'
  if (searches && (!isChosen || declared.length === 0)) return { tools: [webSearch, ...own], tool_choice: webSearch }
  if (own.length === 0) return {}
  const choice = toolChoice?.type === 'tool' ? { type: 'function', name: toolChoice.name } : toolChoice?.type
  return { tools: own, ...(isChosen && { tool_choice: choice }) }
}

function writtenTool(tool: Tool, lost: Losses): unknown {
  if (tool.raw !== undefined) lost.refuse('tools')
  return {
    type: 'function',
    name: tool.name,
    ...(tool.description !== undefined && { description: tool.description }),
    parameters: isRecord(tool.parameters) ? tool.parameters : { type: 'object', properties: {} },
    ...(tool.strict !== undefined && { strict: tool.strict }),
  }
}

function limit({ output: { maxTokens } }: Call, { model, maxOutputTokens = Infinity }: Target, lost: Losses): Body {
  const needed = model.startsWith(limitedModels) ? Math.min(maxTokensDefault, maxOutputTokens) : undefined
  if (maxTokens === undefined) return needed === undefined ? {} : { max_output_tokens: needed }
  const clamped = Math.min(maxTokens, maxOutputTokens)
  if (clamped !== maxTokens) lost.drop(`max_tokens=${clamped}`)
  return { max_output_tokens: clamped }
}

function responseFormat({ output: { format } }: Call, lost: Losses): Body {
  if (format?.type === 'json') lost.drop('response_format=instruction')
  if (format?.type !== 'json-schema') return {}
  const { name, description, schema, strict } = format
  const shape = {
    name,
    ...(description !== undefined && { description }),
    schema,
    ...(strict !== undefined && { strict }),
  }
  return { response_format: { type: 'json_schema', json_schema: shape } }
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
  }
}

function reasoning(call: Call, target: Target, lost: Losses): Body {
  if (call.reasoning === undefined) return {}
  if (target.reasons === false) {
    lost.drop('reasoning')
    return {}
  }
  return { reasoning: { effort: reasoningEffort(call.reasoning, target.brand.quirks.efforts) } }
}
