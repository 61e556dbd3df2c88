import type { Handlers } from '@proxyapi/contract'
import type { Context } from '../context.ts'
import { notImplemented } from './not-implemented.ts'

export const realtime = { connectRealtime: notImplemented } satisfies Handlers<Context, 'connectRealtime'>
