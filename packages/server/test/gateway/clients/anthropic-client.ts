/** The official client of Messages. */
import Anthropic from '@anthropic-ai/sdk'
import { z } from 'zod'
import { type Asking, type ForeignClient, toolNamed } from './foreign-client.ts'

type Turns = Anthropic.MessageParam[]

export function anthropicMessages(url: string): ForeignClient {
  const client = new Anthropic({ apiKey: 'key', baseURL: url, maxRetries: 0 })
  const ask = ({ model, stream }: Asking, messages: Turns, more: Partial<Anthropic.MessageCreateParams> = {}) => {
    const request = { model, messages, max_tokens: 2_000, ...more } as Anthropic.MessageCreateParamsNonStreaming
    return stream
      ? client.messages.stream({ ...request, stream: true }).finalMessage()
      : client.messages.create(request)
  }
  const textOf = ({ content }: Anthropic.Message) =>
    content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join('')
  return {
    name: '@anthropic-ai/sdk',
    stop: 'end_turn',
    async say(content, asking) {
      const message = await ask(asking, [{ role: 'user', content }])
      return { text: textOf(message), finish: message.stop_reason, outputTokens: message.usage.output_tokens }
    },
    async work(prompt, tools, asking) {
      const declared = tools.map(({ name, description, parameters }) => ({
        name,
        description,
        input_schema: z.toJSONSchema(parameters) as Anthropic.Tool.InputSchema,
      }))
      const asked: Turns = [{ role: 'user', content: prompt }]
      const { content } = await ask(asking, asked, { tools: declared })
      const calls = content.flatMap((block) => (block.type === 'tool_use' ? [block] : []))
      const results = calls.map(({ id, name, input }) => ({
        type: 'tool_result' as const,
        tool_use_id: id,
        content: toolNamed(tools, name).run(input as Record<string, unknown>),
      }))
      const turns: Turns = [...asked, { role: 'assistant', content }, { role: 'user', content: results }]
      return {
        called: calls.map(({ name }) => name),
        text: textOf(await ask(asking, turns, { tools: declared })),
      }
    },
    async fill(content, shape, asking) {
      const format = { type: 'json_schema' as const, schema: z.toJSONSchema(shape) }
      return JSON.parse(textOf(await ask(asking, [{ role: 'user', content }], { output_config: { format } })))
    },
  }
}
