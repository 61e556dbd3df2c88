/** A request of every route that spends, each for an upstream that charges for it. */

export interface Spend {
  path: string
  body: Readonly<Record<string, unknown>>
}

const question = 'Which way is the sea?'
const messages = [{ role: 'user', content: question }]
const model = 'openai/gpt-4o-mini'

export const inferenceSpends: Readonly<Record<string, Spend>> = {
  chat: { path: '/v1/chat/completions', body: { model, messages, max_tokens: 50 } },
  stream: { path: '/v1/chat/completions', body: { model, messages, max_tokens: 50, stream: true } },
  responses: { path: '/v1/responses', body: { model, input: question, max_output_tokens: 50 } },
  messages: { path: '/v1/messages', body: { model: 'anthropic/claude-sonnet-4-6', messages, max_tokens: 50 } },
  completions: { path: '/v1/completions', body: { model, prompt: question, max_tokens: 50 } },
  embeddings: { path: '/v1/embeddings', body: { model: 'openai/text-embedding-3-small', input: question.repeat(20) } },
  rerank: {
    path: '/v1/rerank',
    body: { model: 'cohere/rerank-v3.5', query: question, documents: ['left', 'right'] },
  },
  images: { path: '/v1/images/generations', body: { model: 'openai/gpt-image-2', prompt: question } },
  speech: { path: '/v1/audio/speech', body: { model: 'openai/tts-1', input: question, voice: 'alloy' } },
}
