import type { components } from '@proxyapi/contract'
import type { Ask, Asker, Embed, RenderPrompt } from '../question.ts'

/** What is known of a conversation besides its messages. */
export interface Background {
  /** The text of a condensed context. Throws NOT_FOUND. */
  context(userId: string, id: string): Promise<string>
  /** The best matching memories of a conversation, the best first, and what finding them used. */
  recall(userId: string, wanted: WantedMemories, asker: Asker): Promise<RecalledMemories>
  /** Throws LIMIT_REACHED where so many more memories may not be added. */
  requireRoom(userId: string, more: number): Promise<void>
  /** Keeps a question and its answer; the same under the same key is kept once. */
  remember(
    userId: string,
    conversation: string,
    said: { user: string; assistant: string },
    key: string | null,
  ): Promise<void>
}

interface WantedMemories {
  readonly conversation: string
  readonly text: string
  readonly k: number
  readonly maxTokens: number
  readonly body: Readonly<Record<string, unknown>>
}

interface RecalledMemories {
  readonly items: readonly {
    readonly id: string
    readonly seq: number
    readonly role: 'system' | 'user' | 'assistant'
    readonly content: string
    readonly score: number
  }[]
  readonly use: { readonly inputTokens: number; readonly cost: number }
}

/** What the tasks ask of other rooms. */
export interface TaskParts {
  readonly ask: Ask
  readonly embed: Embed
  readonly prompt: RenderPrompt
  readonly background: Background
}

type Schemas = components['schemas']

/** What a task answers, and what is told beside it. */
export interface TaskReply<Data> {
  readonly data: Data
  readonly headers: Readonly<Record<string, string>>
}

export type { Schemas }
