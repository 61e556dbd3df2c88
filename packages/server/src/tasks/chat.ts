import type { Asker, Question, QuestionTurn } from '../question.ts'
import { wrongField } from '../wrong-field.ts'
import { type ChatBackground, gatherBackground } from './chat-background.ts'
import { textData } from './task-data.ts'
import type { Schemas, TaskParts, TaskReply } from './task-parts.ts'

type Chat = Schemas['AiChat']

/**
 * The next message of a conversation, with what is recalled of it; question and answer are remembered. Throws
 * INVALID_REQUEST, NOT_FOUND for an unknown context, PERMISSION_DENIED, LIMIT_REACHED.
 */
export async function chat(body: Chat, asker: Asker, parts: TaskParts): Promise<TaskReply<Schemas['AiChatData']>> {
  judge(body)
  const { ask, prompt, background } = parts
  const task = prompt('chat', {})
  const { system, turns } = conversation(body.messages)
  const known = await gatherBackground(body, asker, background)
  const answer = await ask(
    {
      operation: 'aiChat',
      model: body.model ?? null,
      system: [task.text, ...system],
      turns: [...known.turns, ...turns],
      maxTokens: body.max_tokens,
      temperature: body.temperature ?? null,
      body,
    },
    asker,
  )
  await known.remember(lastSaid(turns), answer.text)
  const data = {
    ...withUse(textData(answer, task), known),
    message: { role: 'assistant' as const, content: answer.text },
    conversation_id: body.conversation_id ?? null,
    recalled: known.recalled,
  }
  return { data, headers: headersOf(answer.headers, data.usage.cost) }
}

/** What is recalled is recalled from a conversation, and kept in one. */
function judge({ conversation_id: conversation, recall, remember }: Chat): void {
  if (conversation === undefined && remember === true)
    throw wrongField('/remember', 'needs a `conversation_id`, under which the messages are kept')
  if (conversation === undefined && recall !== undefined)
    throw wrongField('/recall', 'needs a `conversation_id`, whose memories are looked through')
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

const lastSaid = (turns: readonly QuestionTurn[]): string => turns.findLast(({ role }) => role === 'user')?.text ?? ''

/** The embedding that recall needs is part of what the answer used. */
function withUse<Data extends Schemas['AiTaskData']>(data: Data, { use }: ChatBackground): Data {
  const { usage } = data
  const cost = usage.cost === null ? null : Math.round((usage.cost + use.cost) * 1e6) / 1e6
  const tokens = {
    input_tokens: usage.input_tokens + use.inputTokens,
    total_tokens: usage.total_tokens + use.inputTokens,
  }
  return { ...data, usage: { ...usage, ...tokens, cost } }
}

const headersOf = (headers: Readonly<Record<string, string>>, cost: number | null) =>
  cost === null || headers['x-proxyapi-cost'] === undefined ? headers : { ...headers, 'x-proxyapi-cost': String(cost) }
