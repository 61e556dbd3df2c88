import { type Handlers, ok } from '@proxyapi/contract'
import type { Context } from '../context.ts'
import type { Asker } from '../question.ts'

const askerOf = (
  { signal }: { signal: AbortSignal },
  { principal, requestId, idempotencyKey, span }: Context,
): Asker => ({
  principal,
  requestId,
  idempotencyKey,
  signal,
  span,
})

/** The envelope of the four families of tasks. */
const done = <D>(
  { data, headers }: { data: D; headers: Readonly<Record<string, string>> },
  { requestId, clock }: Context,
) =>
  ok(
    { success: true as const, data, error: null, timestamp: timestampOf(clock), request_id: requestId },
    { ...headers },
  )

const timestampOf = (clock: Context['clock']) => new Date(clock.now()).toISOString()

export const ai = {
  async aiGenerate(request, context) {
    return done(await context.tasks.generate(request.body, askerOf(request, context)), context)
  },
  async aiChat(request, context) {
    return done(await context.tasks.chat(request.body, askerOf(request, context)), context)
  },
  async aiCode(request, context) {
    return done(await context.tasks.code(request.body, askerOf(request, context)), context)
  },
  async aiAnalyze(request, context) {
    return done(await context.tasks.analyze(request.body, askerOf(request, context)), context)
  },
  async aiEmbed(request, context) {
    return done(await context.tasks.embed(request.body, askerOf(request, context)), context)
  },
  async aiClassify(request, context) {
    return done(await context.tasks.classify(request.body, askerOf(request, context)), context)
  },
} satisfies Handlers<Context, 'aiGenerate' | 'aiChat' | 'aiCode' | 'aiAnalyze' | 'aiEmbed' | 'aiClassify'>
