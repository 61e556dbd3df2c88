import type { TextAnswer } from '../../question.ts'
import { type AnsweringParts, answerChat } from '../answer-chat.ts'
import type { ChatRequest } from '../understand.ts'
import type { Said } from './question-dialect.ts'
import { toldAgain, toldOf } from './told.ts'

/** Asks a question as any chat is asked, and says what the answer used as it was charged. */
export async function askQuestion(request: ChatRequest, parts: AnsweringParts): Promise<TextAnswer> {
  let told: ReturnType<typeof toldOf> | null = null
  const reply = await answerChat(request, {
    ...parts,
    ended(run, hold, identity, error) {
      // What is asked on the way, to make a prompt shorter, is another call.
      if (error === null && identity.operation === request.family.operation) told = toldOf(run, identity)
      parts.ended(run, hold, identity, error)
    },
  })
  const { text, finish, usage } = reply.body as Said
  return { text, finish, ...(told ?? toldAgain(reply, usage)), headers: reply.headers ?? {} }
}
