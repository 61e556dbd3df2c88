import { schemaValue } from './schema-value.ts'
import type { Random } from './seeded.ts'
import { prose, tokens } from './tokens.ts'

export interface Tool {
  name: string
  schema: unknown
}

/** What a model is asked, in words that every family shares. */
export interface Question {
  /** The text of the last user turn. */
  ask: string
  /** What tools answered, where the conversation ends with that. */
  toolResults: string[]
  tools: Tool[]
  toolChoice: 'auto' | 'none' | 'required' | { name: string }
  parallelCalls: boolean
  maxTokens: number
  stop: string[]
  /** `schema` undefined: any JSON object. */
  json: { schema?: unknown } | null
  reasons: boolean
  /** Says in words that it is going to call a tool. */
  announcesCalls: boolean
}

/** What a simulated model answers, in tokens. */
export interface Thought {
  reasoning: string[]
  text: string[]
  calls: { name: string; arguments: string[] }[]
  end: 'stop' | 'length' | 'tool' | 'stop-sequence'
  stopSequence: string | null
}

/**
 * The answer to a question, the same for the same numbers:
 * `echo: …` is answered with what follows; a tool is called if it is forced, or if the ask holds a word of its name
 * ("weather" for `get_weather`); a wished JSON shape is filled; anything else gets a few meaningless sentences.
 */
export function think(question: Question, random: Random): Thought {
  const reasoning = question.reasons ? tokens(`The question is: ${head(question.ask, 60)}. ${prose(random, 2)}`) : []
  const called = toolsToCall(question)
  const hint = question.ask.match(/\p{Lu}\p{L}+/gu)?.at(-1)
  const calls = called.map(({ name, schema }) => ({
    name,
    arguments: tokens(JSON.stringify(schemaValue(schema, random, hint) ?? {})),
  }))
  const said = calls.length > 0 ? announcement(question, called) : speech(question, random)
  const { text, stopSequence } = stopAt(said, question.stop)
  const end = calls.length > 0 ? 'tool' : stopSequence === null ? 'stop' : 'stop-sequence'
  return limited({ reasoning, text: tokens(text), calls, end, stopSequence }, question.maxTokens)
}

/** What is said in place of an answer by a model that refuses. */
export function refuse(): Thought {
  const text = tokens("I'm sorry, but I can't help with that request.")
  return { reasoning: [], text, calls: [], end: 'stop', stopSequence: null }
}

function toolsToCall({ tools, toolChoice, ask, toolResults, parallelCalls }: Question): Tool[] {
  if (toolChoice === 'none' || tools.length === 0) return []
  if (typeof toolChoice === 'object') return tools.filter(({ name }) => name === toolChoice.name)
  const asked = toolResults.length > 0 ? [] : tools.filter(({ name }) => isAskedFor(name, ask))
  const wanted = asked.length > 0 || toolChoice === 'auto' ? asked : tools.slice(0, 1)
  return parallelCalls ? wanted : wanted.slice(0, 1)
}

function announcement({ announcesCalls, toolChoice }: Question, called: Tool[]): string {
  return announcesCalls && toolChoice === 'auto'
    ? `I'll use ${called.map(({ name }) => name).join(' and ')} for that.`
    : ''
}

function isAskedFor(name: string, ask: string): boolean {
  const lower = ask.toLowerCase()
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
  return words.some((word) => word.length >= 4 && lower.includes(word))
}

function speech({ ask, toolResults, json }: Question, random: Random): string {
  if (json) {
    const value = json.schema === undefined ? { answer: prose(random, 1) } : schemaValue(json.schema, random)
    return JSON.stringify(value)
  }
  const echoed = ask.match(/^echo:\s?([\s\S]*)$/i)?.[1]
  if (echoed !== undefined) return echoed
  const [result] = toolResults
  const opening = result === undefined ? `You asked: ${head(ask, 80)}` : `The tool answered: ${head(result, 200)}`
  return `${opening}. ${prose(random, 3)}`
}

function head(text: string, length: number): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length <= length
    ? line.replace(/[.?!]+$/, '')
    : `${Array.from(line).slice(0, length).join('').trimEnd()}…`
}

function stopAt(text: string, stops: string[]): { text: string; stopSequence: string | null } {
  const found = stops
    .filter((stop) => stop !== '' && text.includes(stop))
    .sort((a, b) => text.indexOf(a) - text.indexOf(b))[0]
  return found === undefined
    ? { text, stopSequence: null }
    : { text: text.slice(0, text.indexOf(found)), stopSequence: found }
}

/** The first `max` tokens of a thought: reasoning counts first, then text, then the arguments of calls. */
function limited(thought: Thought, max: number): Thought {
  let left = max
  const take = (list: string[]) => {
    const taken = list.slice(0, Math.max(0, left))
    left -= list.length
    return taken
  }
  const reasoning = take(thought.reasoning)
  const text = take(thought.text)
  const calls = thought.calls.flatMap((call) => (left > 0 ? [{ ...call, arguments: take(call.arguments) }] : []))
  return left >= 0 ? thought : { reasoning, text, calls, end: 'length', stopSequence: null }
}
