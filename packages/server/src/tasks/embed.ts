import type { Asker } from '../question.ts'
import { vectorData } from './task-data.ts'
import type { Schemas, TaskParts, TaskReply } from './task-parts.ts'

/** One vector a text, in their order. */
export async function embed(
  body: Schemas['AiEmbed'],
  asker: Asker,
  parts: TaskParts,
): Promise<TaskReply<Schemas['AiEmbedData']>> {
  const { input, model = null, dimensions = null } = body
  const texts = typeof input === 'string' ? [input] : input
  const answer = await parts.embed({ operation: 'aiEmbed', model, texts, dimensions, body }, asker)
  const embeddings = answer.embeddings.map((vector) => [...vector])
  const data = { ...vectorData(answer), embeddings, dimensions: embeddings[0]?.length ?? 0 }
  return { data, headers: answer.headers }
}
