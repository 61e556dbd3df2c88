/**
 * What Python's `json.dumps(value, sort_keys=True)` prints of JSON text: made from the text, not from its value, because
 * `1.0` and `1` are two things there. The text must be valid JSON; deeper than 500 levels is a RangeError.
 */
export function membersInPython(text: string): ReadonlyMap<string, string> {
  const reader = new Reader(text)
  return reader.members(0)
}

const depthMax = 500
const beyondAscii = /[\u007f-\uffff]/g

const pythonString = (text: string): string =>
  JSON.stringify(text).replace(beyondAscii, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  /** The members of the object that begins here, each as Python prints it; the last of equal names counts. */
  members(depth: number): Map<string, string> {
    const members = new Map<string, string>()
    this.#expect('{')
    while (!this.#skip('}')) {
      const name = JSON.parse(this.#token()) as string
      this.#expect(':')
      members.set(name, this.#value(depth + 1))
      this.#skip(',')
    }
    return members
  }

  #value(depth: number): string {
    if (depth > depthMax) throw new RangeError('too deep')
    const first = this.#peek()
    if (first === '{') {
      const sorted = [...this.members(depth)].sort(([a], [b]) => byCodePoint(a, b))
      return `{${sorted.map(([name, value]) => `${pythonString(name)}: ${value}`).join(', ')}}`
    }
    if (first === '[') return this.#list(depth)
    const token = this.#token()
    if (first === '"') return pythonString(JSON.parse(token) as string)
    return /^[tfn]/.test(token) ? token : pythonNumber(token)
  }

  #list(depth: number): string {
    const items: string[] = []
    this.#expect('[')
    while (!this.#skip(']')) {
      items.push(this.#value(depth + 1))
      this.#skip(',')
    }
    return `[${items.join(', ')}]`
  }

  #peek(): string | undefined {
    space.lastIndex = this.#at
    space.exec(this.#text)
    this.#at = space.lastIndex
    return this.#text[this.#at]
  }

  #skip(mark: string): boolean {
    const found = this.#peek() === mark
    if (found) this.#at += 1
    return found
  }

  #expect(mark: string): void {
    if (!this.#skip(mark)) throw new SyntaxError(`no ${mark} at ${this.#at}`)
  }

  #token(): string {
    this.#peek()
    scalar.lastIndex = this.#at
    const token = scalar.exec(this.#text)?.[0]
    if (token === undefined) throw new SyntaxError(`nothing at ${this.#at}`)
    this.#at += token.length
    return token
  }
}

/** Both match at `lastIndex` alone, and are set before each use. */
const space = /[ \t\n\r]*/y
const scalar = /"[^"\\]*(?:\\.[^"\\]*)*"|[-+.\w]+/y

/** Python sorts by code point, JavaScript by UTF-16 unit: they differ where surrogate pairs meet U+E000 and above. */
function byCodePoint(a: string, b: string): number {
  for (let at = 0; ; ) {
    const [left, right] = [a.codePointAt(at), b.codePointAt(at)]
    if (left === undefined || right === undefined) return a.length - b.length
    if (left !== right) return left - right
    at += left > 0xffff ? 2 : 1
  }
}

/** Integers keep their digits, at any length; all others are floats. */
const pythonNumber = (token: string): string =>
  /^-?\d+$/.test(token) ? (token === '-0' ? '0' : token) : pythonFloat(Number(token))

/** `repr` of a float. */
function pythonFloat(value: number): string {
  if (!Number.isFinite(value)) return value < 0 ? '-Infinity' : 'Infinity'
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  const [mantissa, power] = Math.abs(value).toExponential().split('e')
  const exponent = Number(power)
  if (exponent >= -4 && exponent < 16) {
    const plain = String(Math.abs(value))
    return `${sign}${plain}${plain.includes('.') ? '' : '.0'}`
  }
  return `${sign}${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}
