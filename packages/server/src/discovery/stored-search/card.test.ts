import fc from 'fast-check'
import { expect, it } from 'vitest'
import { builtinRows, row } from '../../../test/discovery/rows.ts'
import { rowTokens } from '../row-tokens.ts'
import { cardOf, rowOfCard } from './card.ts'

const words = fc.string({ unit: fc.constantFrom(...'aZ09-./: +é💥'), minLength: 1, maxLength: 30 })

it('a row on a card is the row that was read', () => {
  const drawn = fc.record({ id: words, name: words, family: words, aliases: fc.array(words, { maxLength: 3 }) })
  const isSame = (one: ReturnType<typeof row>) => {
    const { state, doc } = rowOfCard(cardOf(one, rowTokens(one.doc)))
    const { text, ...facts } = doc
    expect(text).toEqual(rowTokens(one.doc))
    expect({ state, doc: one.doc }).toMatchObject({ state: one.state, doc: facts })
  }
  for (const one of builtinRows()) isSame(one)
  fc.assert(fc.property(drawn, ({ id, ...facts }) => isSame(row(`host-1:${id}`, facts))))
})
