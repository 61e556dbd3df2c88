import type { Thought } from '../mind.ts'
import { type Flavour, flavourPrices } from './flavours.ts'

interface OpenAIUsage {
  prompt_tokens: number
  completion_tokens: number
  total_tokens: number
  prompt_tokens_details: { cached_tokens: number }
  completion_tokens_details: { reasoning_tokens: number }
}

/** What a brand says was used: OpenAI's counts in its own arithmetic, with what they cost. */
export function flavouredUsage(usage: OpenAIUsage, flavour: Flavour): object {
  const { prompt_tokens: input, completion_tokens: output } = usage
  const { cached_tokens: cached } = usage.prompt_tokens_details
  const { reasoning_tokens: reasoning } = usage.completion_tokens_details
  const usd = input * flavourPrices.input + output * flavourPrices.output
  return {
    ...usage,
    ...flavour.usage,
    ...(flavour.reasoningOutside && { completion_tokens: output - reasoning, num_sources_used: 0 }),
    ...(flavour.tellsCacheHits && { prompt_cache_hit_tokens: cached, prompt_cache_miss_tokens: input - cached }),
    ...(flavour.cost && { [flavour.cost.member]: Number((usd * flavour.cost.perUsd).toPrecision(12)) }),
  }
}

const details = (text: string, isLast: boolean) => [
  { type: 'reasoning.text', text, format: 'simulated', index: 0, ...(isLast && { signature: 'c2ltdWxhdGVk' }) },
]
const thinking = (text: string) => [{ type: 'thinking', thinking: [{ type: 'text', text }] }]

/** A thought, or a piece of one, as members of a message; empty where the brand shows none. */
export function shownReasoning(text: string, isLast: boolean, { reasoning }: Flavour): object {
  switch (reasoning) {
    case 'thinking':
      return { content: thinking(text) }
    case 'reasoning_details':
      return { reasoning: text, reasoning_details: details(text, isLast) }
    case undefined:
      return {}
    default:
      return { [reasoning]: text }
  }
}

/** Members of a whole message that a brand writes otherwise: its reasoning, and text in parts beside it. */
export function flavouredMessage<Message extends { content: string | null }>(
  message: Message,
  { reasoning: tokens }: Thought,
  flavour: Flavour,
): object {
  if (tokens.length === 0 || flavour.reasoning === undefined) return message
  const thought = tokens.join('')
  if (flavour.reasoning !== 'thinking') return { ...message, ...shownReasoning(thought, true, flavour) }
  const text = message.content === null ? [] : [{ type: 'text', text: message.content }]
  return { ...message, content: [...thinking(thought), ...text] }
}

/** JSON as the brand writes it. */
export const written = (body: object, { nullText }: Flavour): string =>
  JSON.stringify(body, (_, value: unknown) => (value === null && nullText !== undefined ? nullText : value))
