import { createHash } from 'node:crypto'
import { isObject, type JsonObject, objectsOf } from '../json.ts'
import { fingerprint } from '../seeded.ts'
import { countTokens } from '../tokens.ts'
import { invalid } from './errors.ts'
import type { GeminiModel } from './models.ts'

export interface Content {
  role: 'user' | 'model'
  parts: JsonObject[]
}

const tokensOfMedia = 258
/** What a caller sends for a call that another model has made. */
const skipped = ['skip_thought_signature_validator', 'context_engineering_is_the_way_to_go']

/** The turns of a body. Throws Refused where Gemini would. */
export function contentsOf(value: unknown, model: GeminiModel): Content[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw invalid('* GenerateContentRequest.contents: contents is not specified\n')
  }
  const contents = value.map((content: unknown, index): Content => {
    const { role, parts } = isObject(content) ? content : {}
    if (role !== undefined && role !== 'user' && role !== 'model' && role !== 'function') {
      throw invalid('Please use a valid role: user, model.')
    }
    if (objectsOf(parts).length === 0) {
      throw invalid(`* GenerateContentRequest.contents[${index}].parts: contents.parts must not be empty.\n`)
    }
    return { role: role === 'model' ? 'model' : 'user', parts: objectsOf(parts) }
  })
  for (const { parts } of contents) for (const part of parts) judgePart(part)
  judgeCalls(contents)
  if (model.signs) judgeSignatures(contents)
  return contents
}

/** What signs a call: it must come back on the part of the very same call. */
export function signatureOf(name: unknown, args: unknown): string {
  const digest = createHash('sha512')
    .update(`sim ${name} ${fingerprint(args ?? {})}`)
    .digest()
  return Buffer.concat([digest, digest]).toString('base64')
}

/** Tokens of a part, media at a flat rate. */
export function tokensOfPart(part: JsonObject): number {
  if (typeof part.text === 'string') return countTokens(part.text)
  if (part.inlineData !== undefined || part.fileData !== undefined) return tokensOfMedia
  const { thoughtSignature: _signature, ...said } = part
  return countTokens(JSON.stringify(said))
}

export function isMedia(part: JsonObject): boolean {
  return part.inlineData !== undefined || part.fileData !== undefined
}

function judgePart(part: JsonObject): void {
  const kinds = ['text', 'inlineData', 'fileData', 'functionCall', 'functionResponse'].filter(
    (kind) => part[kind] !== undefined,
  )
  const others = ['executableCode', 'codeExecutionResult'].filter((kind) => part[kind] !== undefined)
  if (kinds.length + others.length !== 1) {
    throw invalid("contents.parts.data: required oneof field 'data' must have one initialized field")
  }
  const { inlineData, functionCall, functionResponse } = part
  if (isObject(inlineData) && (typeof inlineData.mimeType !== 'string' || typeof inlineData.data !== 'string')) {
    throw invalid('Unable to process input image. Please retry or report it.')
  }
  if (isObject(functionCall) && functionCall.args !== undefined && !isObject(functionCall.args)) {
    throw invalid("Invalid value at 'contents.parts.function_call.args' (type.googleapis.com/google.protobuf.Struct)")
  }
  if (isObject(functionResponse) && !isObject(functionResponse.response)) {
    throw invalid(
      "Invalid value at 'contents.parts.function_response.response' (type.googleapis.com/google.protobuf.Struct)",
    )
  }
}

/** Every call is answered in the next turn by a response of its name; nothing is answered that was not called. */
function judgeCalls(contents: Content[]): void {
  let open: string[] = []
  let ids: unknown[] = []
  for (const [index, { role, parts }] of contents.entries()) {
    const answered = namesOf(parts, 'functionResponse')
    if (answered.length !== open.length || answered.toSorted().join() !== open.toSorted().join()) {
      throw invalid(
        'Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.',
      )
    }
    const strange = idsOf(parts, 'functionResponse').find((id) => !ids.includes(id))
    if (strange !== undefined) throw invalid(`Function response id "${strange}" does not match a function call.`)
    open = role === 'model' ? namesOf(parts, 'functionCall') : []
    ids = idsOf(parts, 'functionCall')
    if (open.length > 0 && contents[index - 1]?.role !== 'user') {
      throw invalid(
        'Please ensure that function call turn comes immediately after a user turn or after a function response turn.',
      )
    }
  }
  if (open.length > 0) throw invalid('Please ensure that the function call turn is followed by function responses.')
}

function namesOf(parts: JsonObject[], member: 'functionCall' | 'functionResponse'): string[] {
  return parts.flatMap(({ [member]: value }) => (isObject(value) ? [String(value.name)] : []))
}

function idsOf(parts: JsonObject[], member: 'functionCall' | 'functionResponse'): unknown[] {
  return parts.flatMap(({ [member]: value }) => (isObject(value) && value.id !== undefined ? [value.id] : []))
}

/** In the turn that goes on, the first call of each step is signed; a signature belongs to its call. */
function judgeSignatures(contents: Content[]): void {
  const asked = contents.findLastIndex(
    ({ role, parts }) => role === 'user' && namesOf(parts, 'functionResponse').length === 0,
  )
  for (const [index, { parts }] of contents.entries()) {
    const calls = parts.filter(({ functionCall }) => functionCall !== undefined)
    for (const [at, { functionCall, thoughtSignature }] of calls.entries()) {
      const { name, args } = isObject(functionCall) ? functionCall : {}
      if (thoughtSignature === undefined) {
        if (at > 0 || index < asked) continue
        throw invalid(
          `Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly, and missing thought_signature may lead to degraded model performance. Additional data, function call \`default_api:${name}\` , position ${index + 1}.`,
        )
      }
      if (!skipped.includes(String(thoughtSignature)) && thoughtSignature !== signatureOf(name, args)) {
        throw invalid('Corrupted thought signature.')
      }
    }
  }
}
