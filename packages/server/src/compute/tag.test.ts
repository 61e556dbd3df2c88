import { expect, test } from 'vitest'
import { testRandom } from '../../test/runtime.ts'
import { drawInstall, readTag, tagOf } from './tag.ts'

test('a tag names installation, contract and attempt in 36 characters that every cloud takes', () => {
  const tag = tagOf('k3f9', 'inst_01JDQ3K8ZV5W7XH2M4N6P8R9TA', 7)
  expect(tag).toBe('gpk3f9-01jdq3k8zv5w7xh2m4n6p8r9ta-07')
  expect(tag).toMatch(/^[a-z0-9-]{36}$/)
  expect(readTag(tag)).toEqual({ install: 'k3f9', ulid: '01jdq3k8zv5w7xh2m4n6p8r9ta', n: 7 })
})

test.each([
  null,
  '',
  'training-run-7',
  'gp-01jd8zzzzzzzzzzzzzzzzzzzzz-00',
  'gp7f3a_01jd8zzzzzzzzzzzzzzzzzzzzz_00',
  'gpk3f9-01jdq3k8zv5w7xh2m4n6p8r9ta-07 ',
  'GPK3F9-01JDQ3K8ZV5W7XH2M4N6P8R9TA-07',
  'gpk3f9-01jdq3k8zv5w7xh2m4n6p8r9tu-07',
])('%j is no tag', (label) => {
  expect(readTag(label)).toBeNull()
})

test('an installation draws four characters', () => {
  expect(drawInstall(testRandom(1))).toMatch(/^[a-z0-9]{4}$/)
  expect(drawInstall(testRandom(1))).not.toBe(drawInstall(testRandom(2)))
})
