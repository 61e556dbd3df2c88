import { errorTable } from '../src/errors.ts'
import { familyOf } from '../src/families.ts'
import type { Contract } from './bundle.ts'
import { banner, type Files, typesOf } from './contract-files.ts'
import { type Document, type Located, operationsOf, type Response, resolve } from './document.ts'

const literal = (value: unknown) => JSON.stringify(value)

/** What packages/sdk needs: the document's types as a client sees them, the operation table, the resources. */
export async function sdkFiles({ document }: Contract): Promise<Files> {
  const folder = 'packages/sdk/src'
  return {
    [`${folder}/generated/types.ts`]: banner + (await typesOf(document, false)),
    [`${folder}/generated/operations.ts`]: operationsSource(document),
    [`${folder}/generated/error-codes.ts`]: errorCodesSource(),
    ...resourceFiles(document, `${folder}/resources`),
  }
}

/** Statuses that say by themselves that the identical request can succeed later. */
const retriedStatuses = [408, 429, 500, 502, 503, 504]

function errorCodesSource(): string {
  const codes = Object.entries(errorTable)
  const other = codes.filter(([, { status, retry }]) => retry !== retriedStatuses.includes(status))
  return `${banner}/** A code of the error table. */
export type ErrorCode =
${codes.map(([code]) => `  | '${code}'`).join('\n')}

/** Statuses that say by themselves that the identical request can succeed later. */
export const retriedStatuses: ReadonlySet<number> = new Set(${literal(retriedStatuses)})

/** Whether it can, by code of the error table, where the status would say otherwise. */
export const errorRetry: Record<string, boolean | undefined> = {
${other.map(([code, { retry }]) => `  ${code}: ${retry},`).join('\n')}
}
`
}

function operationsSource(document: Document): string {
  const rows = operationsOf(document).map((located) => {
    const { id, method, path, operation } = located
    const row = {
      method,
      path,
      ...(familyOf(path) !== 'api' && { family: familyOf(path) }),
      ...((operation['x-idempotent'] || operation['x-spends']) && { idempotent: true }),
      ...(operation['x-timeout-ms'] !== undefined && { timeoutMs: operation['x-timeout-ms'] }),
      ...(pageOf(located) && { page: pageOf(located) }),
      ...(successes(document, located).some(({ headers }) => headers?.ETag) && { etag: true }),
      ...(operation.requestBody?.content['multipart/form-data'] && { multipart: true }),
      ...(isBinary(document, located) && { binary: true }),
    }
    return `  ${id}: ${literal(row)},`
  })
  const events = operationsOf(document).flatMap((located) => {
    const event = successes(document, located)
      .map(({ content }) => content?.['text/event-stream']?.['x-event-schema'])
      .find(Boolean)
    return event ? [`  ${located.id}: components['schemas']['${event}']`] : []
  })
  return `${banner}import type { OperationRow } from '../core/operation.ts'
import type { components } from './types.ts'

/** One event of each operation that streams. */
export interface StreamEvents {
${events.join('\n')}
}

/** Every operation that the SDK can call. */
export const operations = {
${rows.join('\n')}
} as const satisfies Record<string, OperationRow>
`
}

function pageOf({ operation, path }: Located): { items: string; next: string } | undefined {
  const page = operation['x-page']
  if (!page) return undefined
  const given = page === true ? {} : page
  return { items: given.items ?? (familyOf(path) === 'models' ? 'models' : 'data'), next: given.next ?? 'next_cursor' }
}

const successes = (document: Document, { operation }: Located): Response[] =>
  Object.entries(operation.responses)
    .filter(([status]) => Number(status) >= 200 && Number(status) < 300)
    .map(([, response]) => resolve(document, response))

const mediaOf = (document: Document, located: Located) =>
  successes(document, located).flatMap(({ content }) => Object.keys(content ?? {}))

function isBinary(document: Document, located: Located): boolean {
  const types = mediaOf(document, located)
  return types.length > 0 && types.every((type) => !/json|^text\//.test(type))
}

// Resources: a tree by the dots of x-sdk, a file for each first word, a class for each node.

interface Node {
  name: string
  methods: { name: string; located: Located }[]
  children: Map<string, Node>
}

function resourceFiles(document: Document, folder: string): Files {
  const root: Node = { name: '', methods: [], children: new Map() }
  for (const located of operationsOf(document)) {
    const sdk = located.operation['x-sdk']
    if (typeof sdk !== 'string' || !sdk.includes('.')) continue
    const parts = sdk.split('.')
    const method = parts.pop()!
    let at = root
    for (const part of parts) {
      if (!at.children.has(part))
        at.children.set(part, {
          name: at.name + part[0]!.toUpperCase() + part.slice(1),
          methods: [],
          children: new Map(),
        })
      at = at.children.get(part)!
    }
    at.methods.push({ name: method, located })
  }
  const files = [...root.children].map(([name, node]): [string, string] => [
    `${folder}/${kebab(name)}.ts`,
    resourceSource(document, node),
  ])
  return { ...Object.fromEntries(files), [`${folder}/index.ts`]: indexSource(root) }
}

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

function indexSource(root: Node): string {
  const children = [...root.children]
  return `${banner}import type { Caller } from '../core/caller.ts'
${children.map(([name, node]) => `import { ${node.name} } from './${kebab(name)}.ts'`).join('\n')}

/** Every resource of the API. */
export class Resources {
${children.map(([name, node]) => `  readonly ${name}: ${node.name}`).join('\n')}

  constructor(caller: Caller) {
${children.map(([name, node]) => `    this.${name} = new ${node.name}(caller)`).join('\n')}
  }
}
`
}

function resourceSource(document: Document, node: Node): string {
  const classes = flatten(node)
  const body = classes.map((each) => classSource(document, each)).join('\n')
  const uses = (name: string) => new RegExp(`\\b${name}\\b`).test(body)
  const types = ['Answer', 'BodyOf', 'EventOf', 'ItemOf', 'QueryOf'].filter(uses)
  const imports = [
    uses('APIPromise') && "import type { APIPromise } from '../core/api-promise.ts'",
    "import type { Caller } from '../core/caller.ts'",
    "import type { CallOptions } from '../core/options.ts'",
    uses('PagePromise') && "import type { PagePromise } from '../core/page.ts'",
    uses('Stream') && "import type { Stream } from '../core/stream.ts'",
    types.length > 0 && `import type { ${types.join(', ')} } from '../core/shapes.ts'`,
  ]
  return `${banner}${imports.filter(Boolean).join('\n')}\n\n${body}`
}

const flatten = (node: Node): Node[] => [...[...node.children.values()].flatMap(flatten), node]

function classSource(document: Document, node: Node): string {
  const children = [...node.children]
  const fields = children.map(([name, child]) => `  readonly ${name}: ${child.name}\n`)
  const made = children.map(([name, child]) => `    this.${name} = new ${child.name}(caller)\n`)
  const used = node.methods.length > 0
  return `export class ${node.name} {
${used ? '  readonly #caller: Caller\n' : ''}${fields.join('')}
  constructor(caller: Caller) {
${used ? '    this.#caller = caller\n' : ''}${made.join('')}  }
${node.methods.map(({ name, located }) => `\n${methodSource(document, name, located)}`).join('')}}
`
}

function methodSource(document: Document, name: string, located: Located): string {
  const { id, operation, parameters } = located
  const path = parameters.filter((p) => p.in === 'path').map((p) => p.name)
  const hasQuery = parameters.some((p) => p.in === 'query')
  const hasBody = operation.requestBody !== undefined
  const hasEvents = mediaOf(document, located).includes('text/event-stream')
  const streams = hasEvents && hasBody
  const follows = hasEvents && parameters.some((p) => p.in === 'query' && p.name === 'follow')
  const needed = operation.requestBody?.required === true
  const requiredQuery = parameters.some((p) => p.in === 'query' && p.required)
  const place = hasBody ? 'body' : hasQuery ? 'query' : undefined
  const argument = hasBody
    ? `body${needed ? '' : '?'}: BodyOf<'${id}'>`
    : hasQuery
      ? `query${requiredQuery ? '' : '?'}: QueryOf<'${id}'>`
      : undefined
  const list = (own: string | undefined) =>
    [...path.map((each) => `${each}: string`), own, 'options?: CallOptions'].filter(Boolean).join(', ')
  const given = `{ ${[path.length > 0 && `path: { ${path.join(', ')} }`, place].filter(Boolean).join(', ')} }`
  const doc = docblock(located)
  const page = operation['x-page'] !== undefined
  if (streams) {
    const streamed = `body: BodyOf<'${id}'> & { stream: true }`
    return `${doc}  ${name}(${list(streamed)}): APIPromise<Stream<EventOf<'${id}'>>>
  ${name}(${list(argument)}): APIPromise<Answer<'${id}'>>
  ${name}(${list(argument)}): APIPromise<unknown> {
    return body${needed ? '' : '?'}.stream ? this.#caller.stream('${id}', ${given}, options) : this.#caller.call('${id}', ${given}, options)
  }
`
  }
  if (follows) {
    const followed = `query: QueryOf<'${id}'> & { follow: true }`
    return `${doc}  ${name}(${list(followed)}): APIPromise<Stream<EventOf<'${id}'>>>
  ${name}(${list(argument)}): APIPromise<Answer<'${id}'>>
  ${name}(${list(argument)}): APIPromise<unknown> {
    return query?.follow ? this.#caller.stream('${id}', ${given}, options) : this.#caller.call('${id}', ${given}, options)
  }
`
  }
  const result = page ? `PagePromise<ItemOf<'${id}'>>` : `APIPromise<Answer<'${id}'>>`
  return `${doc}  ${name}(${list(argument)}): ${result} {
    return this.#caller.${page ? 'page' : 'call'}('${id}', ${given}, options)
  }
`
}

function docblock({ id, operation, method, path }: Located): string {
  const text = `${operation.summary}.\n\n${(operation.description ?? '').trim()}\n\n\`${method.toUpperCase()} ${path}\` (${id})`
  const lines = text
    .replaceAll('*/', '*\\/')
    .replace(/\n{3,}/g, '\n\n')
    .split('\n')
  const deprecated = operation.deprecated ? '\n   * @deprecated' : ''
  return `  /**\n${lines.map((line) => `   * ${line}`.trimEnd()).join('\n')}${deprecated}\n   */\n`
}
