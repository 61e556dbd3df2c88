import type { Asker, Condense } from '../question.ts'
import type { Job } from '../worker.ts'
import { type Contexts, createContexts } from './create-contexts.ts'
import { createMemories, type Memories, type MemoryParts } from './create-memories.ts'
import { createVectors, type Vectors } from './create-vectors.ts'
import type { Recalled } from './recall-memories.ts'

interface Parts extends MemoryParts {
  readonly condense: Condense
  /** Life of a context that says nothing else. */
  contextTtlMs(): number
}

interface ChatRecall {
  readonly conversation: string
  readonly text: string
  readonly k: number
  readonly maxTokens: number
  readonly body: Readonly<Record<string, unknown>>
}

/** What is kept of texts, and found again. */
export interface RecallRoom {
  readonly vectors: Vectors
  readonly memories: Memories
  readonly contexts: Contexts
  /** What a chat may ask. */
  readonly background: Pick<Memories, 'requireRoom' | 'remember'> & {
    context(userId: string, id: string): Promise<string>
    recall(userId: string, wanted: ChatRecall, asker: Asker): Promise<Recalled>
  }
  jobs(): Job[]
}

/** As recallMemory has them unless it is told otherwise. */
const usualRanking = { recencyWeight: 0.3, halfLifeHours: 168 }

export function createRecall(parts: Parts): RecallRoom {
  const memories = createMemories(parts)
  const contexts = createContexts({ ...parts, clock: parts.runtime.clock, ttlMs: parts.contextTtlMs })
  return {
    vectors: createVectors(parts),
    memories,
    contexts,
    background: {
      requireRoom: memories.requireRoom,
      remember: memories.remember,
      context: async (userId, id) => (await contexts.get(userId, id)).summary,
      recall: (userId, wanted, asker) =>
        memories.find(userId, { ...usualRanking, ...wanted, operation: 'aiChat' }, asker),
    },
    jobs: () => contexts.jobs(),
  }
}
