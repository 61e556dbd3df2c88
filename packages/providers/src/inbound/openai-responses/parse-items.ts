import type {
  Call,
  Extra,
  FilePart,
  ImagePart,
  Part,
  ReasoningPart,
  TextPart,
  ToolResultPart,
  Turn,
} from '../../call.ts'
import { noExtra } from '../../call.ts'
import { array, isRecord, record, text } from '../../lenient.ts'
import { isMarked, unsealed } from '../../sealed-reasoning.ts'
import { extraOf } from '../extra.ts'
import { argumentsText, invalidAt, type ToolPairs, toolPairs } from '../tool-pairs.ts'

export const id = 'openai-responses'

type Json = Readonly<Record<string, unknown>>

export type ParsedItems = Pick<Call, 'system' | 'turns'>

/** Ids and states of items say nothing that a model reads; annotations and log probabilities are of an answer. */
const fields = {
  message: new Set(['type', 'id', 'status', 'role', 'content']),
  call: new Set(['type', 'id', 'status', 'call_id', 'name', 'arguments', 'extra_content']),
  output: new Set(['type', 'id', 'status', 'call_id', 'output']),
  reasoning: new Set(['type', 'id', 'status', 'summary', 'content', 'encrypted_content']),
  text: new Set(['type', 'text', 'annotations', 'logprobs']),
  image: new Set(['type', 'image_url', 'file_id', 'detail']),
  audio: new Set(['type', 'input_audio']),
  file: new Set(['type', 'file_id', 'file_url', 'file_data', 'filename']),
  refusal: new Set(['type', 'refusal']),
}

/**
 * Items as turns: what an assistant says, thinks and calls one after another is one turn, and so are the outputs that
 * follow. Outputs of calls that are `stored` elsewhere need no call before them.
 */
export function parseItems(input: unknown, stored: boolean): ParsedItems {
  const parsed: ParsedItems = { system: [], turns: [] }
  if (typeof input === 'string') {
    parsed.turns.push({ role: 'user', parts: [plainText(input)], extra: noExtra })
    return parsed
  }
  const items = array(input).map(record)
  const pairs = stored || items.some((item) => item.type === 'item_reference') ? anyPairs : toolPairs()
  for (const [index, item] of items.entries()) parseItem(item, `input[${index}]`, parsed, pairs)
  return parsed
}

const anyPairs: ToolPairs = { called: () => undefined, answered: () => undefined }

const plainText = (said: string): TextPart => ({ type: 'text', text: said, extra: noExtra })

function parseItem(item: Json, at: string, { system, turns }: ParsedItems, pairs: ToolPairs): void {
  switch (item.type ?? 'message') {
    case 'message':
      parseMessage(item, at, { system, turns })
      return
    case 'reasoning':
      assistantTurn(turns).parts.push(reasoningPart(item))
      return
    case 'function_call': {
      const callId = text(item.call_id) ?? text(item.id) ?? ''
      const signature = text(record(record(item.extra_content).google).thought_signature)
      pairs.called(callId)
      assistantTurn(turns).parts.push({
        type: 'tool-call',
        id: callId,
        name: text(item.name) ?? '',
        arguments: argumentsText(item.arguments, `${at}.arguments`),
        ...(signature !== undefined && { signature }),
        extra: extraOf(item, fields.call),
      })
      return
    }
    case 'function_call_output':
      parseOutput(item, at, turns, pairs)
      return
    default: {
      const callId = text(item.call_id)
      if (callId !== undefined) pairs.called(callId)
      const isOutput = String(item.type).endsWith('_output') || String(item.type).endsWith('_response')
      const turn = isOutput ? outputTurn(turns) : assistantTurn(turns)
      turn.parts.push(raw(item))
    }
  }
}

const raw = (value: Json): Part => ({ type: 'raw', dialect: id, value, extra: noExtra })

function newTurn(role: 'user' | 'assistant', turns: Turn[]): Turn {
  const turn: Turn = { role, parts: [], extra: noExtra }
  turns.push(turn)
  return turn
}

function assistantTurn(turns: Turn[]): Turn {
  const last = turns.at(-1)
  return last?.role === 'assistant' ? last : newTurn('assistant', turns)
}

/** Outputs that follow one another answer one turn of calls, so they are one turn too. */
function outputTurn(turns: Turn[]): Turn {
  const last = turns.at(-1)
  const isOutput = (part: Part) => part.type === 'tool-result' || part.type === 'raw'
  return last?.role === 'user' && last.parts.every(isOutput) ? last : newTurn('user', turns)
}

function parseMessage(item: Json, at: string, { system, turns }: ParsedItems): void {
  const { role } = item
  const parts = messageParts(item.content)
  const extra = extraOf(item, fields.message)
  if (role === 'system' || role === 'developer') {
    const own = role === 'system' ? extra : { role, ...extra }
    const texts = parts?.filter((part) => part.type === 'text') ?? []
    if (turns.length > 0) turns.push({ role: 'system', parts: texts, extra: own })
    else system.push(...texts.map((part) => ({ ...part, extra: { ...own, ...part.extra } })))
    return
  }
  if (role !== 'user' && role !== 'assistant') throw invalidAt(`${at}.role`, 'not a known role')
  // What holds a part that we do not know is carried whole.
  const carried = parts ?? [raw(item)]
  if (role === 'user') {
    turns.push({ role, parts: carried, extra })
    return
  }
  const turn = joins(turns.at(-1), extra) ? assistantTurn(turns) : newTurn('assistant', turns)
  turn.parts.push(...carried)
  if (extra !== noExtra) turn.extra = { ...turn.extra, ...extra }
}

/** Fields of a message are those of its turn, so that a turn with any has one message. */
function joins(turn: Turn | undefined, extra: Extra): boolean {
  const speaks = turn?.parts.some((part) => part.type === 'text' || part.type === 'refusal') === true
  return !speaks || (extra === noExtra && turn?.extra === noExtra)
}

/** Undefined where there is a part that we do not know. */
function messageParts(content: unknown): Part[] | undefined {
  if (typeof content === 'string') return [plainText(content)]
  const parts = array(content).map((part) => messagePart(record(part)))
  return parts.every((part) => part !== undefined) ? parts : undefined
}

function messagePart(part: Json): Part | undefined {
  switch (part.type) {
    case 'input_text':
    case 'output_text':
    case 'text':
      return { type: 'text', text: text(part.text) ?? '', extra: extraOf(part, fields.text) }
    case 'refusal':
      return { type: 'refusal', text: text(part.refusal) ?? '', extra: extraOf(part, fields.refusal) }
    case 'input_image':
      return imagePart(part)
    case 'input_file':
      return filePart(part)
    case 'input_audio': {
      const audio = record(part.input_audio)
      const extra = extraOf(part, fields.audio)
      return { type: 'audio', data: text(audio.data) ?? '', format: text(audio.format) ?? '', extra }
    }
    default:
      return undefined
  }
}

function imagePart(part: Json): ImagePart {
  const detail = text(part.detail)
  const fileId = text(part.file_id)
  return {
    type: 'image',
    ...(fileId === undefined ? urlOrData(text(part.image_url) ?? '') : { id: fileId }),
    ...(detail !== undefined && { detail }),
    extra: extraOf(part, fields.image),
  }
}

function filePart(part: Json): FilePart {
  const fileId = text(part.file_id)
  const url = text(part.file_url)
  const data = text(part.file_data)
  const name = text(part.filename)
  return {
    type: 'file',
    ...(fileId !== undefined && { id: fileId }),
    ...(url !== undefined && { url }),
    ...(data !== undefined && fileData(data)),
    ...(name !== undefined && { name }),
    extra: extraOf(part, fields.file),
  }
}

/** A data URL is its bytes; everything else is an address. */
function urlOrData(url: string): { url: string } | { data: string; mediaType: string } {
  const comma = url.startsWith('data:') ? url.indexOf(';base64,') : -1
  return comma === -1 ? { url } : { data: url.slice(comma + 8), mediaType: url.slice(5, comma) }
}

/** File data is never an address. */
function fileData(data: string): { data: string; mediaType?: string } {
  const read = urlOrData(data)
  return 'url' in read ? { data } : read
}

/** Thoughts with the brand that made them, where it was another than the caller's upstream. */
function reasoningPart(item: Json): ReasoningPart {
  const shown = array(item.summary).length > 0 ? item.summary : item.content
  const said = array(shown)
    .map((part) => text(record(part).text) ?? '')
    .join('\n\n')
  const proof = text(item.encrypted_content)
  const own = proof === undefined ? {} : said === '' ? { encrypted: proof } : { signature: proof }
  return {
    type: 'reasoning',
    text: said,
    ...(proof !== undefined && isMarked(proof) ? unsealed(proof) : own),
    extra: extraOf(item, fields.reasoning),
  }
}

function parseOutput(item: Json, at: string, turns: Turn[], pairs: ToolPairs): void {
  const callId = text(item.call_id) ?? ''
  pairs.answered(callId, `${at}.call_id`)
  const part: ToolResultPart = {
    type: 'tool-result',
    id: callId,
    content: outputParts(item.output),
    extra: extraOf(item, fields.output),
  }
  outputTurn(turns).parts.push(part)
}

/** A result is a text, parts of a message, or any JSON, which then is its own text. */
function outputParts(output: unknown): Part[] {
  const parts = typeof output === 'string' || Array.isArray(output) ? messageParts(output) : undefined
  return parts ?? [plainText(isRecord(output) || Array.isArray(output) ? JSON.stringify(output) : '')]
}
