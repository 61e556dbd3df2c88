import { ApiError } from '@proxyapi/contract/errors'
import type { Asker } from '../question.ts'
import { codeBlocks } from './code-blocks.ts'
import { textData } from './task-data.ts'
import type { Schemas, TaskParts, TaskReply } from './task-parts.ts'

type Code = Schemas['AiCode']

const fileBytesMax = 102_400

/** Code for a prompt, apart from what is said about it. Throws PAYLOAD_TOO_LARGE. */
export async function code(
  body: Code,
  asker: Asker,
  { ask, prompt }: TaskParts,
): Promise<TaskReply<Schemas['AiCodeData']>> {
  const files = body.files ?? []
  const large = files.find(({ content }) => Buffer.byteLength(content) > fileBytesMax)
  if (large !== undefined)
    throw new ApiError('PAYLOAD_TOO_LARGE', `The file ${large.path} is larger than ${fileBytesMax} bytes.`)
  const task = prompt('code', { task: body.task, language: body.language ?? '' })
  const answer = await ask(
    {
      operation: 'aiCode',
      model: body.model ?? null,
      system: [task.text],
      turns: [{ role: 'user', text: codePrompt(body.prompt, files) }],
      maxTokens: body.max_tokens,
      temperature: body.temperature,
      body,
    },
    asker,
  )
  return { data: { ...textData(answer, task), ...codeBlocks(answer.text) }, headers: answer.headers }
}

/** The prompt and each file in a fence that is longer than any in it. */
export function codePrompt(prompt: string, files: NonNullable<Code['files']>): string {
  const fenced = files.map(({ path, content }) => {
    const fence = '`'.repeat(Math.max(3, 1 + longestRun(content)))
    return `${path}\n${fence}\n${content}\n${fence}`
  })
  return [prompt, ...fenced].join('\n\n')
}

function longestRun(text: string): number {
  let longest = 0
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length)
  return longest
}
