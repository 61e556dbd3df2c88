/**
 * Checks and rewrites the tree of a template. The engine has no bounds and no way to add filters: what is not known to be
 * linear is refused, and filters that we make, or that could blow up, become calls of our functions.
 */

/** A node, as far as it is looked at. */
type Node = { type: string } & Record<string, unknown>

export interface TreeRules {
  /** Filters of ours that are switched on. */
  readonly filters: ReadonlySet<string>
  readonly functions: ReadonlySet<string>
}

export interface TreeProblem {
  readonly message: string
  /** Finds the place in the text. */
  readonly at: RegExp
}

const loopsMax = 2
/** Of the engine: no dearer than the size of what they are given. */
const plainFilters: ReadonlySet<string> = new Set(
  'default length upper lower title capitalize trim first last list reverse string int float abs items unique map safe selectattr rejectattr'.split(
    ' ',
  ),
)
const plainMethods: ReadonlySet<string> = new Set(
  'upper lower strip lstrip rstrip title capitalize startswith endswith get items keys values'.split(' '),
)
/** Made by us, since the engine’s own have no bounds. */
const boundedFilters: ReadonlySet<string> = new Set(['replace', 'join', 'tojson', 'indent', 'sort'])
const boundedMethods: ReadonlySet<string> = new Set(['replace', 'split'])
const refusedNodes: Readonly<Record<string, readonly [string, RegExp]>> = {
  Macro: ['macros are not supported', /\{%-?\s*macro\b/],
  CallStatement: ['call blocks are not supported', /\{%-?\s*call\b/],
  FilterStatement: ['filter blocks are not supported', /\{%-?\s*filter\b/],
}

/** The name under which a function of ours stands: no variable can be called so. */
export const ourName = (name: string): string => `__${name}`

/** What is wrong with a tree, or null: it is rewritten then, in place. */
export function checked(root: object, rules: TreeRules): TreeProblem | null {
  try {
    walk(root as Node, { loops: 0, isInRange: false }, rules)
    return null
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

class Refusal extends Error implements TreeProblem {
  readonly at: RegExp

  constructor(message: string, at: RegExp) {
    super(message)
    this.at = at
  }
}

interface Place {
  readonly loops: number
  readonly isInRange: boolean
}

function walk(node: Node, place: Place, rules: TreeRules): void {
  const refused = refusedNodes[node.type]
  if (refused !== undefined) throw new Refusal(...refused)
  if (node.type === 'FilterExpression') rewriteFilter(node, rules)
  else if (node.type === 'BinaryExpression') rewriteSearch(node)
  else if (node.type === 'CallExpression') rewriteCall(node, rules)
  const inside = node.type === 'For' ? loopIn(node, place) : place
  for (const [name, member] of Object.entries(node))
    each(member, (child) => walk(child, name === 'body' ? inside : place, rules))
}

function each(member: unknown, work: (child: Node) => void): void {
  if (Array.isArray(member)) for (const item of member) each(item, work)
  else if (member instanceof Map) for (const pair of member) each(pair, work)
  else if (typeof member === 'object' && member !== null && 'type' in member) work(member as Node)
}

function loopIn({ iterable }: Node, { loops, isInRange }: Place): Place {
  if (loops >= loopsMax) throw new Refusal(`loops nest deeper than ${loopsMax}`, thirdLoop)
  const isRange = isCallOf(iterable as Node, 'range')
  if (isRange && isInRange)
    throw new Refusal('a loop over a range stands in another', /range\s*\((?![\s\S]*range\s*\()/)
  return { loops: loops + 1, isInRange: isInRange || isRange }
}

const thirdLoop = /\{%-?\s*for\b(?![\s\S]*\{%-?\s*for\b)/

const isCallOf = ({ type, callee }: Node, name: string): boolean =>
  type === 'CallExpression' && (callee as Node).type === 'Identifier' && (callee as Node).value === name

/** A node becomes a call of a function of ours. */
function becomeCall(node: Node, name: string, args: unknown[]): void {
  for (const key of Object.keys(node)) delete node[key]
  Object.assign(node, { type: 'CallExpression', callee: { type: 'Identifier', value: ourName(name) }, args })
}

function rewriteFilter(node: Node, { filters }: TreeRules): void {
  const filter = node.filter as Node
  const isCall = filter.type === 'CallExpression'
  const name = String(isCall ? (filter.callee as Node).value : filter.value)
  const place = new RegExp(`\\|\\s*${name.replace(/\W/g, '')}\\b`)
  if (filters.has(name) || boundedFilters.has(name)) {
    becomeCall(node, name, [node.operand, ...(isCall ? (filter.args as unknown[]) : [])])
    return
  }
  if (!plainFilters.has(name)) throw new Refusal(`there is no filter '${name}'`, place)
  // With arguments it looks like the call of a function.
  filter.isFilter = true
}

/** `a in b`: the search of a long text in a long text is not linear. */
function rewriteSearch(node: Node): void {
  const operator = String((node.operator as Node).value)
  if (operator !== 'in' && operator !== 'not in') return
  becomeCall(node, operator === 'in' ? 'in' : 'not_in', [node.left, node.right])
}

function rewriteCall(node: Node, { functions }: TreeRules): void {
  const callee = node.callee as Node
  if (node.isFilter === true) return
  if (callee.type === 'Identifier') {
    const name = String(callee.value)
    if (name === 'namespace' || name.startsWith(ourName(''))) return
    if (!functions.has(name)) throw new Refusal(`there is no function '${name}'`, new RegExp(`\\b${name}\\s*\\(`))
    node.callee = { type: 'Identifier', value: ourName(name) }
    return
  }
  const method =
    callee.type === 'MemberExpression' && callee.computed !== true ? String((callee.property as Node).value) : ''
  if (boundedMethods.has(method)) becomeCall(node, method, [callee.object, ...(node.args as unknown[])])
  else if (!plainMethods.has(method))
    throw new Refusal(
      `there is no method '${method}'`,
      method === '' ? /\]\s*\(|\)\s*\(/ : new RegExp(`\\.\\s*${method}\\b`),
    )
}
