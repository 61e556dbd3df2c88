import { expect, test } from 'vitest'
import type { AnswerShape } from '../../question.ts'
import { questionRequest } from './question-dialect.ts'
import { shapedCalls } from './shaped-calls.ts'

const shape: AnswerShape = { name: 'labels', schema: { type: 'object' }, isClosed: true, problems: () => [] }
const question = {
  ...{ operation: 'aiX', model: null, system: ['Be brief.', ''], turns: [{ role: 'user' as const, text: 'hi' }] },
  ...{ maxTokens: 10, temperature: null, body: {} },
}
const call = questionRequest(question, 'm').inbound.parse({ model: 'm' })
const waysOf = (supports: Record<string, boolean | null>, isClosed = true) =>
  shapedCalls(call, { ...shape, isClosed }, { supports }).map(({ output, toolChoice, system }) => {
    if (output.format !== undefined) return 'format'
    if (toolChoice !== undefined) return 'tool'
    return system.at(-1)?.text.includes('JSON Schema') ? 'words' : 'nothing'
  })

test.each<[Record<string, boolean | null>, boolean, string[]]>([
  [{ structured_output: true, tools: true }, true, ['format', 'tool', 'words']],
  [{ structured_output: true, tools: null }, true, ['format', 'words']],
  [{ structured_output: null, tools: true }, true, ['tool', 'words']],
  [{ structured_output: false, tools: false }, true, ['words']],
  [{}, true, ['words']],
  [{ structured_output: true, tools: true }, false, ['tool', 'words']],
  [{ structured_output: true }, false, ['words']],
])('of a model that supports %j, closed: %j', (supports, isClosed, ways) => {
  expect(waysOf(supports, isClosed)).toEqual(ways)
})

test('the call itself stays as it is, without empty instructions', () => {
  waysOf({ tools: true })
  expect(call).toMatchObject({ tools: [], output: { maxTokens: 10 }, system: [{ text: 'Be brief.' }] })
  expect(call.system).toHaveLength(1)
})
