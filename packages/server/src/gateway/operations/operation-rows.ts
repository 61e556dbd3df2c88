/** What the gateway has to know of each operation beside chat, as data. */
import {
  type CarriedOperation,
  documentsOf,
  inputsOf,
  type OperationCall,
  type Usage,
  usageOf,
} from '@proxyapi/providers'
import { tokenWeight } from '../estimate.ts'
import type { ModelPrice } from '../lane.ts'

export interface OperationRow {
  /** In the contract, the usage records and the request log. */
  readonly operationId: string
  /** The member of the body that has to fit into the model. */
  readonly prompt: string
  readonly isFree: boolean
  /** Members of the body that hold texts of the caller, which the content rules judge. */
  readonly texts: readonly string[]
  /** Another model's answer means the same to the caller. */
  readonly mayChangeModel: boolean
  /** The answer is sound, forwarded as it comes. */
  readonly isSound: boolean
  /** To the answer, where nobody wrote or asked otherwise. */
  readonly answerMs: number
  /** Headers of the caller that an upstream of the same shape sees. */
  readonly passedHeaders: readonly string[]
  /** What the catalog says of models that serve it; null: any may. A model that chats and is not said to serve it does not. */
  readonly capability: string | null
  isPriced(price: ModelPrice): boolean
  /** By our estimate: what is held for, and what counts where the upstream does not tell. */
  expected(call: OperationCall): Usage
}

/** Of one image of the dearest kind; of a spoken character; bytes of a second of the sparest recording. */
const tokensPerImage = 6_500
const tokensPerCharacter = 1.5
const bytesPerSecond = 4_000

const byToken = ({ input, output }: ModelPrice): boolean => input !== null && output !== null
const nothing = (): Usage => usageOf({})
const estimated = (parts: Partial<Usage>): Usage => usageOf({ ...parts, estimated: true })

const common = {
  texts: [],
  isFree: false,
  mayChangeModel: true,
  isSound: false,
  answerMs: 60_000,
  passedHeaders: [],
  capability: null,
}

export const operationRows: Readonly<Record<CarriedOperation, OperationRow>> = {
  embeddings: {
    ...common,
    operationId: 'createEmbedding',
    texts: ['input'],
    capability: 'embeddings',
    prompt: 'input',
    mayChangeModel: false,
    isPriced: ({ input }) => input !== null,
    expected: (call) => estimated({ input: Math.ceil(inputsOf(call).reduce((sum, one) => sum + weightOf(one), 0)) }),
  },
  rerank: {
    ...common,
    operationId: 'createRerank',
    texts: ['query', 'documents'],
    capability: 'rerank',
    prompt: 'documents',
    isPriced: ({ input, pieces }) => input !== null || typeof pieces?.request === 'number',
    expected(call) {
      const texts = documentsOf(call)
      const query = weightOf(String(call.body.query ?? ''))
      const input = Math.ceil(texts.reduce((sum, text) => sum + query + weightOf(text), 0))
      return estimated({ input })
    },
  },
  moderations: {
    ...common,
    operationId: 'createModeration',
    prompt: 'input',
    isFree: true,
    capability: 'moderation',
    isPriced: () => true,
    expected: nothing,
  },
  images: {
    ...common,
    operationId: 'createImage',
    texts: ['prompt'],
    capability: 'image_generation',
    prompt: 'prompt',
    answerMs: 180_000,
    isPriced: (price) => typeof price.pieces?.image === 'number' || byToken(price),
    expected({ body }) {
      const images = typeof body.n === 'number' ? body.n : 1
      return estimated({ images, input: Math.ceil(weightOf(String(body.prompt))), output: images * tokensPerImage })
    },
  },
  speech: {
    ...common,
    operationId: 'createSpeech',
    texts: ['input', 'instructions'],
    capability: 'speech',
    prompt: 'input',
    isSound: true,
    answerMs: 30_000,
    isPriced: (price) => typeof price.pieces?.character === 'number' || byToken(price),
    expected({ body }) {
      const text = String(body.input)
      const characters = [...text].length
      const output = Math.ceil(characters * tokensPerCharacter)
      return estimated({ characters, input: Math.ceil(weightOf(text)), output })
    },
  },
  transcriptions: {
    ...common,
    operationId: 'createTranscription',
    texts: ['prompt'],
    capability: 'transcription',
    prompt: 'file',
    answerMs: 300_000,
    isPriced: (price) => typeof price.pieces?.audioMinute === 'number' || byToken(price),
    expected({ upload }) {
      const seconds = (upload?.bytes.length ?? 0) / bytesPerSecond
      return estimated({ seconds, input: Math.ceil(seconds * 20), output: Math.ceil(seconds * 5) })
    },
  },
  count_tokens: {
    ...common,
    operationId: 'countMessageTokens',
    prompt: 'messages',
    isFree: true,
    passedHeaders: ['anthropic-version', 'anthropic-beta'],
    isPriced: () => true,
    expected: nothing,
  },
}

/** Tokens of a text, or of a list of them. */
const weightOf = (input: string | readonly number[]): number =>
  typeof input === 'string' ? tokenWeight(input) : input.length
