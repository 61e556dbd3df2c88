import { headersFor, pathAt } from '../../address.ts'
import type { Call } from '../../call.ts'
import type { DialectRequest, Target, Unsupported } from '../../dialect.ts'
import { dropExtras, type Losses, losses } from '../../losses.ts'
import { contentsOf } from './contents.ts'
import { carriedSchema } from './json-schema.ts'
import { budgetRange, thinkingConfig } from './thinking.ts'
import { toolsOf } from './tools.ts'

const stopsMax = 5

type Body = Record<string, unknown>

/** The model stands in the path, and so does whether the answer is a stream. No caller speaks this dialect. */
export function geminiRequest(call: Call, target: Target): DialectRequest | Unsupported {
  const lost = losses()
  refuse(call, target, lost)
  dropExtras(call, lost)
  dropUser(call, lost)
  const { system, contents } = contentsOf(call, target, lost)
  const config = generationConfig(call, target, lost)
  const body: Body = {
    ...(system.length > 0 && { systemInstruction: { parts: system } }),
    contents,
    ...toolsOf(call, lost),
    ...(Object.keys(config).length > 0 && { generationConfig: config }),
  }
  const unsupported = lost.refused()
  if (unsupported !== undefined) return { unsupported }
  const path = pathAt(
    target,
    methodPath(target.model, call.stream ? 'streamGenerateContent?alt=sse' : 'generateContent'),
  )
  return { method: 'POST', path, headers: headersFor(target), body, dropped: lost.dropped() }
}

/** Tuned models stand beside the models, under a name of their own. */
export const modelName = (model: string): string =>
  /^(?:models|tunedModels)\//.test(model) ? model : `models/${model}`

export const methodPath = (model: string, method: string): string =>
  `/${modelName(model).split('/').map(encodeURIComponent).join('/')}:${method}`

/** What a caller may ask and this dialect cannot mean. */
function refuse(call: Call, target: Target, lost: Losses): void {
  const { output, sampling } = call
  for (const name of call.nativeOnly) lost.refuse(name)
  if (sampling.logprobs === true || sampling.topLogprobs !== undefined) lost.refuse('logprobs')
  if ((output.stop?.length ?? 0) > stopsMax) lost.refuse('stop')
  const continues = target.brand.quirks.prefill?.some((prefix) => target.model.startsWith(prefix)) === true
  if (call.turns.at(-1)?.role === 'assistant' && !continues) lost.refuse('messages')
  // Models with a budget of thinking cannot call tools and keep to JSON at once.
  const isJson = output.format !== undefined && output.format.type !== 'text'
  if (isJson && call.tools.length > 0 && budgetRange(target) !== undefined) lost.refuse('response_format')
}

function dropUser({ user, metadata = {} }: Call, lost: Losses): void {
  if (Object.keys(metadata).length > 0) lost.drop('metadata')
  if (user !== undefined && metadata.user_id !== user) lost.drop('user')
}

function generationConfig(call: Call, target: Target, lost: Losses): Body {
  const { sampling, output } = call
  if (sampling.logitBias !== undefined) lost.drop('logit_bias')
  const limit = target.maxOutputTokens ?? Infinity
  const maxOutputTokens = output.maxTokens === undefined ? undefined : Math.min(output.maxTokens, limit)
  if (maxOutputTokens !== output.maxTokens) lost.drop(`max_tokens=${maxOutputTokens}`)
  const config: Body = {
    maxOutputTokens,
    temperature: sampling.temperature,
    topP: sampling.topP,
    topK: sampling.topK,
    seed: sampling.seed,
    presencePenalty: sampling.presencePenalty,
    frequencyPenalty: sampling.frequencyPenalty,
    stopSequences: output.stop?.length === 0 ? undefined : output.stop,
    candidateCount: output.n === 1 ? undefined : output.n,
    ...responseFormat(output.format, lost),
    thinkingConfig: thinkingConfig(call, target, lost),
  }
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined))
}

function responseFormat(format: Call['output']['format'], lost: Losses): Body {
  if (format === undefined || format.type === 'text') return {}
  if (format.type === 'json') return { responseMimeType: 'application/json' }
  if (format.description !== undefined) lost.drop('response_format.description')
  return {
    responseMimeType: 'application/json',
    responseJsonSchema: carriedSchema(format.schema, 'response_format.schema', lost),
  }
}
