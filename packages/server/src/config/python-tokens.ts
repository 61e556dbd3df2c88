/** One word of a Python text. Lines count from 1, columns from 0. */
export interface Token {
  /** `end` closes a statement: a line break outside brackets, a `;`, the end of the text. */
  kind: 'name' | 'string' | 'number' | 'sign' | 'end' | 'unknown'
  /** Of a string its value, of all others how they are written. */
  text: string
  line: number
  column: number
}

const space = /[ \t\f]+|\\\r?\n|#[^\n]*/y
const lineBreak = /\r?\n/y
const name = /[\p{L}_][\p{L}\p{N}_]*/uy
const number = /0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*)?\.?\d[\d_]*\.?(?:[eE][+-]?\d+)?/y
const sign = /\*\*=?|\/\/=?|<<=?|>>=?|==|!=|<=|>=|:=|->|[-+*/%&|^@]=|\.\.\.|[-+*/%&|^~<>()[\]{},:.;=@!]/y
const opening = /([rRuUbBfF]{0,2})('''|"""|'|")/y
const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
}

/** The words of a Python text, without running any of it; what is no word of Python is `unknown`. */
export function pythonTokens(text: string): Token[] {
  const tokens: Token[] = []
  let [at, line, lineStart, depth] = [0, 1, 0, 0]

  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    return pattern.exec(text)
  }
  const pass = (length: number): void => {
    for (const end = at + length; at < end; at++) {
      if (text[at] !== '\n') continue
      line++
      lineStart = at + 1
    }
  }
  const add = (kind: Token['kind'], value: string, length: number): void => {
    tokens.push({ kind, text: value, line, column: at - lineStart })
    pass(length)
  }

  while (at < text.length) {
    const blank = match(space)
    if (blank !== null) {
      pass(blank[0].length)
      continue
    }
    const broken = match(lineBreak)
    if (broken !== null) {
      if (depth === 0) add('end', '', broken[0].length)
      else pass(broken[0].length)
      continue
    }
    const quoted = match(opening)
    if (quoted !== null) {
      const { kind, value, length } = stringAt(text, at, quoted)
      add(kind, value, length)
      continue
    }
    const word = match(name) ?? match(number) ?? match(sign)
    const written = word?.[0] ?? text[at] ?? ''
    if (/^[([{]$/.test(written)) depth++
    if (/^[)\]}]$/.test(written)) depth = Math.max(0, depth - 1)
    add(written === ';' ? 'end' : kindOf(written, word === null), written, written.length)
  }
  return [...tokens, { kind: 'end', text: '', line, column: 0 }]
}

function kindOf(written: string, isUnknown: boolean): Token['kind'] {
  if (isUnknown) return 'unknown'
  if (/^[\p{L}_]/u.test(written)) return 'name'
  return /^\.?\d/.test(written) ? 'number' : 'sign'
}

/** Formatted and byte strings are no literals; one that never ends is unknown up to the end. */
function stringAt(text: string, from: number, [whole, prefix = '', quote = '']: RegExpExecArray) {
  const isRaw = /r/i.test(prefix)
  let value = ''
  for (let at = from + whole.length; at < text.length; ) {
    if (text.startsWith(quote, at)) {
      const kind: Token['kind'] = /[bf]/i.test(prefix) ? 'unknown' : 'string'
      return { kind, value, length: at + quote.length - from }
    }
    if (quote.length === 1 && text[at] === '\n') break
    const { read, length } = text[at] === '\\' ? escaped(text, at, isRaw) : { read: text[at] ?? '', length: 1 }
    value += read
    at += length
  }
  return { kind: 'unknown' as const, value: '', length: text.length - from }
}

function escaped(text: string, at: number, isRaw: boolean): { read: string; length: number } {
  const next = text[at + 1] ?? ''
  if (isRaw) return { read: `\\${next}`, length: 2 }
  const code = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4}))/.exec(text.slice(at + 1, at + 6))
  if (code !== null)
    return { read: String.fromCharCode(Number.parseInt(code[1] ?? code[2] ?? '', 16)), length: code[0].length + 1 }
  return { read: escapes[next] ?? `\\${next}`, length: 2 }
}
