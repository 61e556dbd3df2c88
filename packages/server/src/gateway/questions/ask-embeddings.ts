import type { PlainReply } from '@proxyapi/contract'
import { usageOf } from '@proxyapi/providers'
import type { EmbeddingAnswer, EmbeddingQuestion } from '../../question.ts'
import type { CallIdentity, Run } from '../meter.ts'
import { toldAgain, toldOf } from './told.ts'

type Body = Readonly<Record<string, unknown>>

interface EmbeddingList {
  readonly data: readonly { readonly embedding: readonly number[] }[]
  readonly usage?: { readonly prompt_tokens?: number }
}

/** Asks for vectors as callers of the operation do, and says what they used as it was charged. */
export async function askEmbeddings(
  { texts, dimensions, model, body: { metadata } }: EmbeddingQuestion,
  operate: (body: Body, answered: (run: Run, identity: CallIdentity) => void) => Promise<PlainReply>,
): Promise<EmbeddingAnswer> {
  let told: ReturnType<typeof toldOf> | null = null
  const body = {
    ...(model !== null && { model }),
    input: texts,
    encoding_format: 'float',
    ...(dimensions !== null && { dimensions }),
    ...(metadata !== undefined && { metadata }),
  }
  const reply = await operate(body, (run, identity) => {
    told = toldOf(run, identity)
  })
  const { content, headers = {} } = reply
  const list = (
    content instanceof Uint8Array ? JSON.parse(Buffer.from(content).toString()) : reply.body
  ) as EmbeddingList
  const embeddings = list.data.map(({ embedding }) => embedding)
  const again = () => toldAgain(reply, usageOf({ input: list.usage?.prompt_tokens ?? 0 }))
  return { embeddings, ...(told ?? again()), headers }
}
