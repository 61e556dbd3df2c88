import { ApiError } from '@proxyapi/contract/errors'
import type { Asker, Embed, EmbeddingAnswer } from '../question.ts'
import type { Store } from '../store/database.ts'
import { embeddedPage, latestModel, type MemoryPlace, setEmbedding, unembeddedPage } from '../store/memories.ts'
import { packedVector } from './nearest.ts'
import type { Candidate } from './rank-memories.ts'

interface EmbedParts {
  readonly store: Store
  readonly embed: Embed
}

/** What embeddings used. */
export interface EmbeddingUse {
  inputTokens: number
  /** USD. */
  cost: number
}

interface QueryText {
  readonly operation: string
  readonly text: string
  /** Of the request that it is embedded for. */
  readonly body: Readonly<Record<string, unknown>>
}

/** A question as a vector, and the model that made it. */
export interface EmbeddedQuery {
  readonly vector: Float32Array
  readonly model: string
}

const rowsAtOnce = 1_000
const textsAtOnce = 100
const charsAtOnce = 400_000

/** Embeds a question by what embedded the memories before, else by the server's choice; null where no model embeds here. */
export async function embedQuery(
  { operation, text, body }: QueryText,
  place: MemoryPlace,
  asker: Asker,
  { store, embed }: EmbedParts,
  use: EmbeddingUse,
): Promise<EmbeddedQuery | null> {
  const known = await latestModel(store.db, place)
  for (const model of known === null ? [null] : [known, null]) {
    try {
      const answer = await embed({ operation, texts: [text], model, dimensions: null, body }, unkeyed(asker))
      note(answer, use)
      const vector = packedVector(answer.embeddings[0] ?? [], 'cosine')
      return vector && { vector, model: model ?? `${answer.provider}/${answer.model}` }
    } catch (error) {
      if (!isMissing(error)) throw error
    }
  }
  return null
}

/** Embeds what its model has not embedded yet, and keeps it. */
export async function embedMissing(
  { model }: EmbeddedQuery,
  { operation, body }: QueryText,
  place: MemoryPlace,
  asker: Asker,
  { store, embed }: EmbedParts,
  use: EmbeddingUse,
): Promise<void> {
  for (let after = 0; ; ) {
    const page = fitting(await unembeddedPage(store.db, place, model, after, textsAtOnce))
    const last = page.at(-1)
    if (last === undefined) return
    after = last.seq
    const texts = page.map(({ content }) => content)
    const answer = await embed({ operation, texts, model, dimensions: null, body }, unkeyed(asker))
    note(answer, use)
    await store.write(async (tx) => {
      for (const [at, row] of page.entries()) {
        const packed = packedVector(answer.embeddings[at] ?? [], 'cosine')
        if (packed === null) continue
        const vec = new Uint8Array(packed.buffer, packed.byteOffset, packed.byteLength)
        await setEmbedding(tx, place.user_id, row, { vec, model })
      }
    })
  }
}

/** Every embedded memory with its likeness to the question, as the database has it now. */
export async function* compared(
  { vector, model }: EmbeddedQuery,
  place: MemoryPlace,
  { store }: Pick<EmbedParts, 'store'>,
): AsyncGenerator<Candidate> {
  for (let after = 0; ; ) {
    const page = await embeddedPage(store.db, place, model, after, rowsAtOnce)
    for (const { id, seq, at, vec } of page) {
      if (vec?.byteLength !== vector.byteLength) continue
      yield { id, seq, at, similarity: cosine(vec, vector) }
    }
    if (page.length < rowsAtOnce) return
    after = page.at(-1)?.seq ?? after
  }
}

function cosine(vec: Uint8Array, vector: Float32Array): number {
  // Rows come at any offset of a buffer; numbers are read where they are aligned.
  const values = new Float32Array(Uint8Array.from(vec).buffer)
  let sum = 0
  for (let i = 0; i < vector.length; i++) sum += (values[i] as number) * (vector[i] as number)
  return Math.min(1, Math.max(-1, sum))
}

/** As many as one call takes; always one. */
function fitting<Row extends { content: string }>(rows: readonly Row[]): Row[] {
  let chars = 0
  return rows.filter(({ content }, at) => {
    chars += content.length
    return at === 0 || chars <= charsAtOnce
  })
}

/** A key is good for one call, and there may be several. */
const unkeyed = (asker: Asker): Asker => ({ ...asker, idempotencyKey: null })

function note({ inputTokens, cost }: EmbeddingAnswer, use: EmbeddingUse): void {
  use.inputTokens += inputTokens
  use.cost += cost ?? 0
}

const isMissing = (error: unknown): boolean => error instanceof ApiError && error.code === 'MODEL_NOT_FOUND'
