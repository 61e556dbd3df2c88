import type { Handlers } from '@proxyapi/contract'
import type { Context } from '../context.ts'
import { notImplemented } from './not-implemented.ts'

export const ai = {
  aiGenerate: notImplemented,
  aiChat: notImplemented,
  aiCode: notImplemented,
  aiAnalyze: notImplemented,
  aiEmbed: notImplemented,
  aiClassify: notImplemented,
} satisfies Handlers<Context, 'aiGenerate' | 'aiChat' | 'aiCode' | 'aiAnalyze' | 'aiEmbed' | 'aiClassify'>
