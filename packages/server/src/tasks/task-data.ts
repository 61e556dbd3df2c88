import type { Answered, Prompt, TextAnswer } from '../question.ts'
import type { Schemas } from './task-parts.ts'

/** What every answer of a task says of itself. */
export function textData(answer: TextAnswer, { template }: Prompt): Schemas['AiTextData'] {
  return { result: answer.text, ...sources(answer), finish_reason: answer.finish, template: { ...template } }
}

/** Of a task whose model writes no text. */
export const vectorData = (answer: Answered): Schemas['AiTaskData'] => ({
  ...sources(answer),
  finish_reason: null,
  template: null,
})

const sources = ({ model, provider, inputTokens, outputTokens, cost, calls }: Answered) => ({
  model,
  provider,
  usage: {
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    cost,
  },
  calls,
})
