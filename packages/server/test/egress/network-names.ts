import { stripTypeScriptTypes } from 'node:module'

/** Modules that open sockets, and what of them opens none; an empty list allows types only. */
const networkModules: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    'node:net': ['isIP', 'isIPv4', 'isIPv6', 'BlockList', 'SocketAddress'],
    // What listens: the server itself, and the runner of the local cloud.
    'node:http': ['createServer', 'Server', 'IncomingMessage', 'ServerResponse', 'STATUS_CODES', 'METHODS'],
    'node:https': ['createServer', 'Server'],
    ws: ['WebSocketServer'],
    'node:http2': [],
    'node:tls': [],
    'node:dns': [],
    'node:dns/promises': [],
    'node:dgram': [],
    undici: [],
    axios: [],
    got: [],
    ky: [],
    'node-fetch': [],
    'cross-fetch': [],
    // Vendor clients, which open connections of their own.
    openai: [],
    '@anthropic-ai/sdk': [],
  }),
)

const COMMENT_OR_STRING = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|(['"])(?:\\.|(?!\1)[^\\\n])*\1|`(?:\\.|[^`\\])*`/g
const STATIC_IMPORT = /^[ \t]*(?:import\s*|(?:import|export)\b([^'";=]*?)\bfrom\s*)(['"])([^'"\n]+)\2/gm
const DYNAMIC_IMPORT = /\b(?:import|require|getBuiltinModule)\s*\(\s*(['"`])([^'"`\n]+)\1/g
const GLOBAL_CALL = /(?<![\w$.#])(?:globalThis\s*\.\s*)?(fetch)\s*\(|\bnew\s+(WebSocket|EventSource|XMLHttpRequest)\b/g
const GLOBAL_VALUE = /\bglobalThis\s*\.\s*(fetch|WebSocket|EventSource|XMLHttpRequest)\b(?!\s*\()/g

/** What in a TypeScript source reaches the network past `egress/`, as `line: name`. */
export function networkNames(source: string): string[] {
  const code = stripTypeScriptTypes(source)
  const uncommented = blank(code, (token) => token.startsWith('/'))
  const bare = blank(code, () => true)
  return [
    ...matches(uncommented, STATIC_IMPORT, ([, names = '*', , module = '']) => importedName(module, names)),
    ...matches(uncommented, DYNAMIC_IMPORT, ([, , module = '']) => importedName(module, '*')),
    ...matches(bare, GLOBAL_CALL, (match) => (isDefinition(bare, match) ? null : (match[1] ?? match[2] ?? null))),
    ...matches(bare, GLOBAL_VALUE, ([, name = '']) => name),
  ]
}

/** Keeps every line break, so that places stay what they were. */
function blank(code: string, unwanted: (token: string) => boolean): string {
  return code.replaceAll(COMMENT_OR_STRING, (token) => (unwanted(token) ? token.replaceAll(/[^\n]/g, ' ') : token))
}

function matches(code: string, pattern: RegExp, nameOf: (match: RegExpExecArray) => string | null): string[] {
  return [...code.matchAll(pattern)].flatMap((match) => {
    const name = nameOf(match)
    return name === null ? [] : [`${code.slice(0, match.index).split('\n').length}: ${name}`]
  })
}

function importedName(module: string, clause: string): string | null {
  const allowed = networkModules.get(module) ?? networkModules.get(`node:${module}`)
  if (allowed === undefined) return null
  const named = /^\s*\{([^}]*)\}\s*$/.exec(clause)?.[1]
  const names = named?.split(',').map((name) => name.trim().split(/\s+as\s+/)[0] ?? '') ?? [clause.trim()]
  const forbidden = names.filter((name) => name !== '' && !allowed.includes(name))
  return forbidden.length === 0 ? null : `${module} ${forbidden.join(', ')}`
}

/** `fetch(request) {` defines a method of that name. */
function isDefinition(code: string, match: RegExpExecArray): boolean {
  let depth = 0
  for (let place = match.index + match[0].length - 1; place < code.length; place += 1) {
    if (code[place] === '(') depth += 1
    if (code[place] === ')') depth -= 1
    if (depth === 0) return /^\)\s*\{/.test(code.slice(place))
  }
  return false
}
