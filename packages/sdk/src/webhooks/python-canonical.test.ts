import { execFileSync, spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { membersInPython } from './python-canonical.ts'

const canonical = (json: string) => membersInPython(`{"data":${json}}`).get('data')

describe('as Python prints it', () => {
  it.each([
    ['1.0', '1.0'],
    ['1', '1'],
    ['-0', '0'],
    ['-0.0', '-0.0'],
    ['0.00005', '5e-05'],
    ['0.0001', '0.0001'],
    ['1e-7', '1e-07'],
    ['1E5', '100000.0'],
    ['1e15', '1000000000000000.0'],
    ['1e16', '1e+16'],
    ['1.5e300', '1.5e+300'],
    ['1e400', 'Infinity'],
    ['-1e400', '-Infinity'],
    ['123456789012345678901234567890', '123456789012345678901234567890'],
    ['"é\\u007f\\/\\n\\u0001"', '"\\u00e9\\u007f/\\n\\u0001"'],
    ['"😀"', '"\\ud83d\\ude00"'],
    ['"\\ud800"', '"\\ud800"'],
    [' { "b" : [ 1 , true , null , { } , [ ] ] , "a" : "x" } ', '{"a": "x", "b": [1, true, null, {}, []]}'],
    ['{"\\ue000":1,"😀":2,"z":3}', '{"z": 3, "\\ue000": 1, "\\ud83d\\ude00": 2}'],
    ['{"a":1,"b":2,"a":3}', '{"a": 3, "b": 2}'],
    ['{"__proto__":1,"constructor":2}', '{"__proto__": 1, "constructor": 2}'],
  ])('%s', (json, expected) => {
    expect(canonical(json)).toBe(expected)
  })

  it('a long text takes no deep stack, a deep one is refused', () => {
    const long = JSON.stringify('\\"x'.repeat(1_000_000))
    expect(canonical(long)).toBe(long)
    expect(() => canonical('['.repeat(501) + ']'.repeat(501))).toThrow(RangeError)
  })
})

const python = spawnSync('python3', ['--version']).status === 0
const oracle = `
import json, sys
for line in sys.stdin:
    print(json.dumps(json.loads(line), sort_keys=True))
`

/** Numbers as they may stand in JSON, not only as JavaScript writes them. */
const numberText = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value.toExponential()),
  fc.bigInt().map(String),
  fc.tuple(fc.integer(), fc.nat(99)).map(([whole, part]) => `${whole}.${part}`),
  fc.tuple(fc.integer({ min: -99, max: 99 }), fc.integer({ min: -30, max: 30 })).map(([m, e]) => `${m}E${e}`),
)
const anyText = fc.string({
  unit: fc.oneof(
    fc.constantFrom('é', '\u007f', '\ue000', '😀', '"', '\\', '\n', '\ud800'),
    fc.string({ unit: 'grapheme', maxLength: 1 }),
  ),
})
const { value: jsonText } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    numberText,
    anyText.map((text) => JSON.stringify(text)),
    fc.constantFrom('true', 'false', 'null'),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join(',')}]`),
    fc
      .array(fc.tuple(anyText, tie('value')), { maxLength: 5 })
      .map((members) => `{${members.map(([name, value]) => `${JSON.stringify(name)} : ${value}`).join(',')}}`),
  ),
}))

describe.skipIf(!python)(python ? "Python's own json" : "Python's own json (skipped: put python3 on the PATH)", () => {
  it('agrees on 20,000 generated values', () => {
    const texts = fc.sample(jsonText, { numRuns: 20_000, seed: 20_261_121 })
    const printed = execFileSync('python3', ['-c', oracle], {
      input: `${texts.join('\n')}\n`,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      timeout: 60_000,
      env: { ...process.env, PYTHONIOENCODING: 'utf-8' },
    })
    const lines = printed.trimEnd().split('\n')
    expect(lines.length).toBe(texts.length)
    for (const [at, text] of texts.entries()) expect(canonical(text), text).toBe(lines[at])
  })
})
