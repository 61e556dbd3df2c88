import type { Brand } from './dialect.ts'
import { type CarriedOperation, type Carrier, type Carriers, carrierIn } from './operation.ts'
import { countTokens } from './operations/count-tokens.ts'
import { embeddings } from './operations/embeddings.ts'
import { images, moderations, speech } from './operations/media.ts'
import { rerank } from './operations/rerank.ts'
import { transcriptions } from './operations/transcriptions.ts'

const carriers: Readonly<Record<CarriedOperation, Carriers>> = {
  embeddings,
  rerank,
  moderations,
  images,
  speech,
  transcriptions,
  count_tokens: countTokens,
}

/** How a brand carries an operation; undefined where it does not. */
export const carrierOf = (operation: CarriedOperation, brand: Brand): Carrier | undefined =>
  carrierIn(carriers[operation], operation, brand)
