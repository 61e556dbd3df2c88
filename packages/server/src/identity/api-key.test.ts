import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { hintOf, isWellFormed, mintApiKey } from './api-key.ts'

test('the vector of the format', () => {
  expect(isWellFormed('pxk_0123456789ABCDEFGHIJKLMNOPQRSTUV3FPu6a')).toBe(true)
  expect(isWellFormed('pxk_0123456789ABCDEFGHIJKLMNOPQRSTUV3FPu6b')).toBe(false)
  expect(hintOf('pxk_0123456789ABCDEFGHIJKLMNOPQRSTUV3FPu6a')).toBe('pxk_0123…Pu6a')
})

test('AU02 what is minted is well-formed and differs; 100,000 random texts of the form are not', () => {
  const minted = Array.from({ length: 1_000 }, () => mintApiKey(randomBytes))
  expect(new Set(minted).size).toBe(1_000)
  expect(minted.every(isWellFormed)).toBe(true)
  const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
  const random = () => `pxk_${[...randomBytes(38)].map((byte) => alphabet[byte % 62]).join('')}`
  expect(Array.from({ length: 100_000 }, random).filter(isWellFormed)).toEqual([])
})
