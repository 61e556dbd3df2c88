/** The words in which a room asks a model: the gateway answers, whoever asks. */
import type { Principal } from './identity/principal.ts'
import type { Span } from './runtime.ts'

/** One question, of which the whole answer is wanted. */
export interface Question {
  /** By this name it stands in usage, limits and the request log. */
  readonly operation: string
  /** Null: the server chooses. */
  readonly model: string | null
  readonly system: readonly string[]
  /** The last one is to be answered. */
  readonly turns: readonly QuestionTurn[]
  /** Of the answer, in tokens. */
  readonly maxTokens: number
  /** Null: the model's own. */
  readonly temperature: number | null
  /** The request as its caller wrote it: routes look at it, and a repeated key has to come with the same. */
  readonly body: Readonly<Record<string, unknown>>
  /** Absent: any text answers it. */
  readonly shape?: AnswerShape
}

/** The object that an answer has to be. */
export interface AnswerShape {
  readonly name: string
  /** A JSON Schema. */
  readonly schema: Readonly<Record<string, unknown>>
  /** Each object in the schema names all its members as required and takes no others. */
  readonly isClosed: boolean
  /** What is wrong with a value, in words that the model is told; empty: nothing. */
  problems(value: unknown): readonly string[]
}

export interface QuestionTurn {
  readonly role: 'system' | 'user' | 'assistant'
  readonly text: string
}

/** Texts whose meaning is wanted as vectors. */
export interface EmbeddingQuestion extends Pick<Question, 'operation' | 'model' | 'body'> {
  readonly texts: readonly string[]
  /** Null: the model's own. */
  readonly dimensions: number | null
}

/** Turns that are to become one short text. */
export interface Material extends Pick<Question, 'operation' | 'model' | 'turns'> {
  /** Of the text, in tokens. */
  readonly maxTokens: number
}

/** What became of it, and what that cost. */
export interface Condensed {
  /** Null where no model made a good one. */
  readonly text: string | null
  /** Told to the caller beside it. */
  readonly headers: Readonly<Record<string, string>>
}

/** Who asks. */
export interface Asker {
  readonly principal: Principal
  readonly requestId: string
  readonly idempotencyKey: string | null
  /** Aborted when the caller has gone. */
  readonly signal: AbortSignal
  /** Of the request, where it is traced. */
  readonly span?: Span | undefined
  /** Micro-USD that the whole of it may cost at the most; absent: what account and key can bear. */
  readonly costMax?: number | undefined
}

/** Who answered, and what that used and cost. */
export interface Answered {
  readonly provider: string
  readonly model: string
  readonly inputTokens: number
  readonly outputTokens: number
  /** USD; null where the price is unknown. */
  readonly cost: number | null
  /** Answers of models that this one was put together from. */
  readonly calls: number
  /** Told to the caller beside the answer. */
  readonly headers: Readonly<Record<string, string>>
}

export interface TextAnswer extends Answered {
  readonly text: string
  readonly finish: 'stop' | 'length' | 'content_filter'
  /** Of the asked shape; undefined where none was asked for. */
  readonly value: unknown
}

export interface EmbeddingAnswer extends Answered {
  /** One a text, in their order. */
  readonly embeddings: readonly (readonly number[])[]
}

/** A text that stands before what a caller says, and the template that it was rendered from. */
export interface Prompt {
  readonly text: string
  readonly template: { readonly name: string; readonly hash: string }
}

/** Values are put in as they are and never read as template text. Throws INVALID_REQUEST. */
export type RenderPrompt = (name: string, values: Readonly<Record<string, unknown>>) => Prompt

export type Ask = (question: Question, asker: Asker) => Promise<TextAnswer>
export type Embed = (question: EmbeddingQuestion, asker: Asker) => Promise<EmbeddingAnswer>
/** Throws what refuses the caller; a model that fails is no error. */
export type Condense = (material: Material, asker: Asker) => Promise<Condensed>
/** Tokens of a text, estimated. */
export type CountTokens = (text: string) => number
