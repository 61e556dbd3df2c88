import { Environment, Interpreter } from '@huggingface/jinja'
import { functionsOf, type TemplateTools } from './functions.ts'
import { TemplateLimit, textMax } from './limits.ts'
import type { Template } from './template.ts'
import { ourName } from './tree.ts'

export type TemplateValues = Readonly<Record<string, unknown>>

/** What one rendering may cost. A step is a node, or as many characters as take as long: ≤ 0.7 µs. */
const stepsMax = 50_000
const charactersPerStep = 8
const listMax = 1_000
/** Values in a list or mapping, at all depths, and characters. */
const weightMax = 65_536
const callerListMax = 100
const constants = { true: true, false: false, none: null, True: true, False: false, None: null }
const reserved: ReadonlySet<string> = new Set([...Object.keys(constants), 'loop', 'namespace'])
const variablePattern = /^(?!__)[A-Za-z_][A-Za-z0-9_]{0,63}$/

/** The text of a template with these values. Throws TemplateLimit where that would be too long or take too long. */
export function renderTemplate({ program }: Template, values: TemplateValues, tools: TemplateTools): string {
  const globals = new Environment()
  for (const [name, value] of Object.entries(constants)) globals.set(name, value)
  for (const [name, work] of Object.entries(functionsOf(tools))) globals.set(ourName(name), work)
  const scope = new Environment(globals)
  for (const [name, value] of Object.entries(values)) scope.set(name, value)
  const text = new BoundedInterpreter(scope).run(program)
  return String(text.value)
}

/** Values that a caller may give. Throws TemplateLimit. */
export function judgeValues(values: TemplateValues): void {
  for (const name of Object.keys(values))
    if (!variablePattern.test(name) || reserved.has(name))
      throw new TemplateLimit(`'${name.slice(0, 64)}' cannot be the name of a variable`)
  if (JSON.stringify(values).length > textMax)
    throw new TemplateLimit(`the variables are longer than ${textMax} characters`)
  judgeLists(values)
}

function judgeLists(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value) && value.length > callerListMax)
    throw new TemplateLimit(`a list in the variables is longer than ${callerListMax}`)
  for (const member of Object.values(value)) judgeLists(member)
}

/** A value of the engine. */
interface Value {
  readonly type: string
  readonly value: unknown
}

/** What the engine’s own types say of it, which cannot be found from here. */
interface Engine {
  run(program: object): Value
  evaluate(statement: unknown, environment: unknown): Value
}

const BaseInterpreter = Interpreter as new (scope: Environment) => Engine

/** Counts what it does, and looks at the size of all that it makes. */
class BoundedInterpreter extends BaseInterpreter {
  #steps = 0
  readonly #weights = new WeakMap<object, number>()

  override evaluate(statement: unknown, environment: unknown): Value {
    this.#spend(1)
    const made = super.evaluate(statement, environment)
    const { value } = made
    if (typeof value === 'string') {
      if (value.length > textMax) throw new TemplateLimit(`a text is longer than ${textMax} characters`)
      this.#spend(value.length / charactersPerStep)
    } else if (typeof value === 'object' && value !== null) {
      if (Array.isArray(value)) this.#spend(value.length / charactersPerStep)
      this.#weightOf(made)
    }
    return made
  }

  #spend(steps: number): void {
    this.#steps += steps
    if (this.#steps > stepsMax) throw new TemplateLimit('the template takes too long')
  }

  /** Of a value with all that stands in it, as often as it stands there. */
  #weightOf({ type, value }: Value): number {
    if (typeof value === 'string') return 1 + value.length
    if (typeof value !== 'object' || value === null) return 1
    const known = this.#weights.get(value)
    // A namespace may have changed since.
    const isFixed = type !== 'NamespaceValue'
    if (known !== undefined && isFixed) return known
    const items = Array.isArray(value) ? value : value instanceof Map ? [...value.values()] : []
    if (items.length > listMax) throw new TemplateLimit(`a list is longer than ${listMax}`)
    // Until it is known; a value that holds itself would have no end.
    this.#weights.set(value, weightMax + 1)
    const weight = items.reduce<number>((sum, item) => sum + this.#weightOf(partOf(item)), 1)
    if (weight > weightMax) throw new TemplateLimit('a list or mapping is too large')
    this.#weights.set(value, weight)
    return weight
  }
}

/** Throws TemplateLimit for a namespace, which may come to hold what holds it. */
function partOf(item: unknown): Value {
  const part = item as Value
  if (part.type === 'NamespaceValue') throw new TemplateLimit('a namespace stands in another value')
  return part
}
