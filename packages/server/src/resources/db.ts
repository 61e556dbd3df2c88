import type { Handlers } from '@proxyapi/contract'
import type { Context } from '../context.ts'
import { ownerOf } from '../identity/principal.ts'
import { notImplemented } from './not-implemented.ts'
import { askerOf, done } from './task-reply.ts'

export const db = {
  async listLogs({ query }, context) {
    const owner = ownerOf(context.principal)
    const { requests, next_cursor } = await context.requests.list(owner, { ...query, user_id: owner })
    const items = requests.map(({ user_id: _, ...own }) => own)
    return done({ items, count: items.length, next_cursor }, context)
  },
  async getUsageMetrics({ query }, context) {
    return done(await context.requests.metrics(ownerOf(context.principal), query), context)
  },
  async upsertVectors(request, context) {
    const { vectors, principal } = context
    const { data, headers } = await vectors.upsert(ownerOf(principal), request.body, askerOf(request, context))
    return done(data, context, headers)
  },
  async listVectors({ query }, context) {
    return done(await context.vectors.list(ownerOf(context.principal), query), context)
  },
  async deleteVectors({ query }, context) {
    return done(await context.vectors.remove(ownerOf(context.principal), query), context)
  },
  async queryVectors(request, context) {
    const { vectors, principal } = context
    const { data, headers } = await vectors.query(ownerOf(principal), request.body, askerOf(request, context))
    return done(data, context, headers)
  },
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
