import fc from 'fast-check'
import { expect, it } from 'vitest'
import { compareVersions } from './version-order.ts'

const newestFirst = (versions: string[]) => [...versions].sort((a, b) => compareVersions(b, a))

it('orders as semver.org does', () => {
  const ascending = [
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-beta',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    '1.0.0-rc.1',
    '1.0.0',
    '1.0.1',
    '1.2.0',
    '1.10.0',
    '2.0.0',
  ]
  expect(newestFirst(ascending)).toEqual([...ascending].reverse())
})

it('takes the short forms that people write', () => {
  expect(compareVersions('v2', '1.9')).toBe(1)
  expect(compareVersions('1.0', '1.0.0')).toBe(0)
  expect(compareVersions('1.0.0+build.7', '1.0.0')).toBe(0)
})

it('numbers are compared whole', () => {
  expect(compareVersions('1.9007199254740993.0', '1.9007199254740992.0')).toBe(1)
  expect(compareVersions('1.0.0-9007199254740993', '1.0.0-9007199254740992')).toBe(1)
})

it('what is no version stands below, in the order in which it came', () => {
  expect(newestFirst(['latest', '0.0.1', 'blue', '1.0'])).toEqual(['1.0', '0.0.1', 'latest', 'blue'])
})

it('is an order: antisymmetric and transitive', () => {
  const part = fc.oneof(fc.nat(20).map(String), fc.constantFrom('alpha', 'rc', 'x-1'))
  const version = fc.oneof(
    fc
      .tuple(fc.nat(3), fc.nat(3), fc.nat(3), fc.array(part, { maxLength: 3 }))
      .map(([a, b, c, pre]) => `${a}.${b}.${c}${pre.length > 0 ? `-${pre.join('.')}` : ''}`),
    fc.string({ maxLength: 8 }),
  )
  fc.assert(
    fc.property(version, version, version, (a, b, c) => {
      expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) + 0)
      if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0) expect(compareVersions(a, c)).toBeLessThanOrEqual(0)
    }),
  )
})
