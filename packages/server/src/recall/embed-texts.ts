import { ApiError } from '@proxyapi/contract/errors'
import type { Asker, Embed, EmbeddingAnswer } from '../question.ts'

interface Texts {
  readonly operation: string
  readonly texts: readonly string[]
  /** Null: the one that the server chooses. */
  readonly model: string | null
  readonly body: Readonly<Record<string, unknown>>
}

/** The vectors of texts, charged to who asks. Throws UNSUPPORTED_PARAMETER where no model embeds here. */
export async function embedTexts(texts: Texts, asker: Asker, embed: Embed): Promise<EmbeddingAnswer> {
  try {
    return await embed({ ...texts, dimensions: null }, asker)
  } catch (error) {
    const isMissing = error instanceof ApiError && error.code === 'MODEL_NOT_FOUND'
    if (texts.model !== null || !isMissing) throw error
    throw new ApiError('UNSUPPORTED_PARAMETER', 'No model embeds texts here: send `values`.', { param: 'text' })
  }
}
