import { inboundDialects } from '@proxyapi/providers'
import { describe, expect, test } from 'vitest'
import { estimatePrompt, tokenWeight } from './estimate.ts'

/** Counts of o200k_base, the vocabulary of OpenAI's models since GPT-4o. */
const counted: [string, string, number][] = [
  ['English', 'The quick brown fox jumps over the lazy dog, and nobody minds that it does so every single day.', 21],
  [
    'German',
    'Die Würde des Menschen ist unantastbar. Sie zu achten und zu schützen ist Verpflichtung aller staatlichen Gewalt.',
    25,
  ],
  ['code', 'function add(a, b) {\n  return a + b;\n}\nconsole.log(add(1, 2));', 24],
  ['JSON', '{"id":12345,"name":"Ada","tags":["x","y"],"ok":true,"price":12.5}', 28],
  ['Chinese', '人人生而自由，在尊严和权利上一律平等。', 15],
]

describe('within a third of a real tokenizer', () => {
  test.each(counted)('%s', (_, text, tokens) => {
    expect(tokenWeight(text)).toBeGreaterThan(tokens * 0.67)
    expect(tokenWeight(text)).toBeLessThan(tokens * 1.5)
  })
})

test('pieces of a text add up to the whole', () => {
  const text = counted.map(([, sample]) => sample).join(' ')
  const pieces = [...text].reduce((sum, piece) => sum + tokenWeight(piece), 0)
  expect(pieces).toBeCloseTo(tokenWeight(text), 6)
})

test('a prompt counts all that is sent: system, turns, results of tools, images, tools, the schema', () => {
  const inbound = inboundDialects.get('openai-chat')
  const ask = (more: object, content: unknown = 'hello') => {
    const call = inbound?.parse({ model: 'm', messages: [{ role: 'user', content }], ...more })
    return call === undefined ? 0 : estimatePrompt(call)
  }
  const plain = ask({})
  expect(plain).toBeGreaterThan(0)
  expect(ask({}, [{ type: 'image_url', image_url: { url: 'https://x/y.png' } }])).toBeGreaterThan(plain + 500)
  const parameters = { type: 'object', properties: { city: { type: 'string', description: 'Where it is' } } }
  expect(
    ask({ tools: [{ type: 'function', function: { name: 'f', description: 'Does it', parameters } }] }),
  ).toBeGreaterThan(plain + 10)
  const format = { type: 'json_schema', json_schema: { name: 'a', schema: parameters } }
  expect(ask({ response_format: format })).toBeGreaterThan(plain + 10)
})
