/**
 * What Python's `json.dumps(value, sort_keys=True)` prints after it has parsed `JSON.stringify(value)`: numbers that
 * JavaScript writes as integers are integers there, all others floats.
 */
export function pythonJson(value: unknown): string {
  if (typeof value === 'string') return pythonString(value)
  if (typeof value === 'number') return pythonNumber(JSON.stringify(value))
  if (value instanceof WrittenNumber) return pythonNumber(value.text)
  if (Array.isArray(value)) return `[${value.map((item) => pythonJson(item ?? null)).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined)
    members.sort(([a], [b]) => byCodePoint(a, b))
    return `{${members.map(([name, member]) => `${pythonString(name)}: ${pythonJson(member)}`).join(', ')}}`
  }
  return JSON.stringify(value)
}

/** A number as it stood in a text: `1.0` is another one to Python than `1`. */
class WrittenNumber {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** A JSON text for `pythonJson` to print as Python would that has parsed the same text. */
export function readForPython(text: string): unknown {
  const keep = (_name: string, value: unknown, { source }: { source?: string } = {}) =>
    typeof value === 'number' && source !== undefined ? new WrittenNumber(source) : value
  return JSON.parse(text, keep as (name: string, value: unknown) => unknown)
}

const beyondAscii = /[\u007f-\uffff]/g

const pythonString = (text: string): string =>
  JSON.stringify(text).replace(beyondAscii, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** Python sorts by code point, JavaScript by UTF-16 unit: they differ where surrogate pairs meet U+E000 and above. */
function byCodePoint(a: string, b: string): number {
  for (let at = 0; ; ) {
    const [left, right] = [a.codePointAt(at), b.codePointAt(at)]
    if (left === undefined || right === undefined) return a.length - b.length
    if (left !== right) return left - right
    at += left > 0xffff ? 2 : 1
  }
}

/** Integers have any number of digits, and no sign where they are 0. */
function pythonNumber(written: string): string {
  if (/[.eE]/.test(written)) return pythonFloat(Number(written))
  return written === '-0' ? '0' : written
}

/** `repr` of a float: the digits of JavaScript, with an exponent below 1e-4 already and of two digits at least. */
function pythonFloat(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity'
  const [mantissa, power] = value.toExponential().split('e')
  const exponent = Number(power)
  if (exponent >= -4 && exponent < 16) return pointed(Object.is(value, -0) ? '-0' : String(value))
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}

const pointed = (digits: string): string => (digits.includes('.') ? digits : `${digits}.0`)
