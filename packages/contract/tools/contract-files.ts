import openapiTS, { astToString } from 'openapi-typescript'
import { familyOf } from '../src/families.ts'
import type { Contract } from './bundle.ts'
import { type Document, type Located, operationsOf, type Parameter, resolve, type Schema } from './document.ts'
import { emitter } from './zod-source.ts'

export type Files = Record<string, string>

export const banner = '// Generated from openapi/ by `pnpm gen`. Never edited.\n'
const literal = (value: unknown) => JSON.stringify(value)

/** What packages/contract needs: the bundle, types, validators, tables of operations and events. `successes` are taken before errors were derived. */
export async function contractFiles({ document }: Contract, successes: Map<string, number[]>): Promise<Files> {
  const folder = 'packages/contract/src/generated'
  return {
    [`${folder}/openapi.json`]: `${JSON.stringify(document, null, 1)}\n`,
    [`${folder}/types.ts`]: banner + (await typesOf(document, true)),
    [`${folder}/schemas.ts`]: schemasSource(document),
    [`${folder}/routes.ts`]: routesSource(document),
    [`${folder}/operations.ts`]: operationsSource(document, successes),
    [`${folder}/events.ts`]: eventsSource(document),
  }
}

/**
 * Server side: what has a default is present. Client side: what has a default may be left out, and the text is short, since
 * each installation holds it: no list by path beside the one by operation, and no member that is never there.
 */
export async function typesOf(document: Document, server: boolean): Promise<string> {
  const view = withoutErrors(document)
  if (server)
    for (const { parameters } of operationsOf(view)) for (const p of parameters) p.required ||= hasDefault(view, p)
  const ast = await openapiTS(view as never, {
    defaultNonNullable: server,
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
  })
  const text = astToString(server ? ast : ast.filter((node) => nameOfType(node) !== 'paths'))
  return server ? text : text.replace(/^ +(header|path|cookie)\?: never;\n| +headers: \{\n.*unknown;\n +\};\n/gm, '')
}

const nameOfType = (node: unknown) => (node as { name?: { text?: string } }).name?.text

const hasDefault = (document: Document, { schema }: Parameter) => resolve(document, schema).default !== undefined

/** Errors are one shape a family and are thrown, so types that list them a hundred times help nobody. */
function withoutErrors(document: Document): Document {
  const copy = structuredClone(document)
  for (const { operation } of operationsOf(copy)) {
    const derived = Object.entries(operation.responses).filter(([, response]) => response.$ref)
    for (const [status] of derived) delete operation.responses[status]
    for (const response of Object.values(operation.responses)) delete response.headers
  }
  delete copy.components.responses
  return copy
}

function schemasSource(document: Document): string {
  const named = emitter(document).named()
  const body = named.map(({ name, source, description }) => {
    const doc = description ? `/** ${description.trim().replaceAll('*/', '* /').replaceAll('\n', '\n * ')} */\n` : ''
    return `${doc}export const ${name}: () => any = once(() => ${source})\n`
  })
  return `${banner}// biome-ignore-all lint: generated\nimport * as z from 'zod'\nimport { once } from '../once.ts'\nimport { codePoints, dateTime, propertyCount, uniqueItems } from '../schema-checks.ts'\n\nvoid [codePoints, dateTime, propertyCount, uniqueItems]\n\n${body.join('\n')}`
}

function routesSource(document: Document): string {
  const emit = emitter(document, 's.')
  const entries = operationsOf(document).map(({ id, operation, parameters }) => {
    const group = (place: string) => {
      const own = parameters.filter((p) => p.in === place)
      const name = (p: { name: string }) => literal(place === 'header' ? p.name.toLowerCase() : p.name)
      return own.length > 0
        ? `z.object({ ${own.map((p) => `${name(p)}: ${emit.parameter(p)}`).join(', ')} })`
        : undefined
    }
    const body = operation.requestBody?.content['application/json']?.schema
    const schemas = Object.entries({
      params: group('path'),
      query: group('query'),
      headers: group('header'),
      body: body && emit.zod(body, id),
    }).filter(([, source]) => source)
    return `  ${id}: once(() => ({ ${schemas.map(([name, source]) => `${name}: ${source}`).join(', ')} })),`
  })
  return `${banner}import * as z from 'zod'
import { once } from '../once.ts'
import type { RouteSchemas } from '../read-request.ts'
import { codePoints, dateTime, propertyCount, uniqueItems } from '../schema-checks.ts'
import { bool, list, numeric, text } from '../text-values.ts'
import * as s from './schemas.ts'
import type { operations } from './operations.ts'

void [bool, codePoints, dateTime, list, numeric, propertyCount, s, uniqueItems, z]

/** Validators of path, parameters and JSON body of each operation, made when it is first called. */
export const routes: Record<keyof typeof operations, () => RouteSchemas> = {
${entries.join('\n')}
}
`
}

/** What happens by itself: names and channels, so that nothing reads the whole document for them. */
function eventsSource(document: Document): string {
  const rows = Object.entries(document.webhooks ?? {}).map(([name, { post }]) => {
    const kind = { channel: post?.['x-channel'], feedOnly: post?.['x-feed-only'] === true }
    return `  ${literal(name)}: ${literal(kind)},`
  })
  return `${banner}
/** Every event of the document by its name. \`channel\` is that of the feed; what is \`feedOnly\` reaches no endpoint. */
export const events = {
${rows.join('\n')}
} as const satisfies Record<string, { channel: string; feedOnly: boolean }>
`
}

function operationsSource(document: Document, successes: Map<string, number[]>): string {
  const all = operationsOf(document).sort(fixedWordsFirst)
  const rows = all.map((located) => {
    const { id, operation, parameters, method, path } = located
    const meta = {
      id,
      method,
      path,
      tag: operation.tags[0],
      family: familyOf(path),
      permission: operation['x-permission'],
      spends: operation['x-spends'] === true,
      idempotent: operation['x-idempotent'] === true || operation['x-spends'] === true,
      relay: operation['x-relay'] === true,
      rest: parameters.filter((p) => p['x-rest']).map((p) => p.name),
      query: parameters.filter((p) => p.in === 'query').map((p) => p.name),
      accepts: Object.keys(operation.requestBody?.content ?? {}),
      bodyRequired: operation.requestBody?.required === true,
      amounts: amountsOf(document, located),
      timeoutMs: operation['x-timeout-ms'] ?? 30_000,
    }
    return `  ${id}: ${literal(meta)},`
  })
  const statuses = all.map(({ id }) => `  ${id}: ${successes.get(id)!.join(' | ')}`)
  const relays = all.filter(({ operation }) => operation['x-relay']).map(({ id }) => literal(id))
  return `${banner}import type { OperationMeta } from '../operation-meta.ts'

/** Every operation of the document. */
export const operations = {
${rows.join('\n')}
} as const satisfies Record<string, OperationMeta>

/** The statuses that a handler may answer; errors are thrown. */
export interface SuccessStatus {
${statuses.join('\n')}
}

/** Operations that answer as their target did. */
export type RelayId = ${relays.join(' | ') || 'never'}
`
}

/** The router takes the first route that matches, so a fixed word stands before a parameter in the same place. */
function fixedWordsFirst(a: Located, b: Located): number {
  const shape = ({ path }: Located) => path.replace(/[^/]+/g, (part) => (part.startsWith('{') ? '1' : '0'))
  return shape(a) < shape(b) ? -1 : shape(a) > shape(b) ? 1 : 0
}

/** JSON Pointers of the top-level request fields that are money: \`x-amount\`, or a positive number of the amount's range. */
function amountsOf(document: Document, { operation }: Located): string[] {
  const schema = operation.requestBody?.content['application/json']?.schema
  if (!schema) return []
  const properties = Object.entries(resolve(document, schema).properties ?? {})
  return properties.filter(([, property]) => isAmount(resolve(document, property))).map(([name]) => `/${name}`)
}

const isAmount = (schema: Schema) =>
  schema['x-amount'] === true || (schema.exclusiveMinimum === 0 && schema.maximum === 1_000_000)
