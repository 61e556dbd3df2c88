import { ApiError } from '@proxyapi/contract/errors'
import type { Asker, Question, TextAnswer } from '../../question.ts'
import { type AnsweringParts, answerChat } from '../answer-chat.ts'
import { replyHeaders } from '../reply-headers.ts'
import { type ChatRequest, isUsable } from '../understand.ts'
import { questionRequest } from './question-dialect.ts'
import { QuestionRun } from './question-run.ts'
import type { Said } from './said.ts'
import { problemsOf, repairTurns, shapedValue } from './shaped-answer.ts'
import { toldAgain, toldOf } from './told.ts'

/** Asks a question as any chat is asked, and says what the answer used as it was charged. */
export function askQuestion(
  question: Question,
  model: string,
  asker: Asker,
  parts: AnsweringParts,
): Promise<TextAnswer> {
  const request = { ...questionRequest(question, model), ...asker }
  return question.shape === undefined ? askText(request, parts) : askObject(question, request, parts)
}

async function askText(request: ChatRequest, parts: AnsweringParts): Promise<TextAnswer> {
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
  return { text, finish, value: undefined, ...(told ?? toldAgain(reply, usage)), headers: reply.headers ?? {} }
}

/** An answer of another shape is mended once by the model itself; where that fails too, nobody pays for either. */
async function askObject(question: Question, first: ChatRequest, tools: AnsweringParts): Promise<TextAnswer> {
  const run = new QuestionRun(tools, (answer) => isUsable(answer, first))
  try {
    let reply = await answerChat(first, run.answering())
    const problems = problemsOf(reply.body as Said, question.shape)
    if (problems.length > 0) {
      reply = await answerChat(repairOf(question, first, reply.body as Said, problems), run.answering())
      const [left] = problemsOf(reply.body as Said, question.shape)
      if (left !== undefined) throw unusable(left)
    }
    const said = reply.body as Said
    const { identity, delivered } = run
    const { text, finish, usage } = said
    const answer = { text, finish, value: shapedValue(said) }
    if (identity === null || delivered === null)
      return { ...answer, ...toldAgain(reply, usage), headers: reply.headers ?? {} }
    return { ...answer, ...toldOf(run, identity), headers: replyHeaders(delivered, run, identity) }
  } catch (error) {
    run.fail(error)
    throw error
  }
}

function repairOf(question: Question, first: ChatRequest, said: Said, problems: readonly string[]): ChatRequest {
  const turns = [...question.turns, ...repairTurns(said, problems)]
  const again = questionRequest({ ...question, turns }, String(first.body.model))
  // A key is good for one admission; it is the same request that goes on.
  return { ...first, ...again, idempotencyKey: null, usedKey: first.idempotencyKey }
}

const unusable = (problem: string): ApiError =>
  new ApiError(
    'UPSTREAM_PROTOCOL_ERROR',
    `The model did not answer in the asked form, also when it was told: ${problem}`,
  )
