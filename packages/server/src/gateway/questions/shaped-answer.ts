/** What an answer says that had to be an object. */
import type { AnswerShape, QuestionTurn } from '../../question.ts'
import type { Said } from './said.ts'

type Words = Pick<Said, 'text' | 'toolCall' | 'finish'>

const problemsMax = 20
const quotedMax = 20_000

/** The object in an answer; undefined where there is none. Models put it in fences, or say something around it. */
export function shapedValue({ text, toolCall }: Words): unknown {
  const said = toolCall ?? text
  const fenced = /```[^\n`]*\n([\s\S]*?)```/.exec(said)?.[1]
  const inner = said.slice(said.indexOf('{'), said.lastIndexOf('}') + 1)
  for (const candidate of [said, fenced, inner]) {
    const value = candidate === undefined ? undefined : objectIn(candidate)
    if (value !== undefined) return value
  }
  return undefined
}

function objectIn(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    // That it is no JSON is the answer.
    return undefined
  }
}

/** What is wrong with an answer, at most 20 things; empty where it is of the shape, or none is asked for. */
export function problemsOf(said: Words, shape: AnswerShape | undefined): readonly string[] {
  if (shape === undefined) return []
  const value = shapedValue(said)
  if (value !== undefined) return shape.problems(value).slice(0, problemsMax)
  return [said.finish === 'length' ? 'The answer was cut before its end.' : 'The answer is not one JSON object.']
}

/** The turns that ask for the answer once more. */
export const repairTurns = ({ text, toolCall }: Words, problems: readonly string[]): QuestionTurn[] => [
  // Nobody takes a turn in which nothing is said.
  { role: 'assistant', text: (toolCall ?? text).slice(0, quotedMax).trimEnd() || '{}' },
  {
    role: 'user',
    text: `That answer cannot be used:\n${problems.map((problem) => `- ${problem}\n`).join('')}Give the whole answer again, with this mended and nothing around it.`,
  },
]
