import { expect, test } from 'vitest'
import type { Book } from './book.ts'
import { openHold } from './hold-deeds.ts'

test.each(['settled', 'released', 'expired'])('a hold that is %s cannot be used again', (status) => {
  const book = { holds: new Map([['h', { id: 'h', status }]]) } as unknown as Book
  expect(() => openHold(book, 'h')).toThrow(expect.objectContaining({ code: 'LEDGER_ALREADY_RESOLVED' }))
})
