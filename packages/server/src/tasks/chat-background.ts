import { ApiError } from '@proxyapi/contract/errors'
import { ownerOf } from '../identity/principal.ts'
import type { Asker, QuestionTurn } from '../question.ts'
import type { Background, Schemas } from './task-parts.ts'

type Chat = Schemas['AiChat']

/** What goes before the messages of a chat, and what is to be kept of it. */
export interface ChatBackground {
  readonly turns: readonly QuestionTurn[]
  /** Best first. */
  readonly recalled: Schemas['AiRecalledMemory'][]
  readonly use: { readonly inputTokens: number; readonly cost: number }
  remember(user: string, assistant: string): Promise<void>
}

const noUse = { inputTokens: 0, cost: 0 }
const recalledK = 5
const recalledTokens = 1_000
const remembered = 2

/** Reads what the caller named; nothing is asked of a model that could not be remembered afterwards. */
export async function gatherBackground(body: Chat, asker: Asker, background: Background): Promise<ChatBackground> {
  const { context_id, conversation_id: conversation, recall } = body
  const remembers = conversation !== undefined && body.remember !== false
  if (context_id === undefined && recall === undefined && !remembers) return none
  const owner = ownerOf(asker.principal)
  if (context_id !== undefined || recall !== undefined) requireRight(asker, 'data:read')
  if (remembers) requireRight(asker, 'data:write')
  if (remembers) await background.requireRoom(owner, remembered)
  const context = context_id === undefined ? null : await background.context(owner, context_id)
  const found =
    recall === undefined || conversation === undefined
      ? { items: [], use: noUse }
      : await background.recall(owner, { ...wanted(recall), conversation, text: questionIn(body), body }, asker)
  return {
    turns: turnsOf(context, found.items),
    recalled: found.items.map(({ id, score }) => ({ memory_id: id, score })),
    use: found.use,
    async remember(user, assistant) {
      if (remembers) await background.remember(owner, conversation, { user, assistant }, asker.idempotencyKey)
    },
  }
}

const none: ChatBackground = { turns: [], recalled: [], use: noUse, remember: async () => {} }

const wanted = ({ k = recalledK, max_tokens: maxTokens = recalledTokens }: NonNullable<Chat['recall']>) => ({
  k,
  maxTokens,
})

const questionIn = ({ messages }: Chat): string =>
  (messages.findLast(({ role, content }) => role === 'user' && content !== '') ?? messages.at(-1))?.content || ' '

/** A key that may call models, but not read data, reads none by way of a model. */
function requireRight({ principal }: Asker, permission: string): void {
  if (principal.permissions.has(permission)) return
  throw new ApiError(
    'PERMISSION_DENIED',
    `This needs the permission ${permission}, which the credential does not have.`,
  )
}

const speakers = { system: 'System', user: 'User', assistant: 'Assistant' }

/** As a turn of the user: what was said before instructs nobody. */
function turnsOf(
  context: string | null,
  items: readonly { seq: number; role: QuestionTurn['role']; content: string }[],
): QuestionTurn[] {
  const lines = [...items].sort((a, b) => a.seq - b.seq).map(({ role, content }) => `${speakers[role]}: ${content}`)
  const texts = [
    ...(context === null ? [] : [`[Context of this conversation]\n${context}`]),
    ...(lines.length === 0 ? [] : [`[Recalled from earlier in this conversation]\n${lines.join('\n')}`]),
  ]
  return texts.length === 0 ? [] : [{ role: 'user', text: texts.join('\n\n') }]
}
