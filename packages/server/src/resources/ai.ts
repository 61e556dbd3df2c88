import type { Handlers } from '@proxyapi/contract'
import type { Context } from '../context.ts'
import { askerOf, done } from './task-reply.ts'

export const ai = {
  async aiGenerate(request, context) {
    const { data, headers } = await context.tasks.generate(request.body, askerOf(request, context))
    return done(data, context, headers)
  },
  async aiChat(request, context) {
    const { data, headers } = await context.tasks.chat(request.body, askerOf(request, context))
    return done(data, context, headers)
  },
  async aiCode(request, context) {
    const { data, headers } = await context.tasks.code(request.body, askerOf(request, context))
    return done(data, context, headers)
  },
  async aiAnalyze(request, context) {
    const { data, headers } = await context.tasks.analyze(request.body, askerOf(request, context))
    return done(data, context, headers)
  },
  async aiEmbed(request, context) {
    const { data, headers } = await context.tasks.embed(request.body, askerOf(request, context))
    return done(data, context, headers)
  },
  async aiClassify(request, context) {
    const { data, headers } = await context.tasks.classify(request.body, askerOf(request, context))
    return done(data, context, headers)
  },
} satisfies Handlers<Context, 'aiGenerate' | 'aiChat' | 'aiCode' | 'aiAnalyze' | 'aiEmbed' | 'aiClassify'>
