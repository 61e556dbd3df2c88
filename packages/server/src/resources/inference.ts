import type { Handlers, PlainReply, ReplyOf, RequestOf } from '@proxyapi/contract'
import type { Context } from '../context.ts'
import { notImplemented } from './not-implemented.ts'

type Chat = 'createChatCompletion' | 'createMessage' | 'createCompletion'

/** A whole answer may be the upstream's own bytes, which no type of a body describes. */
const chat = <Id extends Chat>(inboundId: string, { body, bytes, headers, signal }: RequestOf<Id>, context: Context) =>
  context.gateway.chat(context.principal, context.requestId, inboundId, body as Record<string, unknown>, {
    idempotencyKey: context.idempotencyKey,
    signal,
    bytes,
    headers,
  }) as Promise<PlainReply> as Promise<ReplyOf<Id>>

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
  createEmbedding: notImplemented,
  createResponse: notImplemented,
  createRerank: notImplemented,
  createModeration: notImplemented,
  createImage: notImplemented,
  createSpeech: notImplemented,
  createTranscription: notImplemented,
  countMessageTokens: notImplemented,
} satisfies Handlers<
  Context,
  | Chat
  | 'listInferenceModels'
  | 'getInferenceModel'
  | 'createEmbedding'
  | 'createResponse'
  | 'createRerank'
  | 'createModeration'
  | 'createImage'
  | 'createSpeech'
  | 'createTranscription'
  | 'countMessageTokens'
>
