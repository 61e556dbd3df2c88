import { pythonTokens, type Token } from './python-tokens.ts'

/** A value that stands in a Python text; nothing is run to know it. */
export type PythonValue = null | boolean | number | string | readonly PythonValue[] | PythonDict | FromVariable

export interface PythonDict {
  kind: 'dict'
  items: readonly Setting[]
}

/** What `os.getenv` would look up. */
export interface FromVariable {
  kind: 'variable'
  name: string
  /** Where it is not set; undefined is nothing. */
  fallback: PythonValue | undefined
  /** The fallback as it is written in the place of the variable: `"true"`, of which a comparison makes true. */
  written: PythonValue | undefined
}

interface Setting {
  name: string
  value: PythonValue
  line: number
}

interface PythonFile {
  settings: Setting[]
  /** What stands there and is no literal, by its line, in order. */
  leftOut: { line: number; text: string }[]
}

const depthMax = 32
const constants: Readonly<Record<string, PythonValue>> = { True: true, False: false, None: null }
/** What begins a statement that sets nothing. */
const silent = new Set(['import', 'from', 'pass'])
/** What looks like a name with a type, and begins a block. */
const heads = new Set(['else', 'try', 'finally'])

/**
 * The assignments of a Python text whose values are literals: dicts, lists, texts, numbers, `os.getenv(name, default)`,
 * `int()`, `float()`, `.lower() == "true"`, and names that were given such a value above. Nothing is executed; all else is
 * left out and told by its line.
 */
export function readPython(text: string): PythonFile {
  const file: PythonFile = { settings: [], leftOut: [] }
  const lines = text.split('\n')
  const known = new Map<string, PythonValue>()
  const leaveOut = (line: number) => {
    if (file.leftOut.at(-1)?.line !== line) file.leftOut.push({ line, text: (lines[line - 1] ?? '').trim() })
  }
  let [line, indent] = [0, 0]
  for (const statement of statementsOf(pythonTokens(text))) {
    const [first, second] = statement
    if (first === undefined) continue
    if (first.line !== line) indent = first.column
    line = statement.at(-1)?.line ?? line
    // What is indented belongs to a block, whose head was told of.
    if (indent > 0) continue
    if (first.kind === 'string' || (first.kind === 'name' && silent.has(first.text))) continue
    const at = statement.findIndex(({ kind, text }) => kind === 'sign' && text === '=')
    const isSetting = first.kind === 'name' && !heads.has(first.text) && (at === 1 || (at > 1 && second?.text === ':'))
    const value = isSetting ? new Reader(statement.slice(at + 1), known, leaveOut).whole() : undefined
    if (value === undefined) leaveOut(first.line)
    else {
      known.set(first.text, value)
      file.settings.push({ name: first.text, value, line: first.line })
    }
  }
  return file
}

function statementsOf(tokens: readonly Token[]): Token[][] {
  const statements: Token[][] = [[]]
  for (const token of tokens) {
    if (token.kind === 'end') statements.push([])
    else statements.at(-1)?.push(token)
  }
  return statements.filter(({ length }) => length > 0)
}

/** Something that only running it would tell. */
class NoLiteral extends Error {}

class Reader {
  #at = 0
  readonly #tokens: readonly Token[]
  readonly #known: ReadonlyMap<string, PythonValue>
  readonly #leaveOut: (line: number) => void

  constructor(tokens: readonly Token[], known: ReadonlyMap<string, PythonValue>, leaveOut: (line: number) => void) {
    this.#tokens = tokens
    this.#known = known
    this.#leaveOut = leaveOut
  }

  /** Undefined where it is no literal. */
  whole(): PythonValue | undefined {
    try {
      const value = this.#value(0)
      return this.#at === this.#tokens.length ? value : undefined
    } catch (error) {
      if (error instanceof NoLiteral) return undefined
      throw error
    }
  }

  #next(): Token {
    const token = this.#tokens[this.#at++]
    if (token === undefined) throw new NoLiteral()
    return token
  }

  #takes(...texts: readonly string[]): boolean {
    const isThere = texts.every((text, ahead) => {
      const token = this.#tokens[this.#at + ahead]
      return token !== undefined && token.kind !== 'string' && token.text === text
    })
    if (isThere) this.#at += texts.length
    return isThere
  }

  #wants(text: string): void {
    if (!this.#takes(text)) throw new NoLiteral()
  }

  #value(depth: number): PythonValue {
    let value = this.#atom(depth)
    while (this.#takes('.')) value = this.#method(value, depth)
    if (!this.#takes('==')) return value
    const other = asScalar(this.#value(depth + 1))
    return changed(value, (one) => one === other)
  }

  #atom(depth: number): PythonValue {
    if (depth > depthMax) throw new NoLiteral()
    const token = this.#next()
    if (token.kind === 'string') return this.#joined(token.text)
    if (token.kind === 'number') return numberOf(token.text)
    if (token.kind === 'name') return this.#named(token.text, depth)
    if (token.text === '-') return changed(this.#atom(depth + 1), (one) => -asNumber(one))
    if (token.text === '{') return this.#dict(depth)
    if (token.text === '[') return this.#list(']', depth)
    if (token.text !== '(') throw new NoLiteral()
    const items = this.#list(')', depth)
    const isTuple = items.length !== 1 || this.#tokens[this.#at - 2]?.text === ','
    return isTuple ? items : (items[0] as PythonValue)
  }

  /** Texts side by side are one. */
  #joined(text: string): string {
    let whole = text
    for (; this.#tokens[this.#at]?.kind === 'string'; this.#at++) whole += this.#tokens[this.#at]?.text
    return whole
  }

  #named(name: string, depth: number): PythonValue {
    if (Object.hasOwn(constants, name)) return constants[name] as PythonValue
    if (name === 'os' && this.#takes('.', 'environ', '[')) return this.#variable(']', depth)
    const isGet =
      name === 'getenv' || (name === 'os' && (this.#takes('.', 'getenv') || this.#takes('.', 'environ', '.', 'get')))
    if (isGet) {
      this.#wants('(')
      return this.#variable(')', depth)
    }
    if (name === 'int' || name === 'float' || name === 'str') {
      this.#wants('(')
      const [given, ...more] = this.#list(')', depth)
      if (given === undefined || more.length > 0) throw new NoLiteral()
      return changed(given, (one) => (name === 'str' ? String(asScalar(one)) : converted(one, name)))
    }
    const value = this.#known.get(name)
    if (value === undefined || this.#takes('(')) throw new NoLiteral()
    return value
  }

  #variable(closing: string, depth: number): FromVariable {
    const [name, fallback, ...more] = this.#list(closing, depth)
    if (typeof name !== 'string' || more.length > 0) throw new NoLiteral()
    const plain = fallback === null || isVariable(fallback) ? undefined : fallback
    return { kind: 'variable', name, fallback: plain, written: plain }
  }

  #method(value: PythonValue, depth: number): PythonValue {
    const { text } = this.#next()
    this.#wants('(')
    const given = this.#list(')', depth)
    const [by] = given
    if (text === 'lower' && given.length === 0) return changed(value, (one) => asText(one).toLowerCase())
    if (text === 'upper' && given.length === 0) return changed(value, (one) => asText(one).toUpperCase())
    if (text === 'strip' && given.length === 0) return changed(value, (one) => asText(one).trim())
    if (text === 'split' && given.length === 1 && typeof by === 'string' && by !== '')
      return changed(value, (one) => asText(one).split(by))
    throw new NoLiteral()
  }

  #list(closing: string, depth: number): PythonValue[] {
    const items: PythonValue[] = []
    while (!this.#takes(closing)) {
      items.push(this.#value(depth + 1))
      if (this.#takes(closing)) break
      this.#wants(',')
    }
    return items
  }

  /** An item that is no literal is left out alone. */
  #dict(depth: number): PythonDict {
    const items: Setting[] = []
    while (!this.#takes('}')) {
      const from = this.#at
      const { line } = this.#tokens[from] ?? { line: 0 }
      try {
        const name = this.#value(depth + 1)
        this.#wants(':')
        if (typeof name !== 'string') throw new NoLiteral()
        const value = this.#value(depth + 1)
        if (!['}', ','].includes(this.#tokens[this.#at]?.text ?? '')) throw new NoLiteral()
        items.push({ name, value, line })
      } catch (error) {
        if (!(error instanceof NoLiteral) || line === 0) throw error
        this.#leaveOut(line)
        this.#skipItem(from)
      }
      if (this.#takes('}')) break
      this.#wants(',')
    }
    return { kind: 'dict', items }
  }

  /** On to the comma or bracket that ends the item which begins there. */
  #skipItem(from: number): void {
    this.#at = from
    let depth = 0
    for (; this.#at < this.#tokens.length; this.#at++) {
      const { kind, text } = this.#tokens[this.#at] as Token
      if (kind === 'string') continue
      if (depth === 0 && (text === ',' || text === '}')) return
      if (text === '(' || text === '[' || text === '{') depth++
      if (text === ')' || text === ']' || text === '}') depth--
    }
    throw new NoLiteral()
  }
}

const isVariable = (value: PythonValue | undefined): value is FromVariable =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'variable'

/** Of a variable, what its fallback becomes. */
function changed(value: PythonValue, change: (value: PythonValue) => PythonValue): PythonValue {
  if (!isVariable(value)) return change(value)
  return { ...value, fallback: value.fallback === undefined ? undefined : change(value.fallback) }
}

function asText(value: PythonValue): string {
  if (typeof value !== 'string') throw new NoLiteral()
  return value
}

function asScalar(value: PythonValue): string | number | boolean {
  if (typeof value === 'object') throw new NoLiteral()
  return value
}

function asNumber(value: PythonValue): number {
  if (typeof value !== 'number') throw new NoLiteral()
  return value
}

function converted(value: PythonValue, to: 'int' | 'float'): number {
  const read = typeof value === 'string' ? numberOf(value.trim()) : Number(asScalar(value))
  return to === 'int' ? Math.trunc(read) : read
}

function numberOf(text: string): number {
  const read = Number(text.replaceAll('_', ''))
  if (text === '' || !Number.isFinite(read)) throw new NoLiteral()
  return read
}
