import type { Asker, CountTokens, Embed } from '../question.ts'
import type { Clock } from '../runtime.ts'
import type { Store } from '../store/database.ts'
import { type MemoryPlace, memoriesById, newestMemories, type ToldMemory } from '../store/memories.ts'
import { wordLikeness } from './bm25.ts'
import { compared, type EmbeddingUse, embedMissing, embedQuery } from './embed-memories.ts'
import { BestMemories, type Candidate, thatFit } from './rank-memories.ts'

export interface MemoryQuery {
  /** By this name what it costs stands in usage and log. */
  readonly operation: string
  readonly text: string
  /** Null: of all conversations. */
  readonly conversation: string | null
  readonly k: number
  /** Of all contents together, estimated; null: no bound. */
  readonly maxTokens: number | null
  readonly recencyWeight: number
  readonly halfLifeHours: number
  /** Of the request that it is asked for. */
  readonly body: Readonly<Record<string, unknown>>
}

export interface Recalled {
  /** Highest score first. */
  readonly items: readonly (ToldMemory & { readonly score: number; readonly similarity: number })[]
  readonly use: EmbeddingUse
}

export interface RecallTools {
  readonly store: Store
  readonly clock: Pick<Clock, 'now'>
  readonly embed: Embed
  readonly countTokens: CountTokens
}

const newestOfWords = 5_000
/** Memories that are looked through for such as fit; the contents of no more are read. */
const rankedMax = 500

/** The best matching memories as they are now: what was deleted before is not among them. */
export async function recallMemories(
  userId: string,
  query: MemoryQuery,
  asker: Asker,
  tools: RecallTools,
): Promise<Recalled> {
  const { store, clock, countTokens } = tools
  const place: MemoryPlace = { user_id: userId, conversation_id: query.conversation }
  const use: EmbeddingUse = { inputTokens: 0, cost: 0 }
  const { recencyWeight, halfLifeHours } = query
  const ranking = { now: clock.now(), recencyWeight, halfLifeMs: halfLifeHours * 3_600_000 }
  const best = new BestMemories(ranking, rankedMax)
  for await (const candidate of candidatesOf(query, place, asker, tools, use)) best.offer(candidate)
  const ranked = best.sorted()
  const rows = await memoriesById(
    store.db,
    userId,
    ranked.map(({ id }) => id),
  )
  const byId = new Map(rows.map((row) => [row.id, row]))
  const found = ranked.flatMap(({ id, score, similarity }) => {
    const row = byId.get(id)
    // It was deleted meanwhile.
    return row === undefined ? [] : { ...row, score, similarity }
  })
  const { k, maxTokens } = query
  const room = { k, maxTokens: maxTokens ?? Number.POSITIVE_INFINITY }
  return { items: thatFit(found, { ...room, tokensOf: ({ content }) => countTokens(content) }), use }
}

async function* candidatesOf(
  query: MemoryQuery,
  place: MemoryPlace,
  asker: Asker,
  tools: RecallTools,
  use: EmbeddingUse,
): AsyncGenerator<Candidate> {
  const { db } = tools.store
  // Where nothing is remembered nothing is asked and charged.
  if ((await newestMemories(db, place, 1)).length === 0) return
  const embedded = await embedQuery(query, place, asker, tools, use)
  if (embedded !== null) {
    await embedMissing(embedded, query, place, asker, tools, use)
    yield* compared(embedded, place, tools)
    return
  }
  const rows = await newestMemories(db, place, newestOfWords)
  const likeness = wordLikeness(
    query.text,
    rows.map(({ content }) => content),
  )
  for (const [n, { id, seq, at }] of rows.entries()) yield { id, seq, at, similarity: likeness[n] ?? 0 }
}
