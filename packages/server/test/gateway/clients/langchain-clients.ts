/** LangChain's client of Chat Completions and Responses. */
import type { AIMessageChunk } from '@langchain/core/messages'
import { HumanMessage, ToolMessage } from '@langchain/core/messages'
import type { Runnable } from '@langchain/core/runnables'
import { tool } from '@langchain/core/tools'
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai'
import { type Asking, type ForeignClient, toolNamed } from './foreign-client.ts'

type Speaker = Runnable<(HumanMessage | ToolMessage | AIMessageChunk)[], AIMessageChunk>

export function langchain(url: string, useResponsesApi: boolean): ForeignClient {
  const configuration = { baseURL: `${url}/v1` }
  const modelOf = ({ model, stream }: Asking) =>
    new ChatOpenAI({ model, apiKey: 'key', maxRetries: 0, useResponsesApi, streaming: stream, configuration })

  async function ask(speaker: Speaker, { stream }: Asking, turns: Parameters<Speaker['invoke']>[0]) {
    if (!stream) return speaker.invoke(turns)
    let whole: AIMessageChunk | undefined
    for await (const chunk of await speaker.stream(turns)) whole = whole === undefined ? chunk : whole.concat(chunk)
    if (whole === undefined) throw new Error('an empty stream')
    return whole
  }

  return {
    name: useResponsesApi ? '@langchain/openai, responses' : '@langchain/openai, chat',
    stop: useResponsesApi ? 'completed' : 'stop',
    async say(prompt, asking) {
      const said = await ask(modelOf(asking) as unknown as Speaker, asking, [new HumanMessage(prompt)])
      const { finish_reason, status } = said.response_metadata
      return {
        text: said.text,
        finish: String(finish_reason ?? status),
        outputTokens: said.usage_metadata?.output_tokens,
      }
    },
    async work(prompt, tools, asking) {
      const declared = tools.map(({ name, description, parameters, run }) =>
        tool((input) => run(input as Record<string, unknown>), { name, description, schema: parameters }),
      )
      const speaker = modelOf(asking).bindTools(declared) as unknown as Speaker
      const asked = new HumanMessage(prompt)
      const first = await ask(speaker, asking, [asked])
      const calls = first.tool_calls ?? []
      const results = calls.map(
        ({ id, name, args }) => new ToolMessage({ tool_call_id: id ?? '', content: toolNamed(tools, name).run(args) }),
      )
      const last = await ask(speaker, asking, [asked, first, ...results])
      return { called: calls.map(({ name }) => name), text: last.text }
    },
    async fill(prompt, shape, asking) {
      const filler = modelOf(asking).withStructuredOutput(shape as never, { name: 'answer', method: 'jsonSchema' })
      if (!asking.stream) return filler.invoke(prompt)
      let filled: unknown
      for await (const part of await filler.stream(prompt)) filled = part
      return filled
    },
    ...(!useResponsesApi && {
      embed: (model: string, texts: string[]) =>
        new OpenAIEmbeddings({ model, apiKey: 'key', maxRetries: 0, configuration }).embedDocuments(texts),
    }),
  }
}
