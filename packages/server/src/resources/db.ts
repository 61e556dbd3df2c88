import type { Handlers } from '@proxyapi/contract'
import type { Context } from '../context.ts'
import { notImplemented } from './not-implemented.ts'

export const db = {
  listLogs: notImplemented,
  getUsageMetrics: notImplemented,
  upsertVectors: notImplemented,
  listVectors: notImplemented,
  deleteVectors: notImplemented,
  queryVectors: notImplemented,
  createContext: notImplemented,
  listContexts: notImplemented,
  getContext: notImplemented,
  deleteContext: notImplemented,
  addMemory: notImplemented,
  listMemory: notImplemented,
  deleteMemory: notImplemented,
  recallMemory: notImplemented,
} satisfies Handlers<
  Context,
  | 'listLogs'
  | 'getUsageMetrics'
  | 'upsertVectors'
  | 'listVectors'
  | 'deleteVectors'
  | 'queryVectors'
  | 'createContext'
  | 'listContexts'
  | 'getContext'
  | 'deleteContext'
  | 'addMemory'
  | 'listMemory'
  | 'deleteMemory'
  | 'recallMemory'
>
