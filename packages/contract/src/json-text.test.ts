import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ApiError } from './errors.ts'
import { parseJson } from './json-text.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const code = (text: string) => {
  try {
    parseJson(bytes(text))
    return 'accepted'
  } catch (error) {
    return error instanceof ApiError ? error.code : String(error)
  }
}

describe('BD bodies', () => {
  test('BD03 depth 10⁵, 500,000 members and 10⁶ values are refused before they are parsed', () => {
    expect(code('['.repeat(100_000))).toBe('BODY_TOO_COMPLEX')
    expect(code(`{${Array.from({ length: 500_000 }, (_, i) => `"k${i}":1`).join()}}`)).toBe('BODY_TOO_COMPLEX')
    expect(code(`{"a":[${'"x",'.repeat(200_000)}1]}`)).toBe('BODY_TOO_COMPLEX')
  })

  test('numbers inside arrays count a twentieth', () => {
    expect(code(`{"a":[${'1,'.repeat(1_000_000)}1]}`)).toBe('accepted')
    expect(code(`{"a":[${'1,'.repeat(2_100_000)}1]}`)).toBe('BODY_TOO_COMPLEX')
  })

  test('BD05 a member that stands twice is refused, however it is spelled', () => {
    expect(code('{"model":"cheap","model":"dear"}')).toBe('INVALID_JSON')
    expect(code('{"model":"cheap","\\u006dodel":"dear"}')).toBe('INVALID_JSON')
    expect(code('{"a":{"model":1},"b":{"model":1}}')).toBe('accepted')
  })

  test.each([
    '',
    '{',
    '[1,]',
    '{"a":1,}',
    'NaN',
    '{"a":1}//',
    '\ufeff{}',
    '{"a":1}{"b":2}',
    '"\\ud800"',
    '"\\udc00\\ud800"',
    '{"a"}',
    '{1:2}',
  ])('BD08 %j is INVALID_JSON', (text) => expect(code(text)).toBe('INVALID_JSON'))

  test('bytes that are not UTF-8 are refused', () => {
    expect(() => parseJson(new Uint8Array([0x22, 0xff, 0x22]))).toThrow(ApiError)
  })

  test('TN09 __proto__ is refused', () => {
    expect(code('{"__proto__":{"x":1}}')).toBe('INVALID_JSON')
    expect(({} as Record<string, unknown>).x).toBeUndefined()
  })

  test('every JSON value that JSON.stringify writes is read back', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value)
        if (text.includes('__proto__') || /\\u[dD][89a-fA-F]/.test(text)) return
        expect(parseJson(bytes(text))).toEqual(JSON.parse(text))
      }),
    )
  })
})
