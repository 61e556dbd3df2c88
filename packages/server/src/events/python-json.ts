/**
 * What Python's `json.dumps(value, sort_keys=True)` prints after it has parsed `JSON.stringify(value)`: numbers that
 * JavaScript writes as integers are integers there, all others floats.
 */
export function pythonJson(value: unknown): string {
  if (typeof value === 'string') return pythonString(value)
  if (typeof value === 'number') return pythonNumber(value)
  if (Array.isArray(value)) return `[${value.map((item) => pythonJson(item ?? null)).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined)
    members.sort(([a], [b]) => byCodePoint(a, b))
    return `{${members.map(([name, member]) => `${pythonString(name)}: ${pythonJson(member)}`).join(', ')}}`
  }
  return JSON.stringify(value)
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

function pythonNumber(value: number): string {
  const written = JSON.stringify(value)
  return /[.e]/.test(written) ? pythonFloat(value) : written
}

/** `repr` of a float: the digits of JavaScript, with an exponent below 1e-4 already and of two digits at least. */
function pythonFloat(value: number): string {
  const [mantissa, power] = value.toExponential().split('e')
  const exponent = Number(power)
  if (exponent >= -4 && exponent < 16) return String(value)
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}
