import { describe, expect, it } from 'vitest'
import { judgeOrigin } from './origin.ts'

const listed = ['https://app.example.com']

describe('judgeOrigin', () => {
  it.each([
    ['no page', null],
    ['our own page', 'http://api.example.com:8000'],
    ['our own page behind TLS', 'https://api.example.com:8000'],
    ['a page of the list', 'https://app.example.com'],
  ])('lets in %s', (_, origin) => {
    expect(() => judgeOrigin(origin, 'api.example.com:8000', listed)).not.toThrow()
  })

  it.each([
    'null',
    '',
    'http://app.example.com',
    'https://app.example.com.evil.com',
    'https://app.example.com:8443',
    'https://APP.example.com',
    'https://evil.com',
    'http://api.example.com',
    'http://api.example.com:80001',
    'http://x@api.example.com:8000',
  ])('refuses %o', (origin) => {
    expect(() => judgeOrigin(origin, 'api.example.com:8000', listed)).toThrow(
      expect.objectContaining({ code: 'ORIGIN_NOT_ALLOWED' }),
    )
  })

  it('knows no own origin without a host', () => {
    expect(() => judgeOrigin('http://null', null, [])).toThrow()
  })
})
