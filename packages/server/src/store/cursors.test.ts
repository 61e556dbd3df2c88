import { expect, test } from 'vitest'
import { createCursors } from './cursors.ts'

const cursors = createCursors(new Uint8Array(32).fill(1))

test('reads back what it wrote, for the same scope', () => {
  const cursor = cursors.write('offers usr_1', '730417 vast-1')
  expect(cursors.read('offers usr_1', cursor)).toBe('730417 vast-1')
  expect(cursor).toMatch(/^[\w-]+\.[\w-]+$/)
})

test.each([
  ['another scope', (cursor: string) => () => cursors.read('offers usr_2', cursor)],
  ['another key', (cursor: string) => () => createCursors(new Uint8Array(32)).read('offers usr_1', cursor)],
  ['a changed position', (cursor: string) => () => cursors.read('offers usr_1', `x${cursor}`)],
  ['a cut mark', (cursor: string) => () => cursors.read('offers usr_1', cursor.slice(0, -4))],
  ['nothing', () => () => cursors.read('offers usr_1', '')],
])('refuses %s', (_, reads) => {
  const read = reads(cursors.write('offers usr_1', 'here'))
  expect(read).toThrow(expect.objectContaining({ code: 'INVALID_CURSOR' }))
})
