/** Counting a prompt before it is sent. The caller's shape is Anthropic's. https://docs.anthropic.com/en/api/messages-count-tokens */
import { headersFor, pathAt } from '../address.ts'
import { number } from '../lenient.ts'
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
    const count = number(read.object.input_tokens)
    if (count === undefined) return { error: protocolError('no count') }
    return { body: { input_tokens: count }, usage: noUsage }
  },
}

export const countTokens: Carriers = new Map([['anthropic-messages', anthropic]])
