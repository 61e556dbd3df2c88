import type { components, Handlers } from '@proxyapi/contract'
import type { Context } from '../context.ts'
import { ownerOf } from '../identity/principal.ts'
import type { Keep } from '../store/idempotency.ts'
import { askerOf, done, made } from './task-reply.ts'

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
  async createContext(request, context) {
    const { contexts, principal } = context
    const { data, headers } = await contexts.create(ownerOf(principal), request.body, askerOf(request, context))
    return made(data, context, headers)
  },
  async listContexts({ query }, context) {
    return done(await context.contexts.list(ownerOf(context.principal), query), context)
  },
  async getContext({ path }, context) {
    return done(await context.contexts.get(ownerOf(context.principal), path.context_id), context)
  },
  async deleteContext({ path }, context) {
    return done(await context.contexts.remove(ownerOf(context.principal), path.context_id), context)
  },
  async addMemory({ body }, context) {
    const { memories, principal, keepAnswer } = context
    const keep: Keep<components['schemas']['MemoryAdded']> = (tx, data) => keepAnswer(tx, made(data, context))
    return made(await memories.add(ownerOf(principal), body, keep), context)
  },
  async listMemory({ query }, context) {
    return done(await context.memories.list(ownerOf(context.principal), query), context)
  },
  async deleteMemory({ query }, context) {
    return done(await context.memories.remove(ownerOf(context.principal), query), context)
  },
  async recallMemory(request, context) {
    const { memories, principal } = context
    const { data, headers } = await memories.recall(ownerOf(principal), request.body, askerOf(request, context))
    return done(data, context, headers)
  },
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
