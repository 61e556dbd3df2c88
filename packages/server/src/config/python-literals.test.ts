import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PythonValue, readPython } from './python-literals.ts'

/** Dicts as objects; variables as `$NAME`, or `$NAME|fallback`. */
const plain = (value: PythonValue | undefined): unknown => {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null || !('kind' in value)) return value
  if (value.kind === 'dict') return Object.fromEntries(value.items.map((item) => [item.name, plain(item.value)]))
  return value.fallback === undefined ? `$${value.name}` : `$${value.name}|${JSON.stringify(plain(value.fallback))}`
}
const read = (text: string) => {
  const { settings, leftOut } = readPython(text)
  return { ...Object.fromEntries(settings.map(({ name, value }) => [name, plain(value)])), leftOut }
}
const literal = (expression: string) => (read(`x = ${expression}`) as { x?: unknown }).x

describe('literals', () => {
  it.each<[string, unknown]>([
    ['8000', 8000],
    ['1_000', 1000],
    ['0x1F', 31],
    ['-2.5e-3', -0.0025],
    ['.5', 0.5],
    ['True', true],
    ['None', null],
    [`'it' "'s"`, `it's`],
    ['"a\\tb\\x41\\u00e9\\q"', 'a\tbAé\\q'],
    ['r"C:\\new"', 'C:\\new'],
    ['"""two\nlines"""', 'two\nlines'],
    ['"a # b"', 'a # b'],
    ['[1, "two", [3],]', [1, 'two', [3]]],
    ['(1, 2)', [1, 2]],
    ['(1,)', [1]],
    ['(1)', 1],
    ['{"a": {"b": [True]}, "c": None}', { a: { b: [true] }, c: null }],
    ['"A,B".lower().split(",")', ['a', 'b']],
    ['"True".lower() == "true"', true],
    ['int("42") ', 42],
    ['float("1.5")', 1.5],
    ['int(2.9)', 2],
    ['str(5)', '5'],
  ])('%s', (expression, value) => {
    expect(literal(expression)).toEqual(value)
    expect(read(`x = ${expression}`).leftOut).toEqual([])
  })

  it.each<[string, string]>([
    ['os.getenv("A")', '$A'],
    ['os.getenv("A", None)', '$A'],
    ['os.environ["A"]', '$A'],
    ['os.environ.get("A", "x")', '$A|"x"'],
    ['int(os.getenv("A", "10000"))', '$A|10000'],
    ['os.getenv("A", "true").lower() == "true"', '$A|true'],
    ['os.getenv("A", "").lower() == "true"', '$A|false'],
    ['os.getenv("A", "a,b").split(",")', '$A|["a","b"]'],
    ['int(os.getenv("A"))', '$A'],
  ])('%s', (expression, value) => expect(literal(expression)).toBe(value))

  it('a name that was given a literal above', () => {
    expect(read('BASE = "/srv"\npath = BASE\nlater = after\nafter = 1')).toEqual({
      BASE: '/srv',
      path: '/srv',
      after: 1,
      leftOut: [{ line: 3, text: 'later = after' }],
    })
  })
})

describe('what is left out', () => {
  it.each([
    ...['__import__("os").system("touch /tmp/x")', 'open("/etc/passwd").read()', 'f"{secret}"', 'b"x"', 'lambda: 1'],
    ...[
      '1 + 1',
      '"a" if b else "c"',
      '[x for x in y]',
      '{**other}["a"]',
      'LOGS / "app.log"',
      'not True',
      '{1: 2',
      '...',
    ],
    ...['"unended', '"%s" % x', 'a or b', 'int("x")', 'int()', 'os.getenv(NAME)', '"x".format(1)', '1j', '$'],
  ])('%s is no literal, and the settings around it stay', (expression) => {
    const { before, after, x } = read(`before = 1\nx = ${expression}\nafter = 2`) as Record<string, unknown>
    expect([before, x]).toEqual([1, undefined])
    // Where a bracket or a text never ends, nothing after it can be told from it.
    if (!/^(?:\{1: 2|"unended)$/.test(expression)) expect(after).toBe(2)
    expect(readPython(`x = ${expression}`).leftOut).toEqual([{ line: 1, text: `x = ${expression}` }])
  })

  it('an item of a dict is left out alone, with its line', () => {
    const text =
      '"logging": {\n    "level": os.getenv("L", "A" if P else "B"),\n    "file": DIR / "app.log", "n": 1,\n},'
    expect(read(`C = {\n${text}\n  "bad": f(x, {1: 2}), "good": 2, **rest,\n}`)).toEqual({
      C: { logging: { n: 1 }, good: 2 },
      leftOut: [
        { line: 3, text: '"level": os.getenv("L", "A" if P else "B"),' },
        { line: 4, text: '"file": DIR / "app.log", "n": 1,' },
        { line: 6, text: '"bad": f(x, {1: 2}), "good": 2, **rest,' },
      ],
    })
  })

  it('blocks are told by their heads, imports and explanations are not', () => {
    const text = [
      '"""What this is."""\nimport os\nfrom pathlib import Path\n',
      'class Config:\n    port = 1\n',
      'if os.name == "nt":\n    host = "x"\nelse:\n    host = "y"\n',
      'try:\n    a = 1\nexcept Exception: pass\n',
      'x: int = 3; y = 4\nx.y = 5\nprint(x)\n',
    ].join('')
    expect(read(text)).toEqual({
      x: 3,
      y: 4,
      leftOut: [4, 6, 8, 10, 12, 14, 15].map((line) => ({ line, text: text.split('\n')[line - 1]?.trim() })),
    })
  })

  it('depth is bounded', () => {
    expect(literal('['.repeat(20) + ']'.repeat(20))).toBeDefined()
    for (const deep of ['['.repeat(9_000), `${'-'.repeat(9_000)}1`, `${'('.repeat(9_000)}1${')'.repeat(9_000)}`])
      expect(literal(deep)).toBeUndefined()
  })
})

it('whatever a text holds, reading ends and each line of it is told at most once', () => {
  const piece = fc.constantFrom(
    ...[
      'x',
      ' = ',
      '1',
      '"',
      "'",
      '"""',
      '{',
      '}',
      '[',
      ']',
      '(',
      ')',
      ':',
      ',',
      '\n',
      ' ',
      '#',
      '\\',
      '==',
      '.lower()',
    ],
    ...['os.getenv(', 'int(', 'True', 'if ', '-', '**', 'f"', 'é', '\u0000', ';', '\r\n', '\t'],
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const { leftOut } = readPython(pieces.join(''))
      expect(new Set(leftOut.map(({ line }) => line)).size).toBe(leftOut.length)
    }),
    { numRuns: 2_000 },
  )
})

it('the literals of JSON are those of Python', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      const text = JSON.stringify(value, null, 1)
      const python = text.replace(/"(?:[^"\\]|\\.)*"|\b(?:true|false|null)\b/g, (word) =>
        word[0] === '"' ? word : word === 'true' ? 'True' : word === 'false' ? 'False' : 'None',
      )
      expect(literal(`(\n${python}\n)`)).toEqual(JSON.parse(text))
    }),
  )
})

it('nothing of the module can run what it reads', () => {
  for (const file of ['python-literals.ts', 'python-tokens.ts', 'older-python.ts'])
    expect(readFileSync(new URL(file, import.meta.url), 'utf8')).not.toMatch(
      /\beval\b|new Function|child_process|node:vm/,
    )
})
