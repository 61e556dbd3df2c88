import type { components } from '@proxyapi/contract'
import type { Ask, Embed, RenderPrompt } from '../question.ts'

/** What the tasks ask of other rooms. */
export interface TaskParts {
  readonly ask: Ask
  readonly embed: Embed
  readonly prompt: RenderPrompt
}

type Schemas = components['schemas']

/** What a task answers, and what is told beside it. */
export interface TaskReply<Data> {
  readonly data: Data
  readonly headers: Readonly<Record<string, string>>
}

export type { Schemas }
