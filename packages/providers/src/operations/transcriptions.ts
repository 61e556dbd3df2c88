/** Transcriptions: a form in, JSON or text out. https://platform.openai.com/docs/api-reference/audio/createTranscription */
import { headersFor, pathAt } from '../address.ts'
import type { Usage } from '../answer.ts'
import { isRecord, number, record } from '../lenient.ts'
import type { Carrier, Carriers, OperationCall } from '../operation.ts'
import { protocolError } from '../upstream-error.ts'
import { tokens, usageOf } from '../usage.ts'
import { formOf } from './form.ts'
import { objectIn } from './relayed.ts'

const openai: Carrier = {
  isNative: true,
  request(call, target) {
    if (call.upload === undefined) return { unsupported: 'file' }
    const { proxyapi: _, ...asked } = call.body
    // As text only the words come back; as JSON the same words, and what they cost.
    const format = asked.response_format === 'text' ? { response_format: 'json' } : {}
    const form = formOf(Object.entries({ ...asked, model: target.model, ...format }).flatMap(fieldsOf), call.upload)
    return {
      method: 'POST',
      path: pathAt(target, '/audio/transcriptions'),
      headers: { ...headersFor(target), 'content-type': form.type },
      body: form.body,
      dropped: [],
    }
  },
  reply(body, call) {
    if (isTimed(call)) return typeof body === 'string' ? subtitles(body) : refused(body)
    const read = objectIn(body)
    if ('error' in read) return read
    const { text: words } = read.object
    if (typeof words !== 'string') return { error: protocolError('no text') }
    const usage = usageIn(read.object)
    return { body: call.body.response_format === 'text' ? `${words}\n` : null, ...(usage && { usage }) }
  },
}

const fieldsOf = ([name, value]: [string, unknown]): [string, string][] =>
  Array.isArray(value) ? value.map((item) => [name, String(item)]) : [[name, String(value)]]

const isTimed = ({ body: { response_format: format } }: OperationCall) => format === 'srt' || format === 'vtt'

function refused(body: unknown) {
  const read = objectIn(body)
  return 'error' in read ? read : { error: protocolError('JSON where text was asked for') }
}

function subtitles(text: string) {
  const seconds = lastTime(text)
  return { body: null, ...(seconds !== null && { usage: usageOf({ seconds, estimated: true }) }) }
}

const timePattern = /--> *(?:(\d+):)?(\d{2}):(\d{2})[.,](\d{3})/g

/** Where the last line ends, in seconds: nearly as long as the recording. */
function lastTime(text: string): number | null {
  const last = [...text.matchAll(timePattern)].at(-1)
  if (last === undefined) return null
  const [, hours = '0', minutes, seconds, millis] = last
  return Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds) + Number(millis) / 1_000
}

function usageIn(body: Readonly<Record<string, unknown>>): Usage | undefined {
  const { usage } = body
  const seconds = number(record(usage).seconds) ?? number(body.duration)
  if (!isRecord(usage) || usage.type !== 'tokens') return seconds === undefined ? undefined : usageOf({ seconds })
  const details = record(usage.input_token_details ?? usage.input_tokens_details)
  return usageOf({
    input: tokens(usage.input_tokens),
    inputAudio: tokens(details.audio_tokens),
    output: tokens(usage.output_tokens),
  })
}

export const transcriptions: Carriers = new Map([['openai-chat', openai]])
