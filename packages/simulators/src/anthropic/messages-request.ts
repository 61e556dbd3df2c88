import { createHash } from 'node:crypto'
import { isObject, type JsonObject, objectsOf } from '../json.ts'
import type { Question, Tool } from '../mind.ts'
import { countTokens } from '../tokens.ts'
import { invalid } from './errors.ts'
import type { AnthropicModel } from './models.ts'
import type { Segment } from './prompt-cache.ts'

export interface MessagesRequest {
  question: Question
  segments: Segment[]
  inputTokens: number
  stream: boolean
}

interface Turn {
  role: 'user' | 'assistant'
  blocks: JsonObject[]
}

const tokensOfImage = 1000
const tokensOfTurn = 3
const leastThinkingBudget = 1024

/** What a body of `/v1/messages` asks for. Throws Refused where Anthropic would; unknown members are ignored. */
export function messagesRequest(body: JsonObject, model: AnthropicModel): MessagesRequest {
  const maxTokens = maxTokensOf(body, model)
  const { segments, turns, tools, inputTokens } = promptOf(body)
  const thinking = thinkingOf(body.thinking, maxTokens)
  judgeTurns(turns, thinking === 'enabled', model)
  range(body, 'temperature', 0, 1)
  range(body, 'top_p', 0, 1)
  const last = turns.at(-1)?.blocks ?? []
  return {
    segments,
    inputTokens,
    stream: body.stream === true,
    question: {
      ask: lastAsk(turns),
      toolResults: last.filter(({ type }) => type === 'tool_result').map((block) => textOf(block.content)),
      tools,
      toolChoice: toolChoiceOf(body.tool_choice, tools),
      parallelCalls: !(isObject(body.tool_choice) && body.tool_choice.disable_parallel_tool_use === true),
      maxTokens,
      stop: Array.isArray(body.stop_sequences) ? body.stop_sequences.map(String) : [],
      json: formatOf(body.output_config),
      reasons: thinking !== 'disabled',
      announcesCalls: true,
    },
  }
}

/** The countable part of a body, as `/v1/messages/count_tokens` takes it. */
export function promptOf(body: JsonObject): { segments: Segment[]; turns: Turn[]; tools: Tool[]; inputTokens: number } {
  const turns = turnsOf(body.messages)
  const tools = toolsOf(body.tools)
  const segments = [
    ...objectsOf(body.tools).map(segmentOf),
    ...blocksOf(body.system).map(segmentOf),
    ...turns.flatMap(({ blocks }) => blocks).map(segmentOf),
  ]
  const inputTokens = segments.reduce((sum, { tokens }) => sum + tokens, turns.length * tokensOfTurn)
  return { segments, turns, tools, inputTokens }
}

/** What closes a block of thinking; it must come back with the very same text. */
export function signatureOf(thinking: string): string {
  const digest = createHash('sha512').update('sim').update(thinking).digest()
  return Buffer.concat([digest, digest]).toString('base64')
}

function turnsOf(value: unknown): Turn[] {
  if (value === undefined) throw invalid('messages: Field required')
  if (!Array.isArray(value)) throw invalid('messages: Input should be a valid list')
  if (value.length === 0) throw invalid('messages: at least one message is required')
  const turns: Turn[] = []
  for (const [index, message] of value.entries()) {
    if (!isObject(message)) throw invalid(`messages.${index}: Input should be an object`)
    const { role } = message
    if (role !== 'user' && role !== 'assistant') {
      throw invalid(`messages.${index}.role: Input should be 'user' or 'assistant'`)
    }
    const blocks = blocksOf(message.content)
    if (blocks.length === 0 && index < value.length - 1) {
      throw invalid(
        `messages.${index}: all messages must have non-empty content except for the optional final assistant message`,
      )
    }
    const previous = turns.at(-1)
    if (previous?.role === role) previous.blocks.push(...blocks)
    else turns.push({ role, blocks })
  }
  return turns
}

function blocksOf(content: unknown): JsonObject[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }]
  return objectsOf(content)
}

function segmentOf(block: JsonObject): Segment {
  const { cache_control, ...rest } = block
  const isMedia = block.type === 'image' || block.type === 'document'
  const counted = typeof block.text === 'string' ? block.text : JSON.stringify(rest)
  return {
    text: JSON.stringify(rest),
    tokens: isMedia ? tokensOfImage : countTokens(counted),
    ttl: isObject(cache_control) ? (cache_control.ttl === '1h' ? '1h' : '5m') : null,
  }
}

function judgeTurns(turns: Turn[], mustThink: boolean, model: AnthropicModel): void {
  for (const [index, { role, blocks }] of turns.entries()) {
    judgeSignatures(blocks, index)
    if (role === 'assistant') judgeToolUse(blocks, turns[index + 1], index)
    else judgeToolResults(blocks, turns[index - 1], index)
  }
  const last = turns.at(-1)
  if (last?.role === 'assistant' && !model.prefill) {
    const text = 'This model does not support assistant message prefill. The conversation must end with a user message.'
    throw invalid(text)
  }
  const before = turns.at(-2)?.blocks ?? []
  const first = before[0]?.type
  if (mustThink && before.some(isToolUse) && first !== 'thinking' && first !== 'redacted_thinking') {
    throw invalid(
      `messages.${turns.length - 2}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`${first}\`.`,
    )
  }
}

function isToolUse({ type }: JsonObject): boolean {
  return type === 'tool_use'
}

function judgeSignatures(blocks: JsonObject[], turn: number): void {
  const wrong = blocks.findIndex(
    ({ type, thinking, signature }) => type === 'thinking' && signature !== signatureOf(String(thinking)),
  )
  if (wrong >= 0) throw invalid(`messages.${turn}.content.${wrong}: Invalid \`signature\` in \`thinking\` block`)
}

function judgeToolUse(blocks: JsonObject[], next: Turn | undefined, turn: number): void {
  const answered = new Set(next?.blocks.map((block) => block.tool_use_id))
  const open = blocks.filter(isToolUse).filter(({ id }) => !answered.has(id))
  if (open.length === 0) return
  const ids = open.map(({ id }) => id).join(', ')
  throw invalid(
    `messages.${turn}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${ids}.`,
  )
}

function judgeToolResults(blocks: JsonObject[], previous: Turn | undefined, turn: number): void {
  const called = new Set(previous?.blocks.filter(isToolUse).map(({ id }) => id))
  for (const [index, block] of blocks.entries()) {
    if (block.type !== 'tool_result' || called.has(block.tool_use_id)) continue
    const text = `unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${block.tool_use_id}.`
    throw invalid(`messages.${turn}.content.${index}: ${text}`)
  }
}

function lastAsk(turns: Turn[]): string {
  const turn = turns.findLast(({ role, blocks }) => role === 'user' && blocks.some(({ type }) => type === 'text'))
  return textOf(turn?.blocks.filter(({ type }) => type === 'text'))
}

function textOf(content: unknown): string {
  return blocksOf(content)
    .map(({ text }) => String(text ?? ''))
    .join('\n')
}

function toolsOf(value: unknown): Tool[] {
  return objectsOf(value).flatMap((tool, index) => {
    if (tool.input_schema === undefined && tool.type !== undefined && tool.type !== 'custom') return []
    if (typeof tool.name !== 'string') throw invalid(`tools.${index}.name: Field required`)
    if (!isObject(tool.input_schema)) throw invalid(`tools.${index}.input_schema: Field required`)
    return [{ name: tool.name, schema: tool.input_schema }]
  })
}

function toolChoiceOf(value: unknown, tools: Tool[]): Question['toolChoice'] {
  if (value === undefined) return 'auto'
  const type = isObject(value) ? value.type : undefined
  if (type === 'auto' || type === 'none') return type
  if (tools.length === 0) throw invalid('tool_choice may only be specified while providing tools.')
  if (type === 'any') return 'required'
  const name = isObject(value) && type === 'tool' ? value.name : undefined
  if (typeof name === 'string' && tools.some((tool) => tool.name === name)) return { name }
  throw invalid(`tool_choice: Tool '${name}' not found in provided tools`)
}

function maxTokensOf(body: JsonObject, model: AnthropicModel): number {
  const { max_tokens: value } = body
  if (value === undefined) throw invalid('max_tokens: Field required')
  if (!Number.isInteger(value)) throw invalid('max_tokens: Input should be a valid integer')
  const tokens = Number(value)
  if (tokens < 1) throw invalid('max_tokens: must be greater than or equal to 1')
  if (model.max_tokens && tokens > model.max_tokens) {
    throw invalid(
      `max_tokens: ${tokens} > ${model.max_tokens}, which is the maximum allowed number of output tokens for ${model.id}`,
    )
  }
  return tokens
}

function thinkingOf(value: unknown, maxTokens: number): 'enabled' | 'adaptive' | 'disabled' {
  if (!isObject(value) || value.type === 'disabled') return 'disabled'
  if (value.type === 'adaptive') return 'adaptive'
  const budget = Number(value.budget_tokens)
  if (!(budget >= leastThinkingBudget)) {
    throw invalid('thinking.enabled.budget_tokens: Input should be greater than or equal to 1024')
  }
  if (budget >= maxTokens) throw invalid('`max_tokens` must be greater than `thinking.budget_tokens`.')
  return 'enabled'
}

function formatOf(value: unknown): Question['json'] {
  const format = isObject(value) ? value.format : undefined
  return isObject(format) && format.type === 'json_schema' ? { schema: format.schema } : null
}

function range(body: JsonObject, name: string, min: number, max: number): void {
  const value = body[name]
  if (value === undefined) return
  if (typeof value !== 'number') throw invalid(`${name}: Input should be a valid number`)
  if (value < min || value > max) throw invalid(`${name}: range: ${min}..${max}`)
}
