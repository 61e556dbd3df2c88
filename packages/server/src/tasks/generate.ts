import type { Asker } from '../question.ts'
import { textData } from './task-data.ts'
import type { Schemas, TaskParts, TaskReply } from './task-parts.ts'

/** Text for a prompt. */
export async function generate(
  body: Schemas['AiGenerate'],
  asker: Asker,
  { ask, prompt }: TaskParts,
): Promise<TaskReply<Schemas['AiTextData']>> {
  const task = prompt('generate', {})
  const answer = await ask(
    {
      operation: 'aiGenerate',
      model: body.model ?? null,
      system: [task.text, body.system ?? ''],
      turns: [{ role: 'user', text: body.prompt }],
      maxTokens: body.max_tokens,
      temperature: body.temperature,
      body,
    },
    asker,
  )
  return { data: textData(answer, task), headers: answer.headers }
}
