import { describe, expect, it } from 'vitest'
import { hear, newcomer } from './manners.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const ping = bytes('{"type":"ping"}')

/** What is heard of messages that come at these times. */
function heard(messages: readonly (Uint8Array | null)[], atMs: (n: number) => number = () => 0) {
  let manners = newcomer(0)
  return messages.map((message, n) => {
    const [next, found] = hear(manners, message, atMs(n))
    manners = next
    return found
  })
}

describe('messages of a client', () => {
  it.each([
    [{ type: 'ping' }],
    [{ type: 'subscribe', channels: ['gpu_updates'] }],
    [{ type: 'subscribe', channels: ['a'], resume: { account: 41, public: 900 } }],
    [{ type: 'unsubscribe', channels: ['gpu_updates'] }],
  ])('understands %j', (frame) => {
    expect(heard([bytes(JSON.stringify(frame))])).toEqual([{ kind: 'frame', frame }])
  })

  it.each([
    ['no JSON', 'hello', 'INVALID_JSON'],
    ['no object', '[]', 'INVALID_REQUEST'],
    ['no type', '{}', 'INVALID_REQUEST'],
    ['another type', '{"type":"publish"}', 'INVALID_REQUEST'],
    ['no channels', '{"type":"subscribe"}', 'INVALID_REQUEST'],
    ['an empty list', '{"type":"subscribe","channels":[]}', 'INVALID_REQUEST'],
    ['a place below 0', '{"type":"subscribe","channels":["a"],"resume":{"account":-1}}', 'INVALID_REQUEST'],
    [
      'a place that is no integer',
      '{"type":"subscribe","channels":["a"],"resume":{"public":1e300}}',
      'INVALID_REQUEST',
    ],
    ['an unknown member', '{"type":"ping","token":"x"}', 'UNKNOWN_PARAMETER'],
    ['a member twice', '{"type":"ping","type":"ping"}', 'INVALID_JSON'],
  ])('answers %s with an error', (_, text, code) => {
    expect(heard([bytes(text)])).toEqual([
      { kind: 'error', frame: { type: 'error', payload: { code, message: expect.any(String) } } },
    ])
  })

  it('answers what is not text with an error', () => {
    expect(heard([null])).toMatchObject([{ kind: 'error', frame: { payload: { code: 'INVALID_REQUEST' } } }])
  })

  it('closes at the third that it does not understand, whatever came between', () => {
    const kinds = heard([bytes('x'), ping, bytes('y'), ping, null]).map(({ kind }) => kind)
    expect(kinds).toEqual(['error', 'frame', 'error', 'frame', 'close'])
  })

  it('takes 20 at once, the 21st closes', () => {
    const kinds = heard(Array.from({ length: 21 }, () => ping)).map(({ kind }) => kind)
    expect(kinds.slice(0, 20).every((kind) => kind === 'frame')).toBe(true)
    expect(kinds[20]).toBe('close')
  })

  it('takes 20 a second for as long as one likes', () => {
    const all = heard(
      Array.from({ length: 2_000 }, () => ping),
      (n) => n * 50,
    )
    expect(all.every(({ kind }) => kind === 'frame')).toBe(true)
  })
})
