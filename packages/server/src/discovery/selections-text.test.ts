import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readSelectionsText, selectionsText } from './selections-text.ts'

const now = Date.UTC(2026, 10, 20)

describe('readSelectionsText', () => {
  it('the seed’s file: a time without a zone is UTC', () => {
    const text = `{
      "openai": { "model_name": "gpt-3.5-turbo", "editable": true, "last_updated": "2025-09-12T03:54:29.931051" }
    }`
    expect(readSelectionsText(text, now)).toEqual({
      isOld: false,
      selections: [
        {
          provider: 'openai',
          model_name: 'gpt-3.5-turbo',
          editable: true,
          updatedAt: Date.UTC(2025, 8, 12, 3, 54, 29, 931),
        },
      ],
    })
  })

  it('the older form, and a mixture of both', () => {
    const text = '{"openai":"gpt-4o","anthropic":{"model_name":"claude-opus-5","editable":false}}'
    expect(readSelectionsText(text, now)).toEqual({
      isOld: true,
      selections: [
        { provider: 'openai', model_name: 'gpt-4o', editable: true, updatedAt: now },
        { provider: 'anthropic', model_name: 'claude-opus-5', editable: false, updatedAt: now },
      ],
    })
  })

  it.each([
    ['2025-09-12T03:54:29Z', Date.UTC(2025, 8, 12, 3, 54, 29)],
    ['2025-09-12 03:54:29', Date.UTC(2025, 8, 12, 3, 54, 29)],
    ['2025-09-12T05:54:29.5+02:00', Date.UTC(2025, 8, 12, 3, 54, 29, 500)],
  ])('%s is a time', (last_updated, updatedAt) => {
    const text = JSON.stringify({ openai: { model_name: 'gpt-4o', last_updated } })
    expect(readSelectionsText(text, now).selections[0]?.updatedAt).toBe(updatedAt)
  })

  it.each([
    '{"openai":',
    '',
    'null',
    '[]',
    '{"openai":1}',
    '{"openai":null}',
    '{"openai":""}',
    '{"openai":{}}',
    '{"openai":{"model_name":"x","editable":"yes"}}',
    '{"openai":{"model_name":"x","last_updated":"yesterday"}}',
    '{"openai":{"model_name":"x","last_updated":"2025-13-45T00:00:00"}}',
    '{"openai":"a","openai":"b"}',
    `{"openai":"${'x'.repeat(300_000)}"}`,
  ])('of a broken file nothing is taken: %s', (text) => {
    expect(() => readSelectionsText(text, now)).toThrow()
  })

  it('says where it is broken', () => {
    expect(() => readSelectionsText('{"openai":"a","grok":{"model_name":7}}', now)).toThrow('grok.model_name')
  })
})

it('what is written is read again as it was', () => {
  const selection = fc.record({
    provider: fc.stringMatching(/^[a-z][a-z_]{0,19}$/),
    model_name: fc.string({ minLength: 1, maxLength: 40 }),
    editable: fc.boolean(),
    updatedAt: fc.integer({ min: 0, max: 4_000_000_000_000 }),
  })
  const selections = fc.uniqueArray(selection, { selector: ({ provider }) => provider, maxLength: 10 })
  fc.assert(
    fc.property(selections, (given) => {
      const read = readSelectionsText(selectionsText(given), now)
      expect(read.isOld).toBe(false)
      expect(new Set(read.selections.map((row) => JSON.stringify(row)))).toEqual(
        new Set(
          given.map(({ provider, model_name, editable, updatedAt }) =>
            JSON.stringify({ provider, model_name, editable, updatedAt }),
          ),
        ),
      )
    }),
  )
})
