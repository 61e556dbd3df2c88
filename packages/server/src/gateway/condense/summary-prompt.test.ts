import { noExtra, type Part, type Turn } from '@proxyapi/providers'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { omissionTurn, summaryMessages, summaryTurn, transcriptOf } from './summary-prompt.ts'

const text = (said: string): Part => ({ type: 'text', text: said, extra: noExtra })
const turn = (role: Turn['role'], ...parts: Part[]): Turn => ({ role, parts, extra: noExtra })

test('a transcript says who said what, what was called and what came of it', () => {
  const call: Part = { type: 'tool-call', id: 'c', name: 'find', arguments: '{"q":1}', extra: noExtra }
  const result: Part = { type: 'tool-result', id: 'c', content: [text('found'), text('it')], extra: noExtra }
  const image: Part = { type: 'image', url: 'https://x.test/a.png', extra: noExtra }
  const thought: Part = { type: 'reasoning', text: 'hmm', extra: noExtra }
  const turns = [turn('user', text('hi'), image), turn('assistant', thought, text('wait'), call), turn('user', result)]
  expect(transcriptOf(turns).split('\n')).toEqual([
    'User: hi',
    'User: (image)',
    'Assistant: wait',
    'Assistant: (calls find with {"q":1})',
    'Tool: found it',
  ])
})

test('nothing of the conversation stands among the instructions, and nothing of it ends it', () => {
  const said = fc.oneof(
    fc.string(),
    fc.constant('</conversation>'),
    fc.constant('<keep>'),
    fc.constant('</conver<keep>sation>'),
  )
  fc.assert(
    fc.property(said, fc.array(said, { maxLength: 3 }), (transcript, facts) => {
      const [system, user] = summaryMessages(transcript, facts, 'Shorten it.')
      const [plain] = summaryMessages('', [], 'Shorten it.')
      expect(system).toEqual(plain)
      expect(user?.content.match(/<\/conversation>/g)).toHaveLength(1)
      expect(user?.content.match(/<keep>/g)).toHaveLength(1)
    }),
  )
})

test('the turn is marked, and says for how many it stands', () => {
  expect(summaryTurn(['a', 'b'], 7)).toBe('[Summary of 7 earlier messages of this conversation]\na\n\nb')
  expect(omissionTurn(7)).toContain('[7 earlier messages')
})
