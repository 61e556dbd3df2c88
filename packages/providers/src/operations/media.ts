/** What has OpenAI's shape only: judged texts, images, speech. */
import { array, isRecord, record, text } from '../lenient.ts'
import type { Carrier, Carriers } from '../operation.ts'
import { protocolError } from '../upstream-error.ts'
import { noUsage, tokens, usageOf } from '../usage.ts'
import { objectIn, relayedRequest } from './relayed.ts'

/** https://platform.openai.com/docs/api-reference/moderations */
const judged: Carrier = {
  isNative: true,
  request: (call, target) => relayedRequest(call, target, '/moderations'),
  reply(body) {
    const read = objectIn(body)
    if ('error' in read) return read
    if (array(read.object.results).length === 0) return { error: protocolError('no results') }
    const id = text(read.object.id)
    return { body: null, usage: noUsage, ...(id !== undefined && { id }) }
  },
}

/** https://platform.openai.com/docs/api-reference/images */
const drawn: Carrier = {
  isNative: true,
  request: (call, target) => relayedRequest(call, target, '/images/generations'),
  reply(body) {
    const read = objectIn(body)
    if ('error' in read) return read
    const images = array(read.object.data).filter(
      (image) => isRecord(image) && (text(image.b64_json) || text(image.url)),
    )
    if (images.length === 0) return { error: protocolError('no images') }
    const usage = record(read.object.usage)
    return {
      body: null,
      usage: usageOf({
        input: tokens(usage.input_tokens),
        output: tokens(usage.output_tokens),
        images: images.length,
      }),
    }
  },
}

/** https://platform.openai.com/docs/api-reference/audio/createSpeech: the answer is sound, so `reply` only sees what is none. */
const spoken: Carrier = {
  isNative: true,
  request: (call, target) => relayedRequest(call, target, '/audio/speech'),
  reply(body) {
    const read = objectIn(body)
    return 'error' in read ? read : { error: protocolError('no sound') }
  },
}

export const moderations: Carriers = new Map([['openai-chat', judged]])
export const images: Carriers = new Map([['openai-chat', drawn]])
export const speech: Carriers = new Map([['openai-chat', spoken]])
