import { createCipheriv, createHmac, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openFernet } from './fernet.ts'

const key = Buffer.from('cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=', 'base64url')
/** Of the specification: generate.json. */
const vector = 'gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA=='

function sealed(text: string, secret: Buffer): string {
  const iv = randomBytes(16)
  const cipher = createCipheriv('aes-128-cbc', secret.subarray(16), iv)
  const head = Buffer.concat([Buffer.from([0x80]), Buffer.alloc(8)])
  const signed = Buffer.concat([head, iv, cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([signed, createHmac('sha256', secret.subarray(0, 16)).update(signed).digest()]).toString(
    'base64url',
  )
}

test('reads the token of the specification', () => {
  expect(openFernet(vector, key)).toBe('hello')
})

test('reads what was sealed, whatever it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(openFernet(sealed(text, key), key)).toBe(text)
    }),
  )
})

test('refuses every changed byte, another key, a cut token and what is none', () => {
  const token = Buffer.from(vector, 'base64url')
  for (let i = 0; i < token.length; i++) {
    const changed = Buffer.from(token)
    changed[i]! ^= 1
    expect(() => openFernet(changed.toString('base64url'), key)).toThrow()
  }
  expect(() => openFernet(vector, randomBytes(32))).toThrow('another key')
  expect(() => openFernet(vector, randomBytes(16))).toThrow('32 bytes')
  for (const text of ['', 'hello', vector.slice(0, 60), token.subarray(0, -16).toString('base64url')])
    expect(() => openFernet(text, key)).toThrow()
})
