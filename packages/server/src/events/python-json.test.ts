import { execFileSync, spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pythonJson } from './python-json.ts'

describe('as Python prints it', () => {
  it.each<[unknown, string]>([
    [{ b: [1, true, null, {}, []], a: 'x' }, '{"a": "x", "b": [1, true, null, {}, []]}'],
    [{ left: undefined, kept: [undefined] }, '{"kept": [null]}'],
    [0.00005, '5e-05'],
    [0.0001, '0.0001'],
    [-0.00001234, '-1.234e-05'],
    [-0, '0'],
    [1e15, '1000000000000000'],
    [1e20, '100000000000000000000'],
    [1e21, '1e+21'],
    [-1.5e300, '-1.5e+300'],
    [5e-324, '5e-324'],
    [Number.NaN, 'null'],
    ['Café \u007f \u2028 😀 "\\\n\t\b', '"Caf\\u00e9 \\u007f \\u2028 \\ud83d\\ude00 \\"\\\\\\n\\t\\b"'],
    [{ '\ue000': 1, '😀': 2, '\ud83d': 3, z: 4 }, '{"z": 4, "\\ud83d": 3, "\\ue000": 1, "\\ud83d\\ude00": 2}'],
  ])('%j', (value, expected) => {
    expect(pythonJson(value)).toBe(expected)
  })
})

const python = spawnSync('python3', ['--version']).status === 0
const oracle = `
import json, sys
for line in sys.stdin:
    print(json.dumps(json.loads(line), sort_keys=True))
`

describe.skipIf(!python)(python ? "Python's own json" : "Python's own json (skipped: put python3 on the PATH)", () => {
  it('agrees on 20,000 generated values', () => {
    const any = fc.jsonValue({ stringUnit: 'binary', noUnicodeString: false } as fc.JsonSharedConstraints)
    const numbers = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger())
    const values = fc.sample(fc.oneof(any, fc.dictionary(fc.string({ unit: 'binary' }), numbers)), {
      numRuns: 20_000,
      seed: 20_261_121,
    })
    const printed = execFileSync('python3', ['-c', oracle], {
      input: `${values.map((value) => JSON.stringify(value)).join('\n')}\n`,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      timeout: 60_000,
      env: { ...process.env, PYTHONIOENCODING: 'utf-8' },
    })
    const lines = printed.trimEnd().split('\n')
    expect(lines.length).toBe(values.length)
    for (const [at, value] of values.entries()) expect(pythonJson(value)).toBe(lines[at])
  })
})
