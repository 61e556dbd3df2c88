import type { Handlers, PlainReply, ReplyOf, RequestOf } from '@proxyapi/contract'
import type { CarriedOperation } from '@proxyapi/providers'
import type { Context } from '../context.ts'
import { readForm } from '../http/form.ts'
import { transcriptionOf } from './transcription-form.ts'

type Chat = 'createChatCompletion' | 'createMessage' | 'createCompletion' | 'createResponse'

type Operated = 'createEmbedding' | 'createRerank' | 'createModeration' | 'createImage' | 'createSpeech'

/** A whole answer may be the upstream's own bytes, which no type of a body describes. */
const chat = <Id extends Chat>(inboundId: string, { body, bytes, headers, signal }: RequestOf<Id>, context: Context) =>
  context.gateway.chat(context.principal, context.requestId, inboundId, body as Record<string, unknown>, {
    idempotencyKey: context.idempotencyKey,
    signal,
    bytes,
    headers,
    span: context.span,
  }) as Promise<PlainReply> as Promise<ReplyOf<Id>>

type Json = Record<string, unknown>

/** The reply may be the upstream's own bytes or sound, which no type of a body describes. */
const operate = <Id extends Operated>(
  operation: CarriedOperation,
  { body, bytes, headers, signal }: RequestOf<Id>,
  { gateway, principal, requestId, idempotencyKey, span }: Context,
) => {
  const extras = { idempotencyKey, signal, bytes, headers, span }
  return gateway.operate(principal, requestId, operation, body as Json, extras) as Promise<PlainReply> as Promise<
    ReplyOf<Id>
  >
}

/** Clients of Anthropic say so with every request. */
const shapeOf = (headers: Headers) => (headers.has('anthropic-version') ? 'anthropic' : 'openai')

export const inference = {
  createChatCompletion: (request, context) => chat<'createChatCompletion'>('openai-chat', request, context),
  createMessage: (request, context) => chat<'createMessage'>('anthropic-messages', request, context),
  listInferenceModels: ({ headers, query }, { gateway, principal }) => ({
    status: 200,
    body: gateway.models(principal, shapeOf(headers), query),
  }),
  getInferenceModel: ({ headers, path }, { gateway, principal }) => ({
    status: 200,
    body: gateway.model(principal, shapeOf(headers), path.model),
  }),
  createCompletion: (request, context) => chat<'createCompletion'>('openai-completions', request, context),
  createEmbedding: (request, context) => operate<'createEmbedding'>('embeddings', request, context),
  createResponse: (request, context) => chat<'createResponse'>('openai-responses', request, context),
  createRerank: (request, context) => operate<'createRerank'>('rerank', request, context),
  createModeration: (request, context) => operate<'createModeration'>('moderations', request, context),
  createImage: (request, context) => operate<'createImage'>('images', request, context),
  createSpeech: (request, context) => operate<'createSpeech'>('speech', request, context),
  async createTranscription({ bytes, headers, signal }, { gateway, principal, requestId, idempotencyKey, span }) {
    const { body, upload } = transcriptionOf(await readForm(bytes, headers))
    const extras = { idempotencyKey, signal, headers, upload, span }
    const reply: PlainReply = await gateway.operate(principal, requestId, 'transcriptions', body, extras)
    return reply as ReplyOf<'createTranscription'>
  },
  async countMessageTokens({ body, bytes, headers, signal }, { gateway, principal, requestId, span }) {
    const extras = { idempotencyKey: null, signal, bytes, headers, span }
    const reply: PlainReply = await gateway.countTokens(principal, requestId, body as Json, extras)
    return reply as ReplyOf<'countMessageTokens'>
  },
} satisfies Handlers<
  Context,
  Chat | 'listInferenceModels' | 'getInferenceModel' | Operated | 'createTranscription' | 'countMessageTokens'
>
