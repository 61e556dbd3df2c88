import { describe, expect, test } from 'vitest'
import { returnUrl } from './return-url.ts'

const origins = ['https://app.example.com', 'http://127.0.0.1:8000/']

describe('a payer returns', () => {
  test('to the first origin unless he named a page', () => {
    expect(returnUrl(undefined, origins)).toBe('https://app.example.com/')
  })

  test.each(['https://app.example.com/billing?paid=1#top', 'http://127.0.0.1:8000/', 'HTTPS://APP.EXAMPLE.COM/x'])(
    'to %s, which lies within them',
    (url) => {
      expect(returnUrl(url, origins)).toBe(new URL(url).href)
    },
  )

  test.each([
    'http://app.example.com/',
    'https://app.example.com:444/',
    'https://app.example.com.evil.test/',
    'https://app.example.com@evil.test/',
    'https://someone@app.example.com/',
    'https://:word@app.example.com/',
    'javascript:alert(1)',
    '//app.example.com/',
    '/billing',
  ])('never to %s', (url) => {
    expect(() => returnUrl(url, origins)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }))
  })

  test('nowhere while the operator has named no origin', () => {
    expect(() => returnUrl('https://app.example.com/', [])).toThrow(expect.objectContaining({ code: 'NOT_CONFIGURED' }))
  })
})
