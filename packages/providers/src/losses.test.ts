import { expect, test } from 'vitest'
import { openaiChatInbound } from './inbound/openai-chat.ts'
import { dropExtras, losses } from './losses.ts'

const said = (messages: object[]) => {
  const lost = losses()
  dropExtras(openaiChatInbound.parse({ model: 'm', messages }), lost)
  return lost.dropped()
}

test('a developer’s text that becomes a system’s loses nothing, wherever it stands; its other fields are named', () => {
  const user = { role: 'user', content: 'Hi' }
  const developer = { role: 'developer', content: 'D', name: 'n' }
  expect(said([{ role: 'developer', content: 'D' }, user, { role: 'developer', content: 'E' }, user])).toEqual([])
  expect(said([developer, user, developer, user])).toEqual(['system[].name', 'messages[].name'])
})
