import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TemplateLimit } from './limits.ts'
import { judgeValues, renderTemplate, type TemplateValues } from './render.ts'
import { readTemplate, type TemplateOptions } from './template.ts'

const all: TemplateOptions = {
  filters: { json_encode: true, base64_encode: true, hash: true },
  functions: { now: true, uuid: true, random: true },
}
const tools = { now: () => 0, random: () => 0.5, uuid: () => '00000000-0000-4000-8000-000000000000' }

function render(source: string, values: TemplateValues = {}, options = all): string {
  const template = readTemplate('t', source, options)
  if ('message' in template) throw new Error(`line ${template.line}: ${template.message}`)
  return renderTemplate(template, values, tools)
}

const problem = (source: string, options = all) => {
  const template = readTemplate('t', source, options)
  return 'message' in template ? `${template.line}: ${template.message}` : 'none'
}

describe('a template', () => {
  test.each<[string, TemplateValues, string]>([
    ['Hello {{ name }}!', { name: 'Ann' }, 'Hello Ann!'],
    [
      '{% for x in list %}{{ loop.index }}{{ x }}{% if not loop.last %}, {% endif %}{% endfor %}',
      { list: ['a', 'b'] },
      '1a, 2b',
    ],
    ['{{ a | default("none") }}{{ b | upper }}', { b: 'x' }, 'noneX'],
    ['{{ {"a": [1, "x"]} | json_encode }}', {}, '{"a":[1,"x"]}'],
    ['{{ text | base64_encode }}', { text: 'é' }, 'w6k='],
    ['{{ text | hash }}', { text: '' }, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['{{ now() }} {{ random() }} {{ uuid() }}', {}, `1970-01-01T00:00:00.000Z 0.5 ${tools.uuid()}`],
    ['{% for n in range(2, 6, 2) %}{{ n }}{% endfor %}', {}, '24'],
    [
      '{{ list | join("-") }} {{ text.split(",") | length }} {{ text | replace(",", ";") }}',
      { list: ['a', 'b'], text: '1,2,3' },
      'a-b 3 1;2;3',
    ],
    [
      '{{ "b" in list }}{{ "x" not in text }}{{ "k" in map }}',
      { list: ['b'], text: 'abc', map: { k: 1 } },
      'truetruetrue',
    ],
    ['{{ list | sort | join }}', { list: ['b', 'a'] }, 'ab'],
    ['{{ "a\nb" | indent(2) }}', {}, 'a\n  b'],
    [
      '{% set ns = namespace(n=0) %}{% for x in list %}{% set ns.n = ns.n + x %}{% endfor %}{{ ns.n }}',
      { list: [1, 2] },
      '3',
    ],
    ['{{ map.items() | length }}{{ " x ".strip() }}', { map: { a: 1 } }, '1x'],
    ['{{ name }}', { name: '{{ 7 * 7 }}{% for %}' }, '{{ 7 * 7 }}{% for %}'],
    ['{{ __proto__ }}{{ constructor }}{{ x.constructor }}', { x: 'a' }, ''],
  ])('%s', (source, values, text) => {
    expect(render(source, values)).toBe(text)
  })

  test('cannot reach what the language it runs in has', () => {
    expect(() => render('{{ x.constructor.constructor("return 1")() }}', { x: 'a' })).toThrow(/no method/)
    expect(() => render('{{ x["constructor"]("return 1") }}', { x: 'a' })).toThrow(/no method/)
  })
})

describe('a bad template is refused, with the line', () => {
  const third = (source: string) => `one\ntwo\n${source}\nfour`
  test.each([
    [third('{{ a | frobnicate }}'), "3: there is no filter 'frobnicate'"],
    [third('{{ a.format(1) }}'), "3: there is no method 'format'"],
    [third('{{ strftime_now("%Y") }}'), "3: there is no function 'strftime_now'"],
    [third('{% macro m() %}{% endmacro %}'), '3: macros are not supported'],
    [
      third('{% for a in x %}{% for b in a %}{% for c in b %}{% endfor %}{% endfor %}{% endfor %}'),
      '3: loops nest deeper than 2',
    ],
    [
      third('{% for a in range(9) %}{% for b in range(9) %}{% endfor %}{% endfor %}'),
      '3: a loop over a range stands in another',
    ],
    ['a'.repeat(65_537), '1: is longer than 65536 characters'],
  ])('%#', (source, message) => {
    expect(problem(source)).toBe(message)
  })

  test.each([
    third('{{ a + }}'),
    third('{% if a %}'),
    third('{% endfor %}'),
    third('{{ "open }}'),
    third('{% nonsense %}'),
    third('{{ a '),
  ])('also where it cannot be read: %#', (source) => {
    expect(problem(source)).toMatch(/^3: cannot be read: /)
  })

  test('its name has to be one', () => {
    expect(readTemplate('Big Name', '', all)).toMatchObject({ line: 1, message: expect.stringContaining('lower-case') })
  })

  test('what is switched off is not there', () => {
    const none = { filters: { ...all.filters, hash: false }, functions: { ...all.functions, now: false } }
    expect(problem('{{ a | hash }}', none)).toBe("1: there is no filter 'hash'")
    expect(problem('{{ now() }}', none)).toBe("1: there is no function 'now'")
  })
})

describe('no template goes on for long', () => {
  const long = 'a'.repeat(60_000)
  test.each<[string, TemplateValues]>([
    [
      '{% for a in range(1000) %}{% for b in x %}{% for_ %}{% endfor %}{% endfor %}'.replace('{% for_ %}', '{{ b }}'),
      { x: Array(100).fill('x') },
    ],
    ['{% set ns = namespace(s="ab") %}{% for a in range(1000) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}', {}],
    ['{% set ns = namespace(s=[1]) %}{% for a in range(1000) %}{% set ns.s = ns.s + ns.s %}{% endfor %}', {}],
    [
      '{% set ns = namespace(s=[1]) %}{% for a in range(1000) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}{{ ns.s }}',
      {},
    ],
    ['{{ text | replace("a", text) }}', { text: long }],
    ['{{ text | replace(text, "") }}', { text: long }],
    ['{{ range(1000) | join(text) }}', { text: long }],
    ['{{ needle in text }}', { needle: `b${'a'.repeat(30_000)}`, text: 'a'.repeat(30_000) }],
    ['{{ range(1001) }}', {}],
    ['{{ range(0, 10, 0) }}', {}],
    ['{% for a in range(1000) %}{{ text | upper | lower }}{% endfor %}', { text: long }],
    ['{% for a in range(1000) %}{{ text }}{% endfor %}', { text: 'x'.repeat(100) }],
    ['{% set ns = namespace(s="") %}{% for a in range(1000) %}{% set ns.s = ns %}{% endfor %}{{ [ns] }}', {}],
  ])('%#: %s', (source, values) => {
    expect(() => render(source, values)).toThrow(TemplateLimit)
  })

  test('whatever it is given: it ends, with a text or a limit', () => {
    const piece = fc.constantFrom(
      '{{ a }}',
      '{{ b | join(a) }}',
      '{{ a | replace("x", b) }}',
      '{% set a = a ~ a %}',
      '{{ b | tojson }}',
      '{% set b = [b, b] %}',
    )
    const body = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''))
    const value = fc.oneof(fc.string(), fc.array(fc.jsonValue(), { maxLength: 5 }), fc.jsonValue())
    fc.assert(
      fc.property(body, value, value, (inner, a, b) => {
        const source = `{% for x in range(50) %}${inner}{% endfor %}`
        try {
          expect(render(source, { a, b }).length).toBeLessThanOrEqual(65_536)
        } catch (error) {
          expect((error as Error).message).not.toMatch(/call stack|string length|heap/i)
        }
      }),
      { numRuns: 100 },
    )
  })
})

describe('values', () => {
  test.each<[string, TemplateValues, RegExp]>([
    ['too long', { a: 'x'.repeat(65_536) }, /longer than 65536/],
    ['too many in a list', { a: { b: Array(101).fill(1) } }, /longer than 100/],
    ['named like ours', { __hash: 1 }, /name of a variable/],
    ['named like a constant', { true: false }, /name of a variable/],
    ['named like nothing', { 'a b': 1 }, /name of a variable/],
  ])('%s', (_, values, message) => {
    expect(() => judgeValues(values)).toThrow(message)
  })

  test('others are taken', () => {
    expect(() => judgeValues({ name: 'x', list: Array(100).fill({ a: 1 }) })).not.toThrow()
  })
})
