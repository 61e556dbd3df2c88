import { type Answer, jsonAnswer, type Part, wholeAnswer } from '../answer.ts'
import type { Charge } from '../bill.ts'
import { isObject, type JsonObject, objectsOf } from '../json.ts'
import { countTokens } from '../tokens.ts'
import { invalid, missing, wrongType } from './errors.ts'
import type { OpenAIModel } from './models.ts'

interface Billed {
  answer: Answer
  charge: Charge
}

const harmful = /\b(?:kill|bomb|hate)\w*\b/i
const categories = ['harassment', 'hate', 'self-harm', 'sexual', 'violence']

/** Answers `POST /v1/moderations`, which costs nothing: a few words are flagged as violence. */
export function moderations(body: JsonObject, model: string, id: string, headers: Record<string, string>): Answer {
  if (body.input === undefined) throw missing('input')
  const parts = objectsOf(body.input)
  const texts = parts.length > 0 ? [parts.map(({ text }) => text ?? '').join(' ')] : [body.input].flat().map(String)
  const results = texts.map((text) => {
    const flagged = harmful.test(text)
    const by = <T>(value: (hit: boolean) => T) =>
      Object.fromEntries(categories.map((name) => [name, value(flagged && name === 'violence')]))
    return {
      flagged,
      categories: by((hit) => hit),
      category_scores: by((hit) => (hit ? 0.97 : 0.001)),
      category_applied_input_types: by(() => ['text']),
    }
  })
  return jsonAnswer(200, { id, model, results }, headers)
}

const tokensOfImage = 1_056
const onePixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

/** Answers `POST /v1/images/generations` with the same pixel each time; models of tokens count them, others the images. */
export function images(body: JsonObject, model: OpenAIModel, created: number, headers: Record<string, string>): Billed {
  if (typeof body.prompt !== 'string') throw missing('prompt')
  if (body.response_format != null && model.countsImages !== true) {
    throw invalid("Unknown parameter: 'response_format'.", 'response_format', 'unknown_parameter')
  }
  const n = Number(body.n ?? 1)
  const input = countTokens(body.prompt)
  const output = n * tokensOfImage
  const data = Array.from({ length: n }, () => ({ b64_json: onePixel }))
  if (model.countsImages === true) return { answer: jsonAnswer(200, { created, data }, headers), charge: { images: n } }
  const usage = {
    input_tokens: input,
    input_tokens_details: { image_tokens: 0, text_tokens: input },
    output_tokens: output,
    total_tokens: input + output,
  }
  const reply = { created, background: 'opaque', data, output_format: 'png', quality: 'low', size: '1024x1024', usage }
  return { answer: wholeAnswer(200, JSON.stringify(reply), headers, output), charge: { input_tokens: input } }
}

const soundTypes: Readonly<Record<string, string>> = {
  mp3: 'audio/mpeg',
  opus: 'audio/opus',
  aac: 'audio/aac',
  flac: 'audio/flac',
  wav: 'audio/wav',
  pcm: 'audio/pcm',
}
const bytesOfCharacter = 256

/** Answers `POST /v1/audio/speech` with bytes that are no sound, a piece for each word; billed by the character. */
export function speech(body: JsonObject, headers: Record<string, string>): Billed {
  const { input, voice, response_format: format } = body
  if (typeof input !== 'string' || input === '') throw missing('input')
  if (voice === undefined) throw missing('voice')
  const type = soundTypes[String(format ?? 'mp3')]
  if (type === undefined) throw invalid(`Invalid value: '${format}'.`, 'response_format', 'invalid_value')
  const words = input.match(/\S+\s*|\s+/g) ?? []
  const parts = words.map(
    (word, at): Part => ({ kind: 'token', text: Buffer.alloc(word.length * bytesOfCharacter, at + 1), tokens: 0 }),
  )
  return {
    answer: { status: 200, headers: { ...headers, 'content-type': type }, parts },
    charge: { characters: input.length },
  }
}

const bytesOfSecond = 4_000
const tokensOfSecond = 10

/** The fields of a form, each with its file's bytes as Latin-1; undefined where it is none. */
export function formOf(body: unknown, type: string | undefined): Map<string, string> | undefined {
  const boundary = type?.match(/^multipart\/form-data; *boundary=(.+)$/)?.[1]
  if (boundary === undefined || typeof body !== 'string') return undefined
  const parts = body.split(`--${boundary}`).slice(1, -1)
  return new Map(
    parts.map((part) => {
      const end = part.indexOf('\r\n\r\n')
      return [part.slice(0, end).match(/name="([^"]*)"/)?.[1] ?? '', part.slice(end + 4, -2)]
    }),
  )
}

/** Answers `POST /v1/audio/transcriptions`: what it hears is the length of the file. */
export function transcriptions(form: Map<string, string>, model: OpenAIModel, headers: Record<string, string>): Billed {
  const file = form.get('file')
  if (file === undefined) throw missing('file')
  if (file === '') throw wrongType('file', 'a recording')
  const seconds = Math.max(1, Math.round(file.length / bytesOfSecond))
  const text = `A recording of ${file.length} bytes.`
  const format = form.get('response_format') ?? 'json'
  if (model.countsSeconds !== true) {
    if (format !== 'json') throw invalid(`response_format '${format}' is not compatible.`, 'response_format', null)
    const input = seconds * tokensOfSecond
    const output = countTokens(text)
    const usage = {
      type: 'tokens',
      input_tokens: input,
      input_token_details: { text_tokens: 0, audio_tokens: input },
      output_tokens: output,
      total_tokens: input + output,
    }
    const answer = wholeAnswer(200, JSON.stringify({ text, usage }), headers, output)
    return { answer, charge: { input_tokens: input } }
  }
  const charge = { seconds }
  const usage = { type: 'duration', seconds }
  if (format === 'json') return { answer: jsonAnswer(200, { text, usage }, headers), charge }
  if (format === 'verbose_json') {
    const reply = { task: 'transcribe', language: 'english', duration: seconds, text, segments: [], usage }
    return { answer: jsonAnswer(200, reply, headers), charge }
  }
  const time = new Date(seconds * 1_000).toISOString().slice(11, 23)
  const lines = format === 'srt' ? `1\n00:00:00,000 --> ${time.replace('.', ',')}\n${text}\n` : null
  const said = lines ?? (format === 'vtt' ? `WEBVTT\n\n00:00:00.000 --> ${time}\n${text}\n` : `${text}\n`)
  const type = { 'content-type': 'text/plain; charset=utf-8' }
  return { answer: wholeAnswer(200, said, { ...headers, ...type }), charge }
}

/** Answers `POST /v1/rerank` as Together does: by the words that query and document share. */
export function rerank(body: JsonObject, model: string, id: string, headers: Record<string, string>): Billed {
  const { query, documents, top_n } = body
  if (typeof query !== 'string') throw missing('query')
  if (!Array.isArray(documents) || documents.length === 0) throw missing('documents')
  const words = (text: string) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
  const asked = words(query)
  const texts = documents.map((document: unknown) => (isObject(document) ? String(document.text) : String(document)))
  const results = texts.map((text, index) => {
    const shared = [...words(text)].filter((word) => asked.has(word)).length
    return { index, relevance_score: shared / (asked.size || 1), document: { text } }
  })
  const input = texts.reduce((sum, text) => sum + countTokens(text), countTokens(query))
  results.sort((a, b) => b.relevance_score - a.relevance_score)
  const reply = {
    id,
    object: 'rerank',
    model,
    results: typeof top_n === 'number' ? results.slice(0, top_n) : results,
    usage: { prompt_tokens: input, completion_tokens: 0, total_tokens: input },
  }
  return { answer: jsonAnswer(200, reply, headers), charge: { input_tokens: input } }
}
