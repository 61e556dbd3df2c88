/** The `ai` package, over each of its providers that can be told where to ask. */
import { createAnthropic } from '@ai-sdk/anthropic'
import { createOpenAI } from '@ai-sdk/openai'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import {
  type EmbeddingModel,
  embedMany,
  generateText,
  type LanguageModel,
  Output,
  stepCountIs,
  streamText,
  tool,
} from 'ai'
import type { ForeignClient } from './foreign-client.ts'

type Request = Omit<Parameters<typeof generateText>[0], 'model' | 'prompt' | 'messages'>

// What it warns of is that it does not know our models.
globalThis.AI_SDK_LOG_WARNINGS = false
/** Otherwise it refers to what was said before by id, which only an upstream that stored it can read. */
const unstored = { openai: { store: false } }

interface Made {
  name: string
  model(id: string): LanguageModel
  embedding?(id: string): EmbeddingModel
}

function clientOf({ name, model, embedding }: Made): ForeignClient {
  const ask = async (id: string, stream: boolean, prompt: string, more: Request = {}) => {
    const request = { model: model(id), prompt, maxRetries: 0, providerOptions: unstored, ...more }
    if (!stream) return generateText(request)
    let failure: unknown
    const told = streamText({
      ...request,
      onError: ({ error }) => {
        failure = error
      },
    })
    await told.consumeStream()
    if (failure !== undefined) throw failure
    const [text, finishReason, steps, usage] = await Promise.all([told.text, told.finishReason, told.steps, told.usage])
    return { text, finishReason, steps, usage, output: more.output === undefined ? undefined : await told.output }
  }
  return {
    name,
    stop: 'stop',
    async say(prompt, { model: id, stream }) {
      const { text, finishReason, usage } = await ask(id, stream, prompt)
      return { text, finish: finishReason, outputTokens: usage.outputTokens }
    },
    async work(prompt, tools, { model: id, stream }) {
      const declared = Object.fromEntries(
        tools.map(({ name: named, description, parameters, run }) => [
          named,
          tool({ description, inputSchema: parameters, execute: async (input) => run(input) }),
        ]),
      )
      const { text, steps } = await ask(id, stream, prompt, { tools: declared, stopWhen: stepCountIs(3) })
      return { called: steps.flatMap(({ toolCalls }) => toolCalls.map(({ toolName }) => toolName)), text }
    },
    async fill(prompt, shape, { model: id, stream }) {
      const { output } = await ask(id, stream, prompt, { output: Output.object({ schema: shape }) })
      return output
    },
    ...(embedding && {
      embed: async (id: string, values: string[]) =>
        (await embedMany({ model: embedding(id), values, maxRetries: 0 })).embeddings,
    }),
  }
}

const at = (url: string) => ({ apiKey: 'key', baseURL: `${url}/v1` })

export function aiClients(url: string): ForeignClient[] {
  const openai = createOpenAI(at(url))
  const compatible = createOpenAICompatible({
    ...at(url),
    name: 'any',
    supportsStructuredOutputs: true,
    includeUsage: true,
  })
  const anthropic = createAnthropic(at(url))
  return [
    { name: 'ai over @ai-sdk/openai, chat', model: (id: string) => openai.chat(id), embedding: openai.embedding },
    { name: 'ai over @ai-sdk/openai, responses', model: (id: string) => openai.responses(id) },
    {
      name: 'ai over @ai-sdk/openai-compatible',
      model: (id: string) => compatible(id),
      embedding: (id: string) => compatible.embeddingModel(id),
    },
    { name: 'ai over @ai-sdk/anthropic', model: (id: string) => anthropic(id) },
  ].map(clientOf)
}
