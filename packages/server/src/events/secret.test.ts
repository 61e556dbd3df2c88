import { describe, expect, it } from 'vitest'
import { checkSecret, newSecret, standardSecretOf } from './secret.ts'

const whsec = (bytes: number) => `whsec_${Buffer.alloc(bytes, 7).toString('base64')}`

describe('secret', () => {
  it('a new one is whsec_ and 32 bytes, and is its own standard form', () => {
    const secret = newSecret((length) => new Uint8Array(length).fill(7))
    expect(secret).toBe(whsec(32))
    expect(standardSecretOf(secret)).toBe(secret)
  })

  it('a text gets the standard form that libraries take', () => {
    expect(standardSecretOf('a-secret-of-text')).toBe(`whsec_${Buffer.from('a-secret-of-text').toString('base64')}`)
  })

  it.each([whsec(24), whsec(64), 'x'.repeat(16), 'x'.repeat(256), 'é'.repeat(8)])('%s is taken', (secret) => {
    expect(() => checkSecret(secret)).not.toThrow()
  })

  it.each([
    ['white space', 'a secret of text with spaces'],
    ['an API key', 'pxk_0123456789ABCDEFGHIJKLMNOPQRSTUV3FPu6a'],
    ['a private key', `whsk_${whsec(32).slice(6)}`],
    ['a public key', `whpk_${whsec(32).slice(6)}`],
    ['whsec_ that is no base64', 'whsec_not-base64-at-all'],
    ['whsec_ without its padding', whsec(32).replace(/=+$/, '')],
    ['whsec_ of 23 bytes', whsec(23)],
    ['whsec_ of 65 bytes', whsec(65)],
    ['more than 256 bytes', 'é'.repeat(129)],
    ['fewer than 16 bytes', 'x'.repeat(15)],
  ])('%s is refused without being repeated', (_, secret) => {
    expect(() => checkSecret(secret)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }))
    expect(() => checkSecret(secret)).not.toThrow(secret)
  })
})
