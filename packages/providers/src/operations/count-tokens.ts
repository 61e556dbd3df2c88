/** Counting a prompt before it is sent. The caller's shape is Anthropic's. https://docs.anthropic.com/en/api/messages-count-tokens */
import { headersFor, pathAt } from '../address.ts'
import { geminiRequest, methodPath, modelName } from '../dialects/gemini/request.ts'
import { anthropicMessagesInbound } from '../inbound/anthropic-messages.ts'
import { number, record } from '../lenient.ts'
import type { Carrier, Carriers } from '../operation.ts'
import { protocolError } from '../upstream-error.ts'
import { noUsage } from '../usage.ts'
import { objectIn } from './relayed.ts'

const version = '2023-06-01'

const anthropic: Carrier = {
  isNative: true,
  request({ body: asked, headers }, target) {
    const { proxyapi: _, ...kept } = asked
    return {
      method: 'POST',
      path: pathAt(target, '/messages/count_tokens'),
      headers: { 'anthropic-version': version, ...headersFor(target), ...headers },
      body: { ...kept, model: target.model },
      dropped: [],
    }
  },
  reply(body) {
    const read = objectIn(body)
    if ('error' in read) return read
    return counted(read.object.input_tokens)
  },
}

/** https://ai.google.dev/api/tokens: of the request that the prompt would become. */
const google: Carrier = {
  isNative: false,
  request({ body }, target) {
    const request = geminiRequest(anthropicMessagesInbound.parse({ ...body }), target)
    if ('unsupported' in request) return request
    const asked = { model: modelName(target.model), ...record(request.body) }
    const path = pathAt(target, methodPath(target.model, 'countTokens'))
    return { ...request, path, body: { generateContentRequest: asked } }
  },
  reply(body) {
    const read = objectIn(body)
    if ('error' in read) return read
    return counted(read.object.totalTokens)
  },
}

function counted(count: unknown): ReturnType<Carrier['reply']> {
  const tokens = number(count)
  if (tokens === undefined) return { error: protocolError('no count') }
  return { body: { input_tokens: tokens }, usage: noUsage }
}

export const countTokens: Carriers = new Map([
  ['anthropic-messages', anthropic],
  ['gemini', google],
])
