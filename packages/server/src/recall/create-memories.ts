import { createHash } from 'node:crypto'
import { ApiError } from '@proxyapi/contract/errors'
import type { Asker, CountTokens, Embed } from '../question.ts'
import type { Runtime } from '../runtime.ts'
import type { Cursors } from '../store/cursors.ts'
import type { Store, Tx } from '../store/database.ts'
import type { Keep } from '../store/idempotency.ts'
import { newId } from '../store/ids.ts'
import {
  countMemories,
  deleteMemories,
  lastMemoryNumber,
  lockMemories,
  memoryByOwnId,
  memoryPage,
  putMemory,
  type ToldMemory,
} from '../store/memories.ts'
import { wrongField } from '../wrong-field.ts'
import { type MemoryQuery, type Recalled, recallMemories } from './recall-memories.ts'
import type { RecallReply, Schemas } from './recall-parts.ts'

export interface MemoryParts {
  readonly store: Store
  readonly runtime: Pick<Runtime, 'clock' | 'random'>
  readonly cursors: Cursors
  readonly embed: Embed
  readonly countTokens: CountTokens
}

interface ListQuery {
  readonly conversation_id?: string | undefined
  readonly limit: number
  readonly cursor?: string | undefined
}

interface DeleteQuery {
  readonly memory_id?: string | undefined
  readonly conversation_id?: string | undefined
  readonly all?: boolean | undefined
}

/** What was said in conversations, recalled by likeness and age. */
export interface Memories {
  /** `keep` writes down what is answered, in the same transaction. Throws INVALID_REQUEST, LIMIT_REACHED. */
  add(
    userId: string,
    input: Schemas['MemoryInput'],
    keep: Keep<Schemas['MemoryAdded']>,
  ): Promise<Schemas['MemoryAdded']>
  /** In the order in which they were added. Throws INVALID_CURSOR. */
  list(userId: string, query: ListQuery): Promise<Schemas['MemoryList']>
  /** No later request recalls them. Throws NOT_FOUND for one that is not there, INVALID_REQUEST. */
  remove(userId: string, query: DeleteQuery): Promise<Schemas['MemoryDeleted']>
  /** By conversation and the caller's own id; nothing where it is not there. */
  removeOwn(userId: string, conversation: string, ownId: string): Promise<void>
  recall(userId: string, query: Schemas['MemoryRecall'], asker: Asker): Promise<RecallReply<Schemas['MemoryRecalled']>>
  /** The same for a room of ours. */
  find(userId: string, query: MemoryQuery, asker: Asker): Promise<Recalled>
  /** Throws LIMIT_REACHED where so many more may not be added. */
  requireRoom(userId: string, more: number): Promise<void>
  /** Keeps a question and its answer; the same under the same key is kept once. */
  remember(
    userId: string,
    conversation: string,
    said: { user: string; assistant: string },
    key: string | null,
  ): Promise<void>
}

const memoriesMax = 100_000
const metadataBytesMax = 4_096
const contentCharsMax = 32_000

export function createMemories(parts: MemoryParts): Memories {
  const { store, runtime, cursors, embed, countTokens } = parts
  const tools = { store, clock: runtime.clock, embed, countTokens }

  return {
    async add(userId, input, keep) {
      const { metadata } = input
      if (metadata !== undefined && Buffer.byteLength(JSON.stringify(metadata)) > metadataBytesMax)
        throw wrongField('/metadata', `is longer than ${metadataBytesMax} bytes`)
      return store.write(async (tx) => {
        await lockMemories(tx, store, userId)
        const added = { memory_id: await put(tx, userId, input, memoriesMax) }
        await keep(tx, added)
        return added
      })
    },
    async list(userId, { conversation_id, limit, cursor }) {
      const scope = `memories ${JSON.stringify([userId, conversation_id])}`
      const after = cursor === undefined ? 0 : Number(cursors.read(scope, cursor))
      const place = { user_id: userId, conversation_id: conversation_id ?? null }
      const found = await memoryPage(store.db, place, after, limit + 1)
      const page = found.slice(0, limit)
      const last = page.at(-1)
      const next_cursor = found.length > limit && last ? cursors.write(scope, String(last.seq)) : null
      return { items: page.map(toldOf), count: page.length, next_cursor }
    },
    async remove(userId, query) {
      const which = wantedIn(query)
      const deleted = await store.write(async (tx) => {
        await lockMemories(tx, store, userId)
        return deleteMemories(tx, userId, which)
      })
      if (deleted === 0 && which.id !== undefined) throw new ApiError('NOT_FOUND')
      return { deleted }
    },
    async removeOwn(user_id, conversation_id, own_id) {
      await store.write(async (tx) => {
        await lockMemories(tx, store, user_id)
        const known = await memoryByOwnId(tx, { user_id, conversation_id, own_id })
        if (known !== undefined) await deleteMemories(tx, user_id, { id: known.id })
      })
    },
    async recall(userId, query, asker) {
      const { items, use } = await recallMemories(
        userId,
        {
          operation: 'recallMemory',
          text: query.query,
          conversation: query.conversation_id ?? null,
          k: query.k,
          maxTokens: query.max_tokens ?? null,
          recencyWeight: query.recency_weight,
          halfLifeHours: query.half_life_hours,
          body: query,
        },
        asker,
        tools,
      )
      const told = items.map(({ score, similarity, ...row }) => {
        const { memory_id, conversation_id, role, content, at } = toldOf(row)
        return { memory_id, conversation_id, role, content, at, score, similarity }
      })
      return { data: { items: told, count: told.length }, headers: { 'x-proxyapi-cost': String(use.cost) } }
    },
    find: (userId, query, asker) => recallMemories(userId, query, asker, tools),
    async requireRoom(userId, more) {
      if ((await countMemories(store.db, userId)) + more > memoriesMax) throw new ApiError('LIMIT_REACHED')
    },
    async remember(userId, conversation_id, said, key) {
      await store.write(async (tx) => {
        await lockMemories(tx, store, userId)
        for (const role of ['user', 'assistant'] as const) {
          const content = said[role].slice(0, contentCharsMax)
          const id = key === null ? {} : { id: `${digest(key)}.${role}` }
          // There was room before the model was asked, and its answer is paid.
          if (content !== '') await put(tx, userId, { conversation_id, role, content, ...id }, Number.POSITIVE_INFINITY)
        }
      })
    },
  }

  /** The id of the memory, which is another one unless the caller's own id is known. */
  async function put(tx: Tx, userId: string, input: Schemas['MemoryInput'], most: number): Promise<string> {
    const { conversation_id, role, content, metadata = {}, id: own_id = null } = input
    const place = { user_id: userId, conversation_id, own_id }
    const known = own_id === null ? undefined : await memoryByOwnId(tx, place)
    if (known === undefined && (await countMemories(tx, userId)) >= most) throw new ApiError('LIMIT_REACHED')
    const { id, seq } = known ?? { id: newId('mem', runtime), seq: (await lastMemoryNumber(tx, userId)) + 1 }
    await putMemory(tx, {
      ...{ ...place, id, seq, role, content },
      ...{ metadata: JSON.stringify(metadata), at: runtime.clock.now(), vec: null, model: null },
    })
    return id
  }
}

/** Throws INVALID_REQUEST unless exactly one of the three is said. */
function wantedIn({ memory_id, conversation_id, all }: DeleteQuery): { id?: string; conversation_id?: string } {
  const said = [memory_id !== undefined, conversation_id !== undefined, all === true].filter(Boolean).length
  if (said !== 1) throw wrongField('query', 'needs exactly one of `memory_id`, `conversation_id` and `all=true`')
  return {
    ...(memory_id !== undefined && { id: memory_id }),
    ...(conversation_id !== undefined && { conversation_id }),
  }
}

const toldOf = ({ id, conversation_id, role, content, metadata, own_id, at }: ToldMemory): Schemas['Memory'] => ({
  memory_id: id,
  conversation_id,
  role,
  content,
  metadata: JSON.parse(metadata),
  id: own_id,
  at: new Date(at).toISOString(),
})

const digest = (key: string): string => createHash('sha256').update(key).digest('hex').slice(0, 32)
