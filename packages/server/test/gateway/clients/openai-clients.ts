/** The official client of Chat Completions and Responses. */
import OpenAI from 'openai'
import { z } from 'zod'
import { type Asking, type ClientTool, type ForeignClient, toolNamed } from './foreign-client.ts'

type Turns = OpenAI.Chat.ChatCompletionMessageParam[]
type Items = OpenAI.Responses.ResponseInputItem[]

const clientAt = (url: string) => new OpenAI({ apiKey: 'key', baseURL: `${url}/v1`, maxRetries: 0 })

export function openaiChat(url: string): ForeignClient {
  const client = clientAt(url)
  const ask = (
    { model, stream }: Asking,
    messages: Turns,
    more: Partial<OpenAI.Chat.ChatCompletionCreateParams> = {},
  ) => {
    const request = { model, messages, ...more } as OpenAI.Chat.ChatCompletionCreateParamsNonStreaming
    if (!stream) return client.chat.completions.create(request)
    const usage = { stream_options: { include_usage: true } }
    return client.chat.completions.stream({ ...request, ...usage, stream: true }).finalChatCompletion()
  }
  return {
    name: 'openai, chat',
    stop: 'stop',
    async say(content, asking) {
      const { choices, usage } = await ask(asking, [{ role: 'user', content }])
      const [choice] = choices
      return {
        text: choice?.message.content ?? '',
        finish: choice?.finish_reason,
        outputTokens: usage?.completion_tokens,
      }
    },
    async work(content, tools, asking) {
      const declared = tools.map(({ name, description, parameters }) => ({
        type: 'function' as const,
        function: { name, description, parameters: z.toJSONSchema(parameters) },
      }))
      const asked: Turns = [{ role: 'user', content }]
      const first = (await ask(asking, asked, { tools: declared })).choices[0]?.message
      const calls = (first?.tool_calls ?? []).flatMap((call) => (call.type === 'function' ? [call] : []))
      const results: Turns = calls.map(({ id, function: { name, arguments: input } }) => ({
        role: 'tool',
        tool_call_id: id,
        content: toolNamed(tools, name).run(JSON.parse(input)),
      }))
      const last = await ask(asking, [...asked, first as Turns[number], ...results], { tools: declared })
      return { called: calls.map((call) => call.function.name), text: last.choices[0]?.message.content ?? '' }
    },
    async fill(content, shape, asking) {
      const schema = z.toJSONSchema(shape)
      const response_format = { type: 'json_schema' as const, json_schema: { name: 'answer', schema, strict: true } }
      const { choices } = await ask(asking, [{ role: 'user', content }], { response_format })
      return JSON.parse(choices[0]?.message.content ?? '')
    },
    embed: async (model, input) => (await client.embeddings.create({ model, input })).data.map((row) => row.embedding),
  }
}

export function openaiResponses(url: string): ForeignClient {
  const client = clientAt(url)
  const ask = async (
    { model, stream }: Asking,
    input: Items,
    more: Partial<OpenAI.Responses.ResponseCreateParams> = {},
  ): Promise<OpenAI.Responses.Response> => {
    const request = { model, input, store: false, ...more } as OpenAI.Responses.ResponseCreateParamsNonStreaming
    if (!stream) return client.responses.create(request)
    const text: string[] = []
    for await (const event of await client.responses.create({ ...request, stream: true })) {
      if (event.type === 'response.output_text.delta') text.push(event.delta)
      if (event.type === 'response.completed') return { ...event.response, output_text: text.join('') }
    }
    throw new Error('a stream without an end')
  }
  const user = (content: string) => ({ role: 'user' as const, content })
  return {
    name: 'openai, responses',
    stop: 'completed',
    async say(prompt, asking) {
      const { output_text, status, usage } = await ask(asking, [user(prompt)])
      return { text: output_text, finish: status, outputTokens: usage?.output_tokens }
    },
    async work(prompt, tools, asking) {
      const declared = tools.map((tool: ClientTool) => ({
        type: 'function' as const,
        name: tool.name,
        description: tool.description,
        parameters: z.toJSONSchema(tool.parameters),
        strict: false,
      }))
      const { output } = await ask(asking, [user(prompt)], { tools: declared })
      const calls = output.flatMap((item) => (item.type === 'function_call' ? [item] : []))
      const results = calls.map((call) => ({
        type: 'function_call_output' as const,
        call_id: call.call_id,
        output: toolNamed(tools, call.name).run(JSON.parse(call.arguments)),
      }))
      const last = await ask(asking, [user(prompt), ...(output as Items), ...results], { tools: declared })
      return { called: calls.map(({ name }) => name), text: last.output_text }
    },
    async fill(prompt, shape, asking) {
      const format = { type: 'json_schema' as const, name: 'answer', schema: z.toJSONSchema(shape), strict: true }
      return JSON.parse((await ask(asking, [user(prompt)], { text: { format } })).output_text)
    },
  }
}
