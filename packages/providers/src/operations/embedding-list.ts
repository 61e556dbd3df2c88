import type { Usage } from '../answer.ts'
import { array } from '../lenient.ts'
import type { OperationAnswer, OperationCall } from '../operation.ts'
import { protocolError } from '../upstream-error.ts'
import { usageOf } from '../usage.ts'
import { type Encoding, encodedAs } from './vectors.ts'

/** Texts or lists of token ids. */
export type EmbeddingInput = string | readonly number[]

/** What is to be embedded, one entry a vector. */
export function inputsOf({ body: { input } }: OperationCall): EmbeddingInput[] {
  if (typeof input === 'string') return [input]
  const list = array(input)
  return list.length > 0 && list.every((item) => typeof item === 'number')
    ? [list as number[]]
    : (list as EmbeddingInput[])
}

export const encodingOf = ({ body }: OperationCall): Encoding =>
  body.encoding_format === 'base64' ? 'base64' : 'float'

/** The texts of a call; undefined where an input is token ids, which mean something to one vocabulary only. */
export function textsOf(call: OperationCall): string[] | undefined {
  const inputs = inputsOf(call)
  return inputs.every((input) => typeof input === 'string') ? inputs : undefined
}

/** The answer in OpenAI's shape; one vector an input, or it is none. */
export function embeddingList(
  vectors: readonly unknown[],
  call: OperationCall,
  usage: Usage | undefined,
): OperationAnswer | { error: ReturnType<typeof protocolError> } {
  const encoding = encodingOf(call)
  const encoded = vectors.map((vector) => encodedAs(vector, encoding))
  if (encoded.length !== inputsOf(call).length) return { error: protocolError('not one vector an input') }
  if (encoded.includes(undefined)) return { error: protocolError('a vector that is none') }
  const data = encoded.map((embedding, index) => ({ object: 'embedding', index, embedding }))
  return { body: { object: 'list', data, ...usageBody(usage) }, ...(usage && { usage }) }
}

const usageBody = (usage: Usage | undefined) => {
  const tokens = usage?.input ?? 0
  return { usage: { prompt_tokens: tokens, total_tokens: tokens } }
}

/** The call in pieces of at most so many inputs, in order; one piece is the call itself. */
export function embeddingPieces(call: OperationCall, inputsMax: number): OperationCall[] {
  const inputs = inputsOf(call)
  if (inputs.length <= inputsMax) return [call]
  const pieces: OperationCall[] = []
  for (let from = 0; from < inputs.length; from += inputsMax) {
    pieces.push({ ...call, body: { ...call.body, input: inputs.slice(from, from + inputsMax) } })
  }
  return pieces
}

/** The lists of all pieces as one, numbered anew, with the usage of all. */
export function joinedEmbeddings(lists: readonly Record<string, unknown>[]): Record<string, unknown> {
  const data = lists.flatMap((list) => array(list.data))
  const used = (name: string) =>
    lists.reduce((sum, { usage }) => sum + Number((usage as Record<string, unknown>)[name] ?? 0), 0)
  return {
    ...lists[0],
    data: data.map((item, index) => ({ ...(item as object), index })),
    usage: { prompt_tokens: used('prompt_tokens'), total_tokens: used('total_tokens') },
  }
}

/** Usage of an upstream that counts input only. */
export const inputUsage = (input: unknown): Usage | undefined =>
  input === undefined || input === null ? undefined : usageOf({ input: Number(input) })
