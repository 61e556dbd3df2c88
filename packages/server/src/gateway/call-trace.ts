/** A call as spans below its request, by OpenTelemetry's conventions for generative AI. They are made at its end, from what the run says. */
import { ApiError } from '@proxyapi/contract/errors'
import type { Call } from '@proxyapi/providers'
import type { Attributes, Span } from '../runtime.ts'
import { type Attempt, type CallIdentity, type CallTrace, type Run, usageOfAttempt } from './meter.ts'
import type { Prepared, Refused } from './prepare.ts'

export const chatTrace = (span: Span, { sampling, output }: Call): CallTrace => ({
  span,
  asked: {
    'gen_ai.request.temperature': sampling.temperature,
    'gen_ai.request.top_p': sampling.topP,
    'gen_ai.request.max_tokens': output.maxTokens,
  },
})

/** The call as a lane gets it, with the trace that it belongs to, where the lane is to know of it. */
export function tellingTrace(prepared: Prepared | Refused, trace: CallTrace | undefined): Prepared | Refused {
  const traceparent = trace?.span.traceParent ?? null
  if (traceparent === null || 'refused' in prepared) return prepared
  return { ...prepared, headers: { ...prepared.headers, traceparent } }
}

/** Of what is no chat: names of the conventions where they have one, else our own in their style. */
const operationNames: Readonly<Record<string, string>> = {
  createCompletion: 'text_completion',
  createEmbedding: 'embeddings',
  aiEmbed: 'embeddings',
  createRerank: 'rerank',
  createModeration: 'moderation',
  createImage: 'image_generation',
  createSpeech: 'speech',
  createTranscription: 'transcription',
  countMessageTokens: 'count_tokens',
}

/** `settle` began at this time and ends now. */
export function traceCall({ span, asked }: CallTrace, run: Run, identity: CallIdentity, settledFrom: number): void {
  const operation = operationNames[identity.operation] ?? 'chat'
  span.child('route', { startedAt: identity.arrivedAt }).end(run.attempts[0]?.startedAt ?? settledFrom)
  for (const call of run.attempts) traceAttempt(span, operation, asked, call, identity.inputTokens)
  span.child('settle', { startedAt: settledFrom }).end()
}

function traceAttempt(above: Span, operation: string, asked: Attributes, call: Attempt, inputTokens: number): void {
  const { lane, url } = call.prepared
  const { hostname, port } = new URL(url)
  const { id, model, finish } = call.watch
  const usage = usageOfAttempt(call, inputTokens)
  const span = above.child(`${operation} ${lane.model.id}`, { kind: 'client', startedAt: call.startedAt })
  span.set({
    'gen_ai.operation.name': operation,
    'gen_ai.provider.name': lane.provider.brand.genAiName ?? lane.provider.brand.id,
    'gen_ai.request.model': lane.model.id,
    ...asked,
    'gen_ai.response.model': model,
    'gen_ai.response.id': id,
    'gen_ai.response.finish_reasons': finish && [finish],
    'gen_ai.response.time_to_first_chunk':
      call.firstTokenAt === null ? undefined : (call.firstTokenAt - call.startedAt) / 1_000,
    'gen_ai.usage.input_tokens': usage?.input,
    'gen_ai.usage.output_tokens': usage?.output,
    'server.address': hostname,
    'server.port': port === '' ? undefined : Number(port),
    'http.response.status_code': call.status ?? undefined,
    'proxyapi.provider': lane.provider.name,
    'proxyapi.attempt': call.n,
    'proxyapi.reason': call.reason,
    'proxyapi.outcome': call.outcome,
  })
  // In the words of our table: the upstream's own may repeat what was asked.
  if (call.error !== null) span.fail(new ApiError(call.error.code))
  span.end(call.endedAt ?? call.heardAt)
}
