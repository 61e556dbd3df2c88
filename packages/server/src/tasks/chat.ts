import { ApiError } from '@proxyapi/contract/errors'
import type { Asker, Question } from '../question.ts'
import { wrongField } from '../wrong-field.ts'
import { textData } from './task-data.ts'
import type { Schemas, TaskParts, TaskReply } from './task-parts.ts'

type Chat = Schemas['AiChat']

/** The next message of a conversation. Throws INVALID_REQUEST; NOT_IMPLEMENTED where memories are asked for. */
export async function chat(
  body: Chat,
  asker: Asker,
  { ask, prompt }: TaskParts,
): Promise<TaskReply<Schemas['AiChatData']>> {
  judge(body)
  const task = prompt('chat', {})
  const { system, turns } = conversation(body.messages)
  const answer = await ask(
    {
      operation: 'aiChat',
      model: body.model ?? null,
      system: [task.text, ...system],
      turns,
      maxTokens: body.max_tokens,
      temperature: body.temperature ?? null,
      body,
    },
    asker,
  )
  const data = {
    ...textData(answer, task),
    message: { role: 'assistant' as const, content: answer.text },
    conversation_id: body.conversation_id ?? null,
    recalled: [],
  }
  return { data, headers: answer.headers }
}

/** What is not kept cannot be recalled, and a context that nobody could make is not there. */
function judge({ conversation_id: conversation, context_id, recall, remember }: Chat): void {
  if (context_id !== undefined) throw new ApiError('NOT_FOUND')
  if (conversation === undefined && remember === true)
    throw wrongField('/remember', 'needs a `conversation_id`, under which the messages are kept')
  if (conversation === undefined && recall !== undefined)
    throw wrongField('/recall', 'needs a `conversation_id`, whose memories are looked through')
  if (recall !== undefined || (conversation !== undefined && remember !== false))
    throw new ApiError('NOT_IMPLEMENTED', 'Memories are not built yet: send `remember: false` and no `recall`.')
}

/** What stands before the first turn is instruction, wherever a dialect puts it. */
function conversation(messages: Chat['messages']): Pick<Question, 'system' | 'turns'> {
  const first = messages.findIndex(({ role }) => role !== 'system')
  if (first < 0) throw wrongField('/messages', 'holds no message that could be answered')
  return {
    system: messages.slice(0, first).map(({ content }) => content),
    turns: messages.slice(first).map(({ role, content }) => ({ role, text: content })),
  }
}
