import { expect, test } from 'vitest'
import { mergeDelta } from './merge-delta.ts'

test('texts grow, objects are merged, names and numbers are replaced', () => {
  const target: Record<string, unknown> = {}
  mergeDelta(target, { id: 'a', audio: { data: 'AB', n: 1 }, list: [1] })
  mergeDelta(target, { id: 'a', audio: { data: 'CD', n: 2, late: null }, list: [2], text: null })
  mergeDelta(target, { text: 'x' })
  expect(target).toEqual({ id: 'a', audio: { data: 'ABCD', n: 2, late: null }, list: [2], text: 'x' })
})

test('what it was given stays as it was', () => {
  const piece = { audio: { data: 'A' } }
  const target: Record<string, unknown> = {}
  mergeDelta(target, piece)
  mergeDelta(target, { audio: { data: 'B' } })
  expect(piece).toEqual({ audio: { data: 'A' } })
})

test('no prototype can be reached through it', () => {
  const target: Record<string, unknown> = {}
  const hostile = JSON.parse(
    '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"a":{"__proto__":{"polluted":1}}}',
  )
  mergeDelta(target, hostile)
  mergeDelta(target, hostile)
  expect({}).not.toHaveProperty('polluted')
  expect(Object.getPrototypeOf(target)).toBe(Object.prototype)
})

test('depth is no problem', () => {
  const deep = JSON.parse(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`)
  const target: Record<string, unknown> = {}
  mergeDelta(target, deep)
  expect(() => mergeDelta(target, deep)).not.toThrow()
})
