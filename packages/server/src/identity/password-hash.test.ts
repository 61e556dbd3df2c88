import { scryptSync } from 'node:crypto'
import { ApiError } from '@proxyapi/contract/errors'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { testRandom } from '../../test/runtime.ts'
import { createPasswordHashes, passwordCost } from './password-hash.ts'

const cheap = { ln: 4, r: 8, p: 1 }
const hashes = createPasswordHashes(testRandom(), cheap)

test('AU a password is kept as scrypt in a PHC string that others can read', async () => {
  expect(passwordCost).toEqual({ ln: 15, r: 8, p: 3 })
  const stored = await createPasswordHashes(testRandom()).make('correct horse battery staple')
  const [, name, cost, salt = '', hash = ''] = stored.split('$')
  expect([name, cost]).toEqual(['scrypt', 'ln=15,r=8,p=3'])
  expect(Buffer.from(salt, 'base64')).toHaveLength(16)
  const expected = scryptSync('correct horse battery staple', Buffer.from(salt, 'base64'), 32, {
    N: 32_768,
    r: 8,
    p: 3,
    maxmem: 2 ** 26,
  })
  expect(Buffer.from(hash, 'base64')).toEqual(expected)
})

test('AU the right password matches its hash, every other does not, nor does what is no hash', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), async (right, other) => {
      const stored = await hashes.make(right)
      expect(await hashes.matches(right, stored)).toBe(true)
      expect(await hashes.matches(other, stored)).toBe(other === right)
      expect(await hashes.matches(right, stored.slice(0, -1))).toBe(false)
    }),
    { numRuns: 50 },
  )
  for (const stored of [null, '', 'plain text', '$2b$12$abcdefghijklmnopqrstuv', `$scrypt$ln=4,r=8,p=1$AAAA$`])
    expect(await hashes.matches('anything at all', stored)).toBe(false)
})

test('a hash of a former cost still matches', async () => {
  const stored = await createPasswordHashes(testRandom(), { ln: 5, r: 4, p: 2 }).make('of another time')
  expect(stored).toContain('ln=5,r=4,p=2')
  expect(await hashes.matches('of another time', stored)).toBe(true)
})

test('two hashes of one password differ', async () => {
  expect(await hashes.make('the same twice')).not.toBe(await hashes.make('the same twice'))
})

test('AU four at once and 64 in the queue; the next one is OVERLOADED, and the queue goes on', async () => {
  const all = await Promise.allSettled(Array.from({ length: 70 }, (_, i) => hashes.make(`password ${i}`)))
  const refused = all.flatMap((one) => (one.status === 'rejected' ? [one.reason as ApiError] : []))
  expect(refused.map(({ code, options }) => [code, options.retryAfterMs])).toEqual([
    ['OVERLOADED', 1_000],
    ['OVERLOADED', 1_000],
  ])
  expect(refused[0]).toBeInstanceOf(ApiError)
  expect(await hashes.make('afterwards there is room')).toMatch(/^\$scrypt\$/)
})
